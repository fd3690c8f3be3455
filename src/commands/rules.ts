import { Option } from "commander";
import { createPage, type Page, wrapped } from "../reporters/page.js";
import { ruleHelp } from "../rule-help.js";
import { RULES } from "../rules/index.js";
import { type CommandDefinition, widthOf } from "./command-line.js";
import { optionsOf } from "./rule-options.js";

export const rulesCommand: CommandDefinition = {
  name: "rules",
  description: "Lists the rules, for people or for tools.",
  examples: ["", "--format json"],
  declare: (command) =>
    command.addOption(
      new Option("--format <name>", "text or json").choices(["text", "json"]).default("text"),
    ),
  async run({ options }, process) {
    const page = createPage({ color: false, width: widthOf(process) });
    process.stdout.write(options.format === "json" ? asJson() : `${ruleLines(page).join("\n")}\n`);
    return 0;
  },
};

/** A line on each rule. */
export function ruleLines(page: Page): string[] {
  return RULES.flatMap(({ id, severity, summary }) => wrapped(`${id} (${severity}): ${summary}`, page, 0, 4));
}

/** As the report's `rules`, with the options and their defaults. */
function asJson(): string {
  const rules = RULES.map((rule) => ({
    ...{ id: rule.id, severity: rule.severity, summary: rule.summary, why: rule.why },
    ...{ help: ruleHelp(rule), docs: rule.docs, messages: rule.messageIds },
    options: Object.fromEntries(optionsOf(rule).map((option) => [option.name, option.default])),
  }));
  return `${JSON.stringify(rules, null, 2)}\n`;
}
