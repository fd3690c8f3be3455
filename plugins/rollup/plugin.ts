import { lintBuild } from "../../src/index.js";
import { type LambdaLintOptions, lintInBuild } from "../lint-in-build.js";
import type { Message } from "../messages.js";
import { toBuild } from "./build.js";
import { type OutputBundle, type OutputOptions, type PluginContext, tell } from "./bundle.js";

/** What every bundler with Rollup's plugin interface takes. */
export interface RollupLikePlugin {
  readonly name: string;
  readonly buildStart: (options: InputOptions) => void;
  readonly generateBundle: {
    readonly order: "post";
    handler(this: PluginContext, output: OutputOptions, bundle: OutputBundle): Promise<void>;
  };
}

export interface InputOptions {
  readonly cwd?: string | undefined;
  readonly logLevel?: string | undefined;
}

export interface RollupLikeSettings {
  /** Absolute; null: the bundler's own, or else the process's. */
  readonly cwd: () => string | null;
  readonly isSilent?: () => boolean;
}

/**
 * The plugin for Rollup's interface. It looks at what is about to be written, so that nothing is when the build fails.
 * Of several outputs each is linted; what is said of all of them is said once.
 */
export function rollupLikePlugin(options: LambdaLintOptions, settings: RollupLikeSettings): RollupLikePlugin {
  let input: InputOptions = {};
  let told = new Set<string>();
  const isNew = ({ text, place }: Message): boolean => {
    const key = JSON.stringify([text, place]);
    return !told.has(key) && told.add(key) !== undefined;
  };
  return {
    name: "lambda-lint",
    buildStart(given) {
      input = given;
      told = new Set();
    },
    generateBundle: {
      order: "post",
      async handler(output, bundle) {
        const cwd = settings.cwd() ?? input.cwd ?? process.cwd();
        const isSilent = settings.isSilent?.() ?? input.logLevel === "silent";
        const build = toBuild(this, output, bundle, cwd);
        const { errors, warnings } = await lintInBuild(options, { cwd, isSilent }, (request) =>
          lintBuild(build, request),
        );
        tell(this, { errors, warnings: warnings.filter(isNew) }, cwd);
      },
    },
  };
}
