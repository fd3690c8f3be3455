import { Option } from "commander";
import { compareReports } from "../baseline/compare-reports.js";
import { loadReport } from "../config/load-report.js";
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
    const cwd = process.cwd();
    const comparison = compareReports(await loadReport(before, cwd), await loadReport(after, cwd));
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
