import { resolve } from "node:path";
import type { BaselineFunction } from "./baseline/baseline.js";
import type { CliOptions } from "./cli.js";
import type { OutputRequest } from "./cli-outputs.js";
import type { Process } from "./main.js";
import type { Report } from "./report.js";
import { REPORTERS } from "./reporters/index.js";
import type { ReporterOptions } from "./reporters/reporter.js";
import { writeTextFile } from "./write-file.js";

export interface OutputOptions extends Pick<CliOptions, "outputs" | "color" | "quiet" | "modules"> {
  /** Path of the config file, relative to the working directory; null without one. */
  readonly config: string | null;
  /** Sizes in the baseline; empty without one. */
  readonly before: readonly BaselineFunction[];
}

/** Writes the report as asked for. Throws UsageError when a file can't be written. */
export async function writeReports(report: Report, options: OutputOptions, process: Process): Promise<void> {
  const outputs = options.outputs.length > 0 ? options.outputs : defaultOutputs(process);
  for (const { format, file } of outputs) {
    const reporter = await REPORTERS[format]();
    const shown = format === "html" || options.modules ? report : withoutModules(report);
    const text = reporter(shown, reporterOptions(options, process, file === null));
    if (file === null) process.stdout.write(text);
    else await writeTextFile(resolve(process.cwd(), file), text, `--output ${file}`);
    if (format === "github") await writeSummary(report, options, process);
  }
}

/** In a GitHub workflow people read the log, and the annotations beside their code. */
function defaultOutputs({ env }: Process): readonly OutputRequest[] {
  const text = { format: "text", file: null } as const;
  return env.GITHUB_ACTIONS === "true" ? [text, { format: "github", file: null }] : [text];
}

/** https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary */
async function writeSummary(report: Report, options: OutputOptions, process: Process): Promise<void> {
  const file = process.env.GITHUB_STEP_SUMMARY;
  if (file === undefined || file === "") return;
  const reporter = await REPORTERS.markdown();
  const text = reporter(report, reporterOptions(options, process, false));
  await writeTextFile(resolve(process.cwd(), file), text, "the job summary", { append: true });
}

/** Modules that only the HTML report asked for. */
function withoutModules(report: Report): Report {
  return { ...report, artifacts: report.artifacts.map(({ modules: _, ...artifact }) => artifact) };
}

function reporterOptions(options: OutputOptions, process: Process, toTerminal: boolean): ReporterOptions {
  return {
    color: toTerminal && wantsColor(options.color, process),
    width: Math.max(40, Math.min(process.stdout.columns ?? 80, 120)),
    quiet: options.quiet,
    config: options.config,
    before: options.before,
  };
}

/** --color and --no-color, then NO_COLOR and FORCE_COLOR (https://no-color.org, https://force-color.org), then the terminal. */
function wantsColor(asked: boolean | null, { env, stdout }: Process): boolean {
  if (asked !== null) return asked;
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== "") return env.FORCE_COLOR !== "0";
  return stdout.isTTY === true && env.TERM !== "dumb";
}
