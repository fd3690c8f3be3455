import * as v from "valibot";
import type { ConfigurableRule } from "./check-config.js";
import type { Config, RuleSetting } from "./config.js";
import { matchesFunction } from "./globs.js";

/** What holds for one function: the configuration with its overrides worked in. */
export interface FunctionConfig {
  readonly rules: Readonly<Record<string, RuleSetting>>;
  readonly budgets: Config["budgets"];
  readonly ignore: Config["ignore"];
}

/** Overrides apply in their order: later rules win, budgets and ignores add up. */
export function resolveConfig(
  config: Config,
  fn: { readonly id: string; readonly name: string },
): FunctionConfig {
  return config.overrides
    .filter(({ functions }) => functions.some((glob) => matchesFunction(glob, fn)))
    .reduce<FunctionConfig>(
      (base, override) => ({
        rules: mergeRules(base.rules, override.rules),
        budgets: [...base.budgets, ...override.budgets],
        ignore: [...base.ignore, ...override.ignore],
      }),
      { rules: config.rules, budgets: config.budgets, ignore: config.ignore },
    );
}

/** A level alone keeps the options that were set before. */
export function mergeRules(
  base: Readonly<Record<string, RuleSetting>>,
  over: Readonly<Record<string, RuleSetting>>,
): Readonly<Record<string, RuleSetting>> {
  const merged: Record<string, RuleSetting> = { ...base };
  for (const [id, setting] of Object.entries(over)) {
    merged[id] = { level: setting.level, options: setting.options ?? base[id]?.options ?? null };
  }
  return merged;
}

/** The options of a rule with its defaults; `checkConfig` has told what is wrong with them before. */
export function ruleOptions(rule: ConfigurableRule, rules: Readonly<Record<string, RuleSetting>>): unknown {
  return v.parse(rule.options, rules[rule.id]?.options ?? {});
}
