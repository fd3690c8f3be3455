import * as v from "valibot";
import { SEVERITIES } from "../finding.js";

const ruleLevel = v.picklist(["off", ...SEVERITIES]);

const ruleSetting = v.pipe(
  v.union(
    [ruleLevel, v.strictTuple([ruleLevel, v.record(v.string(), v.unknown())])],
    'expected "off", "error", "warning", "info" or [severity, { options }]',
  ),
  v.transform(
    (value): RuleSetting =>
      typeof value === "string" ? { level: value, options: null } : { level: value[0], options: value[1] },
  ),
);

export interface RuleSetting {
  readonly level: v.InferOutput<typeof ruleLevel>;
  /** As written; null where only a level is set. */
  readonly options: Readonly<Record<string, unknown>> | null;
}

/** Known rules and their options are checked in check-config.ts; the JSON Schema lists them. */
export const rulesSchema = v.pipe(
  v.record(v.string(), ruleSetting),
  v.description("Severity and options of rules, by rule id."),
);
