import type { LambdaLintOptions } from "../lint-in-build.js";
import { type RollupLikePlugin, rollupLikePlugin } from "../rollup/plugin.js";

export type { LambdaLintOptions } from "../lint-in-build.js";
export type { RollupLikePlugin } from "../rollup/plugin.js";

/**
 * Lints what Rolldown has built, with the config and the rules of the command, before it is written. A table is printed
 * for each output (not under `logLevel: "silent"`); findings are warnings, at or above `failOn` an error, which fails the build.
 */
export function lambdaLint(options: LambdaLintOptions = {}): RollupLikePlugin {
  return rollupLikePlugin(options, { cwd: () => null });
}
