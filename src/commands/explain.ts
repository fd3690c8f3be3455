import { closest } from "fastest-levenshtein";
import { UsageError } from "../errors.js";
import { createPage, type Page, wrapped } from "../reporters/page.js";
import { exampleText } from "../rule-help.js";
import type { Rule } from "../rules/define-rule.js";
import { RULES } from "../rules/index.js";
import { type CommandDefinition, widthOf } from "./command-line.js";
import { optionsOf } from "./rule-options.js";
import { ruleLines } from "./rules.js";

export const explainCommand: CommandDefinition = {
  name: "explain",
  description: "Says what a rule is about: why, a bad and a good example, its options and sources.",
  examples: ["client-in-handler", ""],
  declare: (command) => command.argument("[rule]", "id of a rule (default: a line on each)"),
  async run({ args: [id] }, process) {
    const page = createPage({ color: false, width: widthOf(process) });
    const lines = id === undefined ? ruleLines(page) : explained(ruleCalled(id), page);
    process.stdout.write(`${lines.join("\n")}\n`);
    return 0;
  },
};

function ruleCalled(id: string): Rule {
  const rule = RULES.find((one) => one.id === id);
  if (rule !== undefined) return rule;
  const nearest = closest(
    id,
    RULES.map((one) => one.id),
  );
  throw new UsageError(
    `there is no rule "${id}"; did you mean "${nearest}"? lambda-lint explain lists them.`,
  );
}

function explained(rule: Rule, page: Page): string[] {
  const options = optionsOf(rule).map(({ name, default: value }) =>
    wrapped(`${name} (default: ${JSON.stringify(value)})`, page, 2, 4),
  );
  return [
    `${rule.id} (${rule.severity})`,
    "",
    ...wrapped(rule.summary, page, 0),
    "",
    ...wrapped(rule.why.replaceAll("\n", " "), page, 0),
    "",
    "Bad:",
    "",
    exampleText(rule.examples.bad, "  "),
    "",
    "Good:",
    "",
    exampleText(rule.examples.good, "  "),
    "",
    ...(options.length === 0 ? [] : ["Options:", ...options.flat(), ""]),
    `Turn it off:  { "rules": { "${rule.id}": "off" } } in lambda-lint.config.json, or --rule ${rule.id}=off`,
    "",
    "Sources:",
    ...rule.docs.map((url) => `  ${url}`),
  ];
}
