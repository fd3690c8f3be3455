import { dirname, relative, resolve, sep } from "node:path";
import type { BuildOptions, BuildResult, OnEndResult, PartialMessage, Plugin } from "esbuild";
import {
  type Finding,
  type LintOptions,
  lintMetafile,
  loadConfig,
  type Report,
  reportTable,
  type Severity,
  severityRank,
} from "../../src/index.js";

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
      build.onEnd(async (result) => {
        // A failed build has no metafile, and its errors say enough.
        if (result.metafile === undefined || result.errors.length > 0) return undefined;
        const { failOn, ...lintOptions } = options;
        const cwd = resolve(settings.absWorkingDir ?? process.cwd());
        const config = await loadConfig(options.config, cwd);
        const contents = contentsOf(result, cwd);
        const report = await lintMetafile(result.metafile, outputPath(settings, cwd), {
          ...lintOptions,
          cwd,
          config,
          contents,
        });
        const fails = failOn ?? config.config.failOn;
        if (settings.logLevel !== "silent") process.stderr.write(reportTable(report, isColored(settings)));
        return toMessages(report, fails);
      });
    },
  };
}

/** Outputs that esbuild kept in memory (`write: false`), by their metafile keys. */
function contentsOf(result: BuildResult, cwd: string): ReadonlyMap<string, Uint8Array> {
  const files = result.outputFiles ?? [];
  return new Map(files.map((file) => [relative(cwd, file.path).split(sep).join("/"), file.contents]));
}

/** What stands for the artifact in the report: the folder that the build writes to. */
function outputPath({ outdir, outfile }: BuildOptions, cwd: string): string {
  const folder = outdir ?? (outfile === undefined ? "." : dirname(outfile));
  return relative(cwd, resolve(cwd, folder)).split(sep).join("/") || ".";
}

function isColored({ color }: BuildOptions): boolean {
  return color ?? (process.stderr.isTTY === true && !process.env.NO_COLOR);
}

function toMessages(report: Report, failOn: Severity | "never"): OnEndResult {
  const errors: PartialMessage[] = [];
  const warnings: PartialMessage[] = [];
  for (const finding of report.findings) {
    if (finding.suppressed !== null) continue;
    const isError = failOn !== "never" && severityRank(finding.severity) <= severityRank(failOn);
    if (isError) errors.push(toMessage(finding, report));
    else if (finding.severity !== "info") warnings.push(toMessage(finding, report));
  }
  for (const problem of report.problems) {
    if (problem.level !== "error") continue;
    (failOn === "never" ? warnings : errors).push({ text: `${problem.path}: ${problem.message}` });
  }
  return { errors, warnings };
}

/** One line each: esbuild prints what it is given as it is. */
function toMessage(finding: Finding, report: Report): PartialMessage {
  const { location } = finding;
  const entry = report.functions.find((fn) => finding.functions.includes(fn.id));
  // What is said of a whole artifact points at the entry point: a place in the user's source to go to.
  const place =
    location?.line != null ? location : { path: entry?.name ?? location?.path ?? "", line: 1, column: 1 };
  return {
    id: finding.rule,
    text: `${finding.message} ${finding.fix} (${finding.rule})`,
    location: { file: place.path, line: place.line ?? 1, column: (place.column ?? 1) - 1 },
  };
}
