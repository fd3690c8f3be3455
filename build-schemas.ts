import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ConversionConfig, type JsonSchema, toJsonSchema } from "@valibot/to-json-schema";
import { configSchema, rulesSchema } from "./src/config/config.js";
import { SEVERITIES } from "./src/finding.js";
import { reportSchema } from "./src/reporters/report-schema.js";
import type { Rule } from "./src/rules/define-rule.js";
import { RULES } from "./src/rules/index.js";

type DescribedRule = Pick<Rule, "id" | "summary" | "options">;

const CONVERSION: ConversionConfig = {
  // What JSON Schema can't say: checks over several keys.
  ignoreActions: ["check", "raw_transform"],
};

/** The configuration as people write it, with every rule and its options. */
export function configJsonSchema(rules: readonly DescribedRule[]): JsonSchema {
  const schema = toJsonSchema(configSchema, {
    ...CONVERSION,
    typeMode: "input",
    definitions: { rules: rulesSchema },
  });
  return {
    ...schema,
    title: "lambda-lint configuration",
    $defs: { ...schema.$defs, rules: rulesJsonSchema(rules) },
  };
}

function rulesJsonSchema(rules: readonly DescribedRule[]): JsonSchema {
  const level: JsonSchema = { enum: ["off", ...SEVERITIES] };
  return {
    type: "object",
    description: rulesDescription(),
    properties: Object.fromEntries(
      rules.map((rule) => {
        const { $schema: _, ...options } = toJsonSchema(rule.options, { ...CONVERSION, typeMode: "input" });
        const withOptions: JsonSchema = {
          type: "array",
          items: [level, options],
          minItems: 2,
          maxItems: 2,
        };
        return [rule.id, { description: rule.summary, anyOf: [level, withOptions] }];
      }),
    ),
    additionalProperties: false,
  };
}

function rulesDescription(): string {
  return toJsonSchema(rulesSchema, { ...CONVERSION, typeMode: "input" }).description ?? "";
}

/** The report of `--format json`. */
export function reportJsonSchema(): JsonSchema {
  return { ...toJsonSchema(reportSchema, CONVERSION), title: "lambda-lint report" };
}

/** Writes config.json and report.json into a folder. */
export function writeSchemas(folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "config.json"), `${JSON.stringify(configJsonSchema(RULES), null, 2)}\n`);
  writeFileSync(join(folder, "report.json"), `${JSON.stringify(reportJsonSchema(), null, 2)}\n`);
}
