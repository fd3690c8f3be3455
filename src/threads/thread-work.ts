import type { Found } from "../assemble-report.js";
import { NO_CACHE, openCache } from "../cache/cache.js";
import { configFolderPath } from "../config/load-config.js";
import { discoverRequest, type LintRequest, lintPart } from "../lint.js";
import { WHOLE } from "../part.js";
import { ShardPart } from "../shard/shard-part.js";
import { ClaimedPart, type Claims } from "./claimed-part.js";

/** What a thread is handed: all that can be copied. */
export interface ThreadData {
  readonly request: Omit<LintRequest, "toConfigFolder" | "onArtifact" | "cache">;
  /** As `LoadedConfig` has it. */
  readonly configFile: string | null;
  readonly isCached: boolean;
  readonly claims: Claims;
  readonly thread: number;
}

/** What one thread finds in the artifacts that it gets to first. */
export async function threadWork({
  request: copied,
  configFile,
  isCached,
  claims,
  thread,
}: ThreadData): Promise<Found> {
  const cache = isCached ? openCache(copied.cwd, process.env) : NO_CACHE;
  const toConfigFolder = configFolderPath(configFile, copied.cwd);
  const request: LintRequest = { ...copied, toConfigFolder, cache };
  const within = request.shard === null ? WHOLE : new ShardPart(request.shard);
  try {
    return await lintPart(discoverRequest(request), request, new ClaimedPart(claims, thread, within));
  } finally {
    cache.close();
  }
}
