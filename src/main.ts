import { CommanderError } from "commander";
import { type CliOptions, parseArguments } from "./cli.js";
import { messageOf, UsageError } from "./errors.js";

/** What `main` needs of a process; tests hand in their own. */
export interface Process {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: Output;
  readonly stderr: Output;
  cwd(): string;
}

export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/**
 * The command: arguments to exit code. 0: nothing at or above `--fail-on`; 1: something is; 2: wrong usage,
 * an unusable input, or a crash. stdout carries the report and nothing else.
 */
export async function main(process: Process): Promise<number> {
  try {
    const options = parseArguments(process);
    if (options === null) return 0;
    return await run(options, process);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof UsageError) {
      process.stderr.write(`${error.message.replace(/^/gm, "lambda-lint: ")}\n`);
      return 2;
    }
    process.stderr.write(`lambda-lint crashed. This is a bug; please report it with the lines below.\n`);
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : messageOf(error)}\n`);
    return 2;
  }
}

// Everything that a run needs is loaded here, so that --version and --help pay for the argument parser only.
async function run(options: CliOptions, process: Process): Promise<number> {
  const { runLint } = await import("./run.js");
  return runLint(options, process);
}
