import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { Option } from "commander";
import { compareReports } from "../baseline/compare-reports.js";
import { parseReport } from "../baseline/parse-baseline.js";
import { messageOf, systemErrorCode, UsageError } from "../errors.js";
import type { Report } from "../report.js";
import { comparisonMarkdown } from "../reporters/comparison-markdown.js";
import { comparisonText } from "../reporters/comparison-text.js";
import { type CommandDefinition, widthOf } from "./command-line.js";

const FORMATS = ["text", "markdown", "json"];

export const compareCommand: CommandDefinition = {
  name: "compare",
  description: "Compares two JSON reports: what grew, what is new, what left. It fails nothing: budgets do.",
  examples: ["before.json after.json", "before.json after.json --format markdown"],
  declare: (command) =>
    command
      .argument("<before>", "JSON report of an earlier run (--format json)")
      .argument("<after>", "JSON report of a later one")
      .addOption(new Option("--format <name>", FORMATS.join(", ")).choices(FORMATS).default("text")),
  async run({ args: [before = "", after = ""], options }, process) {
    const comparison = compareReports(await read(before, process.cwd()), await read(after, process.cwd()));
    const text =
      options.format === "json"
        ? `${JSON.stringify(comparison, null, 2)}\n`
        : options.format === "markdown"
          ? comparisonMarkdown(comparison)
          : comparisonText(comparison, widthOf(process));
    process.stdout.write(text);
    return 0;
  },
};

async function read(file: string, cwd: string): Promise<Report> {
  let text: string;
  try {
    text = await readFile(resolve(cwd, file), "utf8");
  } catch (error) {
    const code = systemErrorCode(error);
    throw new UsageError(
      code === "ENOENT"
        ? `${file}: there is no such file; expected a JSON report (lambda-lint --format json --output ${file})`
        : `${file}: can't be read (${code ?? messageOf(error)})`,
      { cause: error },
    );
  }
  return parseReport(text, file);
}
