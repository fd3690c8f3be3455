import { Command, CommanderError } from "commander";
import { outputOf } from "../command-output.js";
import { UsageError } from "../errors.js";
import type { Process } from "../main.js";

/** A command: how its line is parsed (`declare` adds arguments and options), and what it does. */
export interface CommandDefinition {
  readonly name: string;
  readonly description: string;
  /** A line to try, behind the command's name; several are several lines. */
  readonly examples: readonly string[];
  declare(command: Command): void;
  run(line: ParsedLine, process: Process): Promise<number>;
}

interface ParsedLine {
  readonly args: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
}

/** Parses and runs; --help is answered with 0, what is wrong is a word on stderr and 2. */
export async function runAction(definition: CommandDefinition, process: Process): Promise<number> {
  try {
    return await definition.run(parse(definition, process), process);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message.replace(/^/gm, "lambda-lint: ")}\n`);
    return 2;
  }
}

function parse(definition: CommandDefinition, process: Process): ParsedLine {
  const { name, description, examples } = definition;
  const command = new Command(`lambda-lint ${name}`)
    .description(description)
    .helpOption("-h, --help", "print this help")
    .addHelpText(
      "after",
      `\nExamples:\n${examples.map((one) => `  $ lambda-lint ${name} ${one}`).join("\n")}`,
    )
    .showHelpAfterError(`(lambda-lint ${name} --help lists the options)`)
    .configureOutput(outputOf(process))
    .exitOverride();
  definition.declare(command);
  command.parse(process.argv.slice(3), { from: "user" });
  return { args: command.args, options: command.opts() };
}

/** Lines as wide as the terminal, between 40 and 100 columns. */
export function widthOf(process: Process): number {
  return Math.max(40, Math.min(process.stdout.columns ?? 80, 100));
}
