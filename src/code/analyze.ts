import type { UserClient } from "../lambda/client.js";
import type { CodeModel } from "./code-model.js";
import { mayHoldHandler, type RequestedHandler } from "./handler-request.js";
import { ImportScan } from "./import-scan.js";
import type { PackageWeigher } from "./import-weight.js";
import { FirstPartyResolver } from "./module-resolution.js";
import type { SourceSet } from "./source-set.js";

export interface CodeRequest {
  readonly files: SourceSet;
  /** Handlers that somebody named; empty: they are found by name. */
  readonly handlers: readonly RequestedHandler[];
  /** Look for handlers by name in the other files too. */
  readonly alsoByName?: boolean;
  /** The user's own clients. */
  readonly clients: readonly UserClient[];
  /** What installed packages weigh, for runs without an artifact; null: the artifact's graph tells. */
  readonly weigher: PackageWeigher | null;
}

/**
 * Follows the handlers of first-party sources. Text is scanned first: TypeScript is only loaded, and a file
 * only parsed, when a handler's imports can lead to something that a rule reports.
 */
export async function analyzeCode(request: CodeRequest): Promise<CodeModel> {
  const { files, clients, weigher } = request;
  const resolver = new FirstPartyResolver(files);
  const scan = new ImportScan(files, resolver);
  const byFile = new Map<string, RequestedHandler[]>();
  for (const one of request.handlers) byFile.set(one.file, [...(byFile.get(one.file) ?? []), one]);
  const byName = byFile.size === 0 || request.alsoByName === true;
  const named = byName
    ? files.paths.filter((path) => !byFile.has(path) && looksLikeHandler(files, path))
    : [];
  const entries = [...byFile.keys(), ...named];
  const closures = new Map<string, ReadonlySet<string>>();
  for (const entry of entries) {
    const closure = scan.closureOf(entry);
    if (!files.isSource || scan.canMatter(closure)) closures.set(entry, closure);
  }
  if (closures.size === 0) {
    return {
      handlers: [],
      constructions: [],
      imports: [],
      dynamicImports: [],
      suppressions: [],
      problems: files.problems(),
    };
  }
  const { followHandlers } = await import("./engine.js");
  return followHandlers({ files, resolver, clients, weigher, closures, requested: byFile });
}

function looksLikeHandler(files: SourceSet, path: string): boolean {
  if (/\.d\.[cm]?ts$|\.json$/.test(path)) return false;
  const text = files.read(path);
  return text !== null && mayHoldHandler(text);
}
