import * as v from "valibot";
import { UsageError } from "../errors.js";
import { type Config, configSchema, type RuleSetting } from "./config.js";
import { describeIssue } from "./describe-issue.js";
import { suggestion } from "./nearest.js";

/** What the configuration must know of a rule; `Rule` of the registry fits. */
export interface ConfigurableRule {
  readonly id: string;
  readonly options: v.GenericSchema;
}

/**
 * A configuration with defaults filled in, from whatever was written. `source` (a path, "--rule") begins
 * every line of the UsageError that is thrown when something is wrong; all mistakes are told at once.
 */
export function checkConfig(value: unknown, source: string, rules: readonly ConfigurableRule[]): Config {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    const found = Array.isArray(value) ? "an array" : value === null ? "null" : `a ${typeof value}`;
    throw new UsageError(`${source}: expected the configuration, an object, found ${found}`);
  }
  const result = v.safeParse(configSchema, value);
  if (!result.success)
    fail(
      source,
      result.issues.flatMap((issue) => describeIssue(issue)),
    );
  const config = result.output;
  const wrong = [
    ...checkRules(config.rules, "rules", rules),
    ...checkIgnore(config.ignore, "ignore", rules),
    ...config.overrides.flatMap((override, index) => [
      ...checkRules(override.rules, `overrides[${index}].rules`, rules),
      ...checkIgnore(override.ignore, `overrides[${index}].ignore`, rules),
    ]),
  ];
  if (wrong.length > 0) fail(source, wrong);
  return config;
}

function checkRules(
  settings: Readonly<Record<string, RuleSetting>>,
  path: string,
  rules: readonly ConfigurableRule[],
): string[] {
  return Object.entries(settings).flatMap(([id, { options }]) => {
    const rule = rules.find((candidate) => candidate.id === id);
    if (rule === undefined) return [`${path}: ${unknownRule(id, rules)}`];
    if (options === null) return [];
    const result = v.safeParse(rule.options, options);
    if (result.success) return [];
    const known = "entries" in rule.options ? Object.keys(Object(rule.options.entries)) : [];
    return result.issues.flatMap((issue) => describeIssue(issue, `${path}["${id}"][1]`, known));
  });
}

function checkIgnore(entries: Config["ignore"], path: string, rules: readonly ConfigurableRule[]): string[] {
  return entries.flatMap(({ rule }, index) =>
    rule === null || rules.some(({ id }) => id === rule)
      ? []
      : [`${path}[${index}].rule: ${unknownRule(rule, rules)}`],
  );
}

/** `no rule "x"; did you mean "y"?` */
export function unknownRule(id: string, rules: readonly ConfigurableRule[]): string {
  return `no rule ${JSON.stringify(id)}${suggestion(
    id,
    rules.map((rule) => rule.id),
  )}`;
}

function fail(source: string, lines: readonly string[]): never {
  throw new UsageError([...new Set(lines)].map((line) => `${source}: ${line}`).join("\n"));
}
