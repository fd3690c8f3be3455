import { type Command, InvalidArgumentError } from "commander";
import { FORMATS, type Format } from "./reporters/formats.js";

export interface OutputRequest {
  readonly format: Format;
  /** Null: stdout. */
  readonly file: string | null;
}

/** Options of commands that write reports: formats and files in the order given. */
export function declareOutputs(command: Command): Command {
  return command
    .option(
      "--format <name>",
      `${FORMATS.join(", ")}; repeatable (default: "text", in GitHub Actions "github" too)`,
      addFormat,
    )
    .option("-o, --output <file>", "write the --format before it to a file instead of stdout", (file) => {
      command.setOptionValue("format", withFile(outputsOf(command.opts()), file));
    });
}

/** Empty: by default. */
export function outputsOf({ format }: { readonly format?: unknown }): readonly OutputRequest[] {
  return (format as readonly OutputRequest[] | undefined) ?? [];
}

/** `--color` and `--no-color`; unset means "decide by terminal", which commander takes for true because of the second. */
export function declareColor(command: Command): Command {
  command
    .option("--color", "colour even when stdout is no terminal")
    .option("--no-color", "no colour (NO_COLOR and FORCE_COLOR work too)")
    .setOptionValueWithSource("color", undefined, "default");
  return command;
}

function addFormat(name: string, before: readonly OutputRequest[] = []): readonly OutputRequest[] {
  const format = FORMATS.find((one) => one === name);
  if (format === undefined) throw new InvalidArgumentError(`Formats are ${FORMATS.join(", ")}.`);
  return [...before, { format, file: null }];
}

function withFile(outputs: readonly OutputRequest[], file: string): readonly OutputRequest[] {
  const last = outputs.at(-1);
  if (last === undefined) throw new InvalidArgumentError("Write --format before --output.");
  if (last.file !== null) throw new InvalidArgumentError("This --format already has a file.");
  return [...outputs.slice(0, -1), { ...last, file }];
}
