import { resolve } from "node:path";
import type { LambdaLintOptions } from "../lint-in-build.js";
import { type RollupLikePlugin, rollupLikePlugin } from "./plugin.js";

export type { LambdaLintOptions } from "../lint-in-build.js";
export type { RollupLikePlugin } from "./plugin.js";

export interface RollupLintOptions extends LambdaLintOptions {
  /** What paths are relative to, and where the config is looked for; default: the process's working directory. */
  readonly cwd?: string;
}

/**
 * Lints what Rollup has built, with the config and the rules of the command, before it is written. A table is printed
 * for each output (not under `logLevel: "silent"`); findings are warnings, at or above `failOn` an error, which fails the build.
 */
export function lambdaLint({ cwd, ...options }: RollupLintOptions = {}): RollupLikePlugin {
  return rollupLikePlugin(options, { cwd: () => (cwd === undefined ? null : resolve(cwd)) });
}
