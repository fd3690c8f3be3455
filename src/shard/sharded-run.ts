import type { LintRequest } from "../lint.js";
import type { ShardedRun } from "../report.js";
import type { RunBaseline } from "../run-baseline.js";
import { digest } from "./digest.js";

/** What all shards of a run agree on. Paths are left out: what they lead to is compared instead. */
export function shardedRun(
  request: Pick<
    LintRequest,
    "config" | "handler" | "runtime" | "architecture" | "memory" | "timeout" | "layers" | "only"
  >,
  ends: Pick<ShardedRun, "config" | "modules" | "failOn" | "maxWarnings"> & {
    readonly baseline: RunBaseline | null;
    readonly updatesBaseline: boolean;
  },
): ShardedRun {
  const { config, handler, runtime, architecture, memory, timeout, layers, only } = request;
  const { baseline } = ends;
  return {
    request: digest({ config, handler, runtime, architecture, memory, timeout, layers, only }),
    config: ends.config,
    modules: ends.modules,
    failOn: ends.failOn,
    maxWarnings: ends.maxWarnings,
    baseline:
      baseline === null
        ? null
        : { path: baseline.path, content: baselineDigest(baseline), updated: ends.updatesBaseline },
  };
}

/** Null for a baseline that is yet to be written. */
export function baselineDigest({ content }: Pick<RunBaseline, "content">): string | null {
  return content === null ? null : digest(content);
}
