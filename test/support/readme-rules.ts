import type { Rule } from "../../src/rules/define-rule.js";

export const BEGIN = "<!-- rules:begin -->";
export const END = "<!-- rules:end -->";

/** The README's table of rules, from the registry. */
export function ruleTable(rules: readonly Pick<Rule, "id" | "severity" | "summary">[]): string {
  const rows = rules.map(
    ({ id, severity, summary }) => `| \`${id}\` | ${severity} | ${summary.replaceAll("|", "\\|")} |`,
  );
  return ["| rule | severity | what it reports |", "| --- | --- | --- |", ...rows].join("\n");
}

/** A README with its table renewed. Throws when the marks around it are gone. */
export function withRuleTable(readme: string, table: string): string {
  const [begin, end] = [readme.indexOf(BEGIN), readme.indexOf(END)];
  if (begin === -1 || end < begin) throw new Error(`README.md has no ${BEGIN} … ${END}`);
  return `${readme.slice(0, begin + BEGIN.length)}\n${table}\n${readme.slice(end)}`;
}
