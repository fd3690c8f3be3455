import * as v from "valibot";
import { SEVERITIES } from "../finding.js";
import type { Report } from "../report.js";

/*
 * The report as a schema, from which `dist/schema/report.json` is made at build time. The types of
 * src/report.ts stay the definition that people read; the check at the end keeps the two in step.
 */

const text = v.string();
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const bytes = count;
const nullableBytes = v.nullable(bytes);
const nullableText = v.nullable(text);
const position = v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1)));
const severity = v.picklist(SEVERITIES);
const texts = v.array(text);

const location = v.strictObject({
  path: text,
  inside: v.pipe(nullableText, v.description("The archive that holds the path; null for a file on disk.")),
  line: position,
  column: position,
  endLine: position,
  endColumn: position,
});

const finding = v.strictObject({
  rule: text,
  messageId: text,
  severity,
  confidence: v.picklist(["high", "medium", "low"]),
  message: text,
  fix: text,
  fingerprint: v.pipe(text, v.regex(/^[0-9a-f]{16}$/), v.description("Stable across line moves.")),
  functions: v.pipe(texts, v.description("Ids of the functions that it concerns.")),
  artifact: nullableText,
  location: v.nullable(location),
  packages: texts,
  saved: v.pipe(
    v.strictObject({ artifactBytes: nullableBytes, zippedBytes: nullableBytes, initBytes: nullableBytes }),
    v.description("What following the fix saves; null where nothing is claimed. Never add two of them up."),
  ),
  chain: v.pipe(
    v.array(v.strictObject({ path: text, line: position, column: position, label: text })),
    v.description("Import or call chain, outermost first."),
  ),
  suppressed: v.nullable(
    v.strictObject({ by: v.picklist(["comment", "config", "baseline"]), reason: nullableText }),
  ),
});

const packageRow = v.strictObject({
  id: text,
  name: text,
  version: nullableText,
  path: text,
  files: count,
  bytes,
  zippedBytes: nullableBytes,
  retainedBytes: v.pipe(
    nullableBytes,
    v.description("Bytes that would leave with it. Never add two of them up."),
  ),
  requestedBy: texts,
});

const moduleRow = v.strictObject({
  path: text,
  bytes,
  retainedBytes: v.pipe(bytes, v.description("Bytes that would leave with it alone.")),
  package: nullableText,
  loaded: v.nullable(v.picklist(["init", "lazy", "unreached"])),
  importedBy: v.pipe(nullableText, v.description("The module before it on the shortest way from a handler.")),
});

const artifact = v.strictObject({
  id: text,
  path: text,
  kind: v.picklist(["zip", "directory", "metafile", "source-map", "source"]),
  role: v.picklist(["function", "layer"]),
  files: count,
  zippedBytes: nullableBytes,
  unzippedBytes: v.pipe(bytes, v.description("ownBytes + unattributedBytes + the sum of packages[].bytes.")),
  ownBytes: bytes,
  unattributedBytes: bytes,
  packages: v.array(packageRow),
  modules: v.optional(v.pipe(v.array(moduleRow), v.description("Only with --modules."))),
});

const lambdaFunction = v.strictObject({
  id: v.pipe(text, v.description("Unique in a report; names need not be.")),
  name: text,
  template: nullableText,
  constructPath: v.pipe(nullableText, v.description('What CDK calls it ("Shop/Orders").')),
  artifact: v.pipe(text, v.description("Id of an artifact.")),
  layers: texts,
  totalUnzippedBytes: v.pipe(bytes, v.description("With all layers.")),
  handler: nullableText,
  source: v.pipe(
    nullableText,
    v.description("The handler's file on disk; null where it lies in an archive only."),
  ),
  runtime: nullableText,
  architecture: v.nullable(v.picklist(["x86_64", "arm64"])),
  memory: v.pipe(v.nullable(v.number()), v.description("MB")),
  timeout: v.pipe(v.nullable(v.number()), v.description("Seconds")),
  init: v.pipe(
    v.nullable(v.strictObject({ modules: count, bytes, packages: v.record(v.string(), bytes) })),
    v.description("What runs before the first invocation; null where it can't be computed."),
  ),
});

const budget = v.strictObject({
  function: text,
  type: v.picklist(["total", "zip", "init", "package"]),
  name: nullableText,
  actual: nullableBytes,
  estimated: v.boolean(),
  maximumWarning: nullableBytes,
  maximumError: nullableBytes,
  baseline: v.pipe(
    nullableBytes,
    v.description("Bytes in the baseline, where the budget limits the increase."),
  ),
  message: nullableText,
  status: v.picklist(["ok", "warning", "error", "unknown"]),
});

const shard = v.strictObject({
  index: v.pipe(v.number(), v.integer(), v.minValue(1)),
  count: v.pipe(v.number(), v.integer(), v.minValue(1)),
  artifacts: v.pipe(text, v.description("Digest of the ids of all artifacts of the run.")),
  functionIds: v.pipe(
    v.record(text, text),
    v.description("Full ids of the functions by the ids that they have in this report."),
  ),
  run: v.pipe(
    v.strictObject({
      request: v.pipe(text, v.description("Digest of the config, and of the flags that bear on findings.")),
      config: v.pipe(nullableText, v.description("Path of the config file.")),
      modules: v.boolean(),
      failOn: severity,
      maxWarnings: v.nullable(count),
      baseline: v.nullable(
        v.strictObject({
          path: text,
          content: v.pipe(
            nullableText,
            v.description("Digest of what it holds; null where it is yet to be written."),
          ),
          updated: v.boolean(),
        }),
      ),
    }),
    v.description("What was asked for; the same in all shards of a run."),
  ),
});

export const reportSchema = v.strictObject({
  schemaVersion: v.literal(1),
  tool: v.strictObject({ name: v.literal("lambda-lint"), version: text }),
  asOf: v.pipe(text, v.isoDate()),
  shard: v.optional(v.pipe(shard, v.description("Only with --shard: for `lambda-lint merge`."))),
  rules: v.array(v.strictObject({ id: text, severity, summary: text, why: text, help: text, docs: texts })),
  artifacts: v.array(artifact),
  functions: v.array(lambdaFunction),
  budgets: v.array(budget),
  findings: v.array(finding),
  problems: v.array(
    v.strictObject({
      level: v.picklist(["error", "note"]),
      code: text,
      path: text,
      line: position,
      message: text,
    }),
  ),
  summary: v.strictObject({
    functions: count,
    errors: count,
    warnings: count,
    infos: count,
    suppressed: count,
    problems: count,
  }),
});

type DeepReadonly<T> = T extends readonly (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
    : T;
type Schema = DeepReadonly<v.InferOutput<typeof reportSchema>>;
type InStep = [Report] extends [Schema]
  ? [Schema] extends [Report]
    ? true
    : "the schema has less"
  : "the schema has more";

/** Doesn't compile when a key or a type is in one of the two only. */
true satisfies InStep;
