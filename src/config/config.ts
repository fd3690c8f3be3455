import * as v from "valibot";
import { SEVERITIES } from "../finding.js";
import { budgetSchema } from "./budget-schema.js";
import { functionsSchema } from "./function-schema.js";
import { ignoreSchema } from "./ignore-schema.js";
import { keyed } from "./keyed.js";
import { rulesSchema } from "./rule-settings.js";
import { text } from "./text-schema.js";

export type { IgnoreEntry } from "./ignore-schema.js";
export { type RuleSetting, rulesSchema } from "./rule-settings.js";

/*
 * The one definition of the configuration, from its parts: validation, the types (`UserConfig` as written, `Config` as used)
 * and, at build time, the published JSON Schema. Descriptions end up in editors.
 */

const textOrList = (description: string) =>
  v.pipe(
    v.union([text, v.array(text)], "expected a string or an array of strings"),
    v.description(description),
    v.transform((value): string[] => (typeof value === "string" ? [value] : value)),
  );

const severity = v.picklist(SEVERITIES);
const override = keyed({
  functions: textOrList("Globs of the functions that this is for."),
  rules: v.optional(rulesSchema, {}),
  budgets: v.optional(v.pipe(v.array(budgetSchema), v.description("In addition to the budgets above.")), []),
  ignore: v.optional(v.array(ignoreSchema), []),
});

const client = keyed({
  module: v.pipe(text, v.description('As imported: "@acme/db".')),
  export: v.pipe(
    text,
    v.description('Name of the export ("Database", "default"), or of its method ("Database.connect").'),
  ),
  kind: v.optional(
    v.pipe(
      v.picklist(["new", "call"]),
      v.description('How a client is made: "new Database()" or "connect()".'),
    ),
    "new",
  ),
});

export const configSchema = keyed({
  $schema: v.optional(v.string()),
  paths: v.optional(
    v.pipe(v.array(text), v.description("What to lint when the command line names nothing.")),
    [],
  ),
  functions: v.optional(functionsSchema, []),
  budgets: v.optional(v.array(budgetSchema), []),
  rules: v.optional(rulesSchema, {}),
  ignore: v.optional(v.array(ignoreSchema), []),
  overrides: v.optional(v.pipe(v.array(override), v.description("Later ones win.")), []),
  baseline: v.optional(
    v.pipe(text, v.description("File of accepted findings and earlier sizes, relative to the config file.")),
  ),
  awsSdk: v.optional(
    v.pipe(
      v.picklist(["runtime", "bundle"]),
      v.description("runtime: leave the AWS SDK to the Lambda runtime; bundle: ship your own."),
    ),
  ),
  clients: v.optional(v.pipe(v.array(client), v.description("Own clients worth one construction.")), []),
  failOn: v.optional(
    v.pipe(severity, v.description("The least severity that makes the exit code 1.")),
    "error",
  ),
  maxWarnings: v.optional(
    v.pipe(
      v.number(),
      v.integer(),
      v.minValue(0, "must not be negative"),
      v.description("More make the exit code 1."),
    ),
  ),
});

/** Of lists and tuples too: a mapped type leaves them what they are. */
type DeepReadonly<T> = T extends object ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> } : T;

/** As people write it. */
export type UserConfig = DeepReadonly<v.InferInput<typeof configSchema>>;
/** As the pipeline uses it: sizes in bytes, defaults filled in. */
export type Config = DeepReadonly<v.InferOutput<typeof configSchema>>;
export type Budget = Config["budgets"][number];
export type ConfiguredFunction = Config["functions"][number];

/** What is linted when nobody names a path. */
export function configuredPaths({ paths, functions }: Config): readonly string[] {
  return [...new Set([...paths, ...functions.map(({ path }) => path)])];
}
