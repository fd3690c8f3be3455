import {
  type LintOptions,
  loadConfig,
  type Report,
  reportTable,
  type Severity,
  UsageError,
} from "../src/index.js";
import { type Messages, toMessages } from "./messages.js";

export interface LambdaLintOptions extends Omit<LintOptions, "cwd" | "modules"> {
  /** The least severity that fails the build; default: the config's `failOn` ("error"). "never" only reports. */
  readonly failOn?: Severity | "never";
}

/** What a bundler says of itself. */
export interface Surroundings {
  /** Absolute: what paths are relative to, and where the config is looked for. */
  readonly cwd: string;
  /** No table then. */
  readonly isSilent: boolean;
  /** Default: where stderr is a terminal. */
  readonly isColored?: boolean | undefined;
}

/**
 * Lints with the config of the command, prints the table once and gives what is to be told to the bundler, a wrong
 * config included.
 */
export async function lintInBuild(
  { failOn, ...options }: LambdaLintOptions,
  { cwd, isSilent, isColored }: Surroundings,
  lint: (options: LintOptions) => Promise<Report>,
): Promise<Messages> {
  try {
    const config = await loadConfig(options.config, cwd);
    const report = await lint({ ...options, cwd, config });
    // A build of style sheets or assets alone holds no function: there is nothing to say.
    const isEmpty = report.functions.length === 0 && report.problems.length === 0;
    const color = isColored ?? (process.stderr.isTTY === true && !process.env.NO_COLOR);
    if (!isSilent && !isEmpty) process.stderr.write(reportTable(report, color));
    const { failOn: configured, maxWarnings = null } = config.config;
    return toMessages(report, { failOn: failOn ?? configured, maxWarnings, cwd });
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const errors = error.message.split("\n").map((text) => ({ id: "config", text, place: null }));
    return { errors, warnings: [] };
  }
}
