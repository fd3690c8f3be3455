import type { Rule } from "../rules/define-rule.js";

/** An option of a rule, with what it is by default. */
export interface RuleOption {
  readonly name: string;
  readonly default: unknown;
}

/** Read off the rule's schema: every option there has a default. */
export function optionsOf({ options }: Pick<Rule, "options">): RuleOption[] {
  if (!("entries" in options)) return [];
  return Object.entries(options.entries as Readonly<Record<string, { readonly default?: unknown }>>).map(
    ([name, schema]) => ({ name, default: schema.default }),
  );
}
