import { isCommandName } from "./commands/names.js";
import { messageOf } from "./errors.js";
import { asksVersionOnly, VERSION } from "./version.js";

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
    if (asksVersionOnly(process.argv)) {
      process.stdout.write(`${VERSION}\n`);
      return 0;
    }
    return await run(process);
  } catch (error) {
    process.stderr.write(`lambda-lint crashed. This is a bug; please report it with the lines below.\n`);
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : messageOf(error)}\n`);
    return 2;
  }
}

async function run(process: Process): Promise<number> {
  const [, , command] = process.argv;
  if (isCommandName(command)) {
    const { runCommand } = await import("./commands/index.js");
    return runCommand(command, process);
  }
  const { parseArguments } = await import("./cli.js");
  const options = parseArguments(process);
  if (typeof options === "number") return options;
  // A file of its own in the package: compiling what a run needs takes longer than --help does.
  const { runLint } = await import("./run.js");
  return runLint(options, process);
}
