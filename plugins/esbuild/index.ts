import { dirname, relative, resolve, sep } from "node:path";
import type { BuildOptions, BuildResult, OnEndResult, Plugin } from "esbuild";
import {
  type LintOptions,
  lintMetafile,
  loadConfig,
  reportTable,
  type Severity,
  UsageError,
} from "../../src/index.js";
import { toMessages } from "./messages.js";

export interface LambdaLintOptions extends Omit<LintOptions, "cwd" | "modules"> {
  /** The least severity that fails the build; default: the config's `failOn` ("error"). "never" only reports. */
  readonly failOn?: Severity | "never";
}

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
      // Watch and rebuild come by here again and again: nothing is kept between two builds.
      build.onEnd((result) => lintBuild(result, settings, options));
    },
  };
}

async function lintBuild(
  result: BuildResult,
  settings: BuildOptions,
  { failOn, ...options }: LambdaLintOptions,
): Promise<OnEndResult | undefined> {
  // A failed build has no metafile, and its errors say enough.
  if (result.metafile === undefined || result.errors.length > 0) return undefined;
  const cwd = resolve(settings.absWorkingDir ?? process.cwd());
  try {
    const config = await loadConfig(options.config, cwd);
    const report = await lintMetafile(result.metafile, outputPath(settings, cwd), {
      ...options,
      cwd,
      config,
      contents: contentsOf(result, cwd),
    });
    const isSilent = settings.logLevel === "silent";
    // A build of style sheets or assets alone holds no function: there is nothing to say.
    const isEmpty = report.functions.length === 0 && report.problems.length === 0;
    if (!isSilent && !isEmpty) process.stderr.write(reportTable(report, isColored(settings)));
    const { failOn: configured, maxWarnings = null } = config.config;
    return toMessages(report, { failOn: failOn ?? configured, maxWarnings, cwd });
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { errors: error.message.split("\n").map((text) => ({ id: "config", text })) };
  }
}

/** Outputs that esbuild kept in memory (`write: false`), by their metafile keys. */
function contentsOf(result: BuildResult, cwd: string): ReadonlyMap<string, Uint8Array> {
  const files = result.outputFiles ?? [];
  return new Map(files.map((file) => [posix(relative(cwd, file.path)), file.contents]));
}

/** What stands for the artifact in the report: the folder that the build writes to. */
function outputPath({ outdir, outfile }: BuildOptions, cwd: string): string {
  const folder = outdir ?? (outfile === undefined ? "." : dirname(outfile));
  return posix(relative(cwd, resolve(cwd, folder))) || ".";
}

function posix(path: string): string {
  return path.split(sep).join("/");
}

function isColored({ color }: BuildOptions): boolean {
  return color ?? (process.stderr.isTTY === true && !process.env.NO_COLOR);
}
