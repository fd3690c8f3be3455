import * as v from "valibot";
import { SEVERITIES } from "../finding.js";
import { keyed } from "./keyed.js";
import { describedSize } from "./size.js";

/*
 * The one definition of the configuration: validation, the types (`UserConfig` as written, `Config` as used)
 * and, at build time, the published JSON Schema. Descriptions end up in editors.
 */

const text = v.pipe(v.string(), v.minLength(1, "must not be empty"));
const textOrList = (description: string) =>
  v.pipe(
    v.union([text, v.array(text)], "expected a string or an array of strings"),
    v.description(description),
    v.transform((value): string[] => (typeof value === "string" ? [value] : value)),
  );

const severity = v.picklist(SEVERITIES);
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

const budget = v.pipe(
  keyed({
    type: v.pipe(
      v.picklist(["total", "zip", "init", "package"]),
      v.description(
        "total: unzipped bytes with all layers; zip: the zip; init: what is loaded before the first invocation; package: the sum of all packages that `name` matches.",
      ),
    ),
    name: v.optional(
      v.pipe(text, v.description('Glob of packages ("@aws-sdk/*"), for type "package" only.')),
    ),
    function: v.optional(v.pipe(text, v.description("Glob of functions; default: each function."))),
    maximumWarning: v.optional(describedSize("More than this is a warning.")),
    maximumError: v.optional(describedSize("More than this is an error; 0 on a package forbids it.")),
    message: v.optional(v.pipe(text, v.description("What to tell people who exceed it."))),
  }),
  v.check(
    ({ maximumWarning, maximumError }) => maximumWarning !== undefined || maximumError !== undefined,
    "needs maximumWarning or maximumError",
  ),
  v.check(({ type, name }) => type !== "package" || name !== undefined, 'of type "package" needs a name'),
  v.check(
    ({ type, name }) => type === "package" || name === undefined,
    'has a name, which only type "package" takes',
  ),
  v.check(
    ({ maximumWarning, maximumError }) => (maximumWarning ?? 0) <= (maximumError ?? Number.POSITIVE_INFINITY),
    "has a maximumWarning above its maximumError",
  ),
);

const ignore = v.pipe(
  v.union([
    text,
    v.pipe(
      keyed({
        rule: v.optional(v.pipe(text, v.description("Rule id."))),
        path: v.optional(v.pipe(text, v.description("Glob of paths, relative to the config's folder."))),
        package: v.optional(v.pipe(text, v.description('Glob of packages ("@aws-sdk/*").'))),
        reason: v.optional(v.pipe(text, v.description("Kept in the report."))),
      }),
      v.check((entry) => Boolean(entry.rule ?? entry.path ?? entry.package), "needs rule, path or package"),
    ),
  ]),
  v.description("Findings to leave out: a glob of paths, or rule, path and package that must all match."),
  v.transform(
    (entry): IgnoreEntry =>
      typeof entry === "string"
        ? { rule: null, path: entry, package: null, reason: null }
        : {
            rule: entry.rule ?? null,
            path: entry.path ?? null,
            package: entry.package ?? null,
            reason: entry.reason ?? null,
          },
  ),
);

/** All that is set must match. */
export interface IgnoreEntry {
  readonly rule: string | null;
  readonly path: string | null;
  readonly package: string | null;
  readonly reason: string | null;
}

const override = keyed({
  functions: textOrList("Globs of the functions that this is for."),
  rules: v.optional(rulesSchema, {}),
  budgets: v.optional(v.pipe(v.array(budget), v.description("In addition to the budgets above.")), []),
  ignore: v.optional(v.array(ignore), []),
});

const lambdaFunction = keyed({
  name: text,
  path: v.pipe(text, v.description("Zip, folder, metafile or source file, relative to the config's folder.")),
  handler: v.optional(v.pipe(text, v.description('"index.handler"'))),
  runtime: v.optional(v.pipe(text, v.description('"nodejs22.x"'))),
  architecture: v.optional(v.picklist(["x86_64", "arm64"])),
  layers: v.optional(v.pipe(v.array(text), v.description("Paths of zips or folders.")), []),
  memory: v.optional(
    v.pipe(v.number(), v.integer(), v.minValue(1, "must be at least 1"), v.description("MB")),
  ),
  timeout: v.optional(
    v.pipe(v.number(), v.integer(), v.minValue(1, "must be at least 1"), v.description("Seconds")),
  ),
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
  functions: v.optional(v.pipe(v.array(lambdaFunction), v.description("What no template tells.")), []),
  budgets: v.optional(v.array(budget), []),
  rules: v.optional(rulesSchema, {}),
  ignore: v.optional(v.array(ignore), []),
  overrides: v.optional(v.pipe(v.array(override), v.description("Later ones win.")), []),
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

type DeepReadonly<T> = T extends readonly (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
    : T;

/** As people write it. */
export type UserConfig = DeepReadonly<v.InferInput<typeof configSchema>>;
/** As the pipeline uses it: sizes in bytes, defaults filled in. */
export type Config = DeepReadonly<v.InferOutput<typeof configSchema>>;
export type Budget = Config["budgets"][number];
export type ConfiguredFunction = Config["functions"][number];
export type ConfiguredClient = Config["clients"][number];
