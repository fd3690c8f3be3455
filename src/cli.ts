import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { declareColor, declareOutputs, type OutputRequest, outputsOf } from "./cli-outputs.js";
import {
  addIds,
  addLayer,
  parseAmount,
  parseCount,
  parseDay,
  parseRuntime,
  parseShard,
  parseThreads,
  type ShardNumber,
} from "./cli-values.js";
import { outputOf } from "./command-output.js";
import { SEVERITIES, type Severity } from "./finding.js";
import type { Architecture } from "./function.js";
import { MEMORY_MB, TIMEOUT_SECONDS } from "./lambda/setting-shapes.js";
import type { Process } from "./main.js";
import { VERSION } from "./version.js";

/** The command line, checked but not yet joined with the config. */
export interface CliOptions {
  readonly paths: readonly string[];
  /** Formats and files in the order given: `--output` belongs to the `--format` before it. Empty: by default. */
  readonly outputs: readonly OutputRequest[];
  readonly handler: string | null;
  readonly runtime: string | null;
  readonly architecture: Architecture | null;
  readonly layers: readonly string[];
  /** MB. */
  readonly memory: number | null;
  /** Seconds. */
  readonly timeout: number | null;
  readonly rules: Readonly<Record<string, string>>;
  readonly only: readonly string[];
  readonly failOn: Severity | null;
  readonly maxWarnings: number | null;
  readonly quiet: boolean;
  readonly config: string | null;
  readonly printConfig: boolean;
  readonly asOf: string | null;
  readonly modules: boolean;
  /** Null: all artifacts. */
  readonly shard: ShardNumber | null;
  /** Null: as many as the run is worth. */
  readonly threads: number | null;
  /** File of accepted findings. */
  readonly baseline: string | null;
  readonly updateBaseline: boolean;
  /** Keep analyses for the next run, and take those of earlier ones. */
  readonly cache: boolean;
  /** Null: decide by terminal, NO_COLOR and FORCE_COLOR. */
  readonly color: boolean | null;
}

const EXAMPLES = `
Examples:
  $ lambda-lint ./dist                       lint what a build left behind
  $ lambda-lint function.zip --handler index.handler
  $ lambda-lint meta.json --fail-on warning
  $ lambda-lint dist --format json --output report.json --format text

Commands (lambda-lint <command> --help):
  why <package> [paths]    why a package is in there, and what it costs
  compare <before> <after> what changed between two JSON reports
  merge <reports>          one report of those that --shard gave
  explain [rule]           what a rule is about
  rules                    the list of rules
  init                     write a config from today's sizes

Exit codes: 0 nothing at or above --fail-on, 1 something is,
            2 wrong usage or an input that can't be read.`;

/** Parses argv. An exit code when that was all: --help or --version has been answered, or what is wrong been said. */
export function parseArguments(process: Process): CliOptions | number {
  try {
    return parseOptions(process);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : 2;
  }
}

function parseOptions(process: Process): CliOptions {
  const rules: Record<string, string> = {};
  const command = new Command("lambda-lint")
    .description(
      "Lints what is really shipped to AWS Lambda: its sizes, what init loads, and the code behind it.",
    )
    .argument(
      "[paths...]",
      "zips, folders, bundles, esbuild metafiles, what CDK, SAM, Serverless and SST wrote, templates, source files (default: what a deploy tool or a build left)",
    )
    .version(VERSION, "-v, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .option("--handler <name>", 'handler of the function ("index.handler") where no template tells')
    .option("--runtime <id>", 'runtime of the functions ("nodejs22.x")', parseRuntime)
    .addOption(
      new Option("--architecture <name>", "architecture of the functions").choices(["x86_64", "arm64"]),
    )
    .option("--layer <path>", "zip or folder of a layer, or its ARN; repeatable, in their order", addLayer)
    .option("--memory <MB>", "memory of the functions", parseAmount(MEMORY_MB, "MB"))
    .option("--timeout <seconds>", "timeout of the functions", parseAmount(TIMEOUT_SECONDS, "seconds"))
    .option("--rule <id=severity>", "off, info, warning or error for one rule; repeatable", addRule)
    .option("--only <ids>", "run these rules only (comma-separated); repeatable", addIds)
    .addOption(
      new Option("--fail-on <severity>", 'least severity that exits 1 (default: "error")').choices(
        SEVERITIES,
      ),
    )
    .option("--max-warnings <n>", "more warnings than this exit 1", parseCount)
    .option("-q, --quiet", "show errors only");
  declareOutputs(command)
    .option("--modules", "list every module in the JSON report")
    .option("--shard <i/n>", "look at one of n parts; lambda-lint merge joins their reports", parseShard)
    .option(
      "--threads <n>",
      "artifacts looked at at once (default: cores, 4 at most, in long runs)",
      parseThreads,
    )
    .option("-c, --config <file>", "config file (default: lambda-lint.config.*, found upwards)")
    .option("--baseline <file>", "accepted findings and earlier sizes: only what is new or worse fails")
    .option("--update-baseline", 'accept what is found now (default file: "lambda-lint-baseline.json")')
    .option("--print-config", "print the config that would be used, and stop")
    .option("--as-of <date>", "the day that dated rules compare with (YYYY-MM-DD; default: today)", parseDay)
    .option("--no-cache", "analyse everything anew; keep no analysis in node_modules/.cache/lambda-lint");
  declareColor(command)
    .addHelpText("after", EXAMPLES)
    .showHelpAfterError("(lambda-lint --help lists the options)")
    .configureOutput(outputOf(process))
    .exitOverride();
  command.parse([...process.argv]);

  const given = command.opts<Record<string, never>>() as Partial<ParsedOptions>;
  return {
    paths: command.args,
    outputs: outputsOf(given),
    handler: given.handler ?? null,
    runtime: given.runtime ?? null,
    architecture: given.architecture ?? null,
    layers: given.layer ?? [],
    memory: given.memory ?? null,
    timeout: given.timeout ?? null,
    rules,
    only: given.only ?? [],
    failOn: given.failOn ?? null,
    maxWarnings: given.maxWarnings ?? null,
    quiet: given.quiet ?? false,
    config: given.config ?? null,
    printConfig: given.printConfig ?? false,
    asOf: given.asOf ?? null,
    modules: given.modules ?? false,
    shard: given.shard ?? null,
    threads: given.threads ?? null,
    baseline: given.baseline ?? null,
    updateBaseline: given.updateBaseline ?? false,
    cache: given.cache ?? true,
    color: given.color ?? null,
  };

  function addRule(value: string): void {
    const [id, severity] = value.split("=");
    if (!id || !severity)
      throw new InvalidArgumentError("Expected id=severity, as in oversized-dependency=off.");
    rules[id] = severity;
  }
}

interface ParsedOptions {
  readonly handler: string;
  readonly runtime: string;
  readonly architecture: Architecture;
  readonly layer: readonly string[];
  readonly memory: number;
  readonly timeout: number;
  readonly only: readonly string[];
  readonly failOn: Severity;
  readonly maxWarnings: number;
  readonly quiet: boolean;
  readonly config: string;
  readonly printConfig: boolean;
  readonly asOf: string;
  readonly format: readonly OutputRequest[];
  readonly modules: boolean;
  readonly shard: ShardNumber;
  readonly threads: number;
  readonly baseline: string;
  readonly updateBaseline: boolean;
  readonly cache: boolean;
  readonly color: boolean;
}
