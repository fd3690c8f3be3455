import type { Plugin } from "esbuild";
import type { LambdaLintOptions } from "../lint-in-build.js";

export type { LambdaLintOptions } from "../lint-in-build.js";

/**
 * Lints what esbuild has built, with the config and the rules of the command. A table is printed once a build
 * (not under `logLevel: "silent"`); findings are returned to esbuild as messages, at or above `failOn` as errors,
 * which fail the build. Sets `metafile`.
 */
export function lambdaLint(options: LambdaLintOptions = {}): Plugin {
  return {
    name: "lambda-lint",
    setup(build) {
      const settings = build.initialOptions;
      settings.metafile = true;
      // esbuild works in a process of its own: what lints is loaded meanwhile.
      const load = () => import("./lint.js");
      build.onStart(() => void load().catch(() => {}));
      // Watch and rebuild come by here again and again: nothing is kept between two builds.
      build.onEnd(async (result) => (await load()).lintBuild(result, settings, options));
    },
  };
}
