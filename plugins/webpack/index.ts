import { relative, sep } from "node:path";
import { lintBuild } from "../../src/index.js";
import { type LambdaLintOptions, lintInBuild } from "../lint-in-build.js";
import type { Message } from "../messages.js";
import { toBuild } from "./build.js";
import type { Compilation, Compiler } from "./compilation.js";

export type { LambdaLintOptions } from "../lint-in-build.js";

/** Stages of webpack's `processAssets`: between the minimizers and what takes maps off the assets, and the last. */
const MINIMIZED = 450;
const REPORT = 5000;
/** After whoever wants more exact maps has said so. */
const LAST = 1000;

export interface WebpackPlugin {
  apply(compiler: Compiler): void;
}

/**
 * Lints what webpack has built, with the config and the rules of the command. A table is printed for each compilation (not
 * under `stats: "none"` or `infrastructureLogging: { level: "none" }`); findings are the compilation's warnings, at or
 * above `failOn` its errors, with which webpack emits nothing in production.
 *
 * Modules are asked for a source map of lines, since minimizers tell nothing else of what they did; none is written.
 */
export function lambdaLint(options: LambdaLintOptions = {}): WebpackPlugin {
  return {
    apply(compiler) {
      compiler.hooks.thisCompilation.tap("lambda-lint", (compilation) => {
        compilation.hooks.buildModule.tap({ name: "lambda-lint", stage: LAST }, (module) => {
          if (module.useSourceMap !== true) module.useSimpleSourceMap = true;
        });
        const maps = new Map<string, string>();
        compilation.hooks.processAssets.tapPromise({ name: "lambda-lint", stage: MINIMIZED }, async () => {
          for (const [name, map] of mapsOf(compilation)) maps.set(name, map);
        });
        compilation.hooks.processAssets.tapPromise({ name: "lambda-lint", stage: REPORT }, () =>
          lintCompilation(compiler, compilation, maps, options),
        );
      });
    },
  };
}

function* mapsOf(compilation: Compilation): Generator<readonly [name: string, map: string]> {
  for (const { name, source } of compilation.getAssets()) {
    if (!/\.[cm]?js$/.test(name)) continue;
    const { map } = source.sourceAndMap();
    if (map !== null) yield [name, JSON.stringify(map)];
  }
}

async function lintCompilation(
  compiler: Compiler,
  compilation: Compilation,
  maps: ReadonlyMap<string, string>,
  options: LambdaLintOptions,
): Promise<void> {
  // Its errors say enough.
  if (compilation.errors.length > 0) return;
  const cwd = compiler.context;
  const path = relative(cwd, compiler.outputPath).split(sep).join("/") || ".";
  const build = toBuild(compilation, path, maps);
  const { errors, warnings } = await lintInBuild(options, { cwd, isSilent: isSilent(compiler) }, (request) =>
    lintBuild(build, request),
  );
  const toError = (message: Message) => webpackError(compiler, message);
  compilation.errors.push(...errors.map(toError));
  compilation.warnings.push(...warnings.map(toError));
}

function isSilent({ options: { stats, infrastructureLogging } }: Compiler): boolean {
  const preset = typeof stats === "object" && stats !== null && "preset" in stats ? stats.preset : stats;
  return preset === "none" || preset === false || infrastructureLogging?.level === "none";
}

/** webpack counts lines from 1 and columns from 0. */
function webpackError({ webpack }: Compiler, { text, place }: Message): Error {
  const error = new webpack.WebpackError(text);
  error.name = "LambdaLint";
  if (place === null) return error;
  const start = { line: place.line, column: place.column - 1 };
  return Object.assign(error, { file: `./${place.path}`, loc: { start } });
}
