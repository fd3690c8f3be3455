import * as v from "valibot";
import type { Problem } from "../errors.js";
import type { CodeModel, CodeRange } from "./code-model.js";

const count = v.pipe(v.number(), v.integer());
const texts = v.array(v.string());
const confidence = v.picklist(["high", "medium", "low"]);
const range = v.object({
  path: v.string(),
  line: count,
  column: count,
  endLine: count,
  endColumn: count,
}) satisfies v.GenericSchema<CodeRange>;

export const problemShape = v.object({
  level: v.picklist(["error", "note"]),
  code: v.string(),
  path: v.string(),
  line: v.nullable(count),
  message: v.string(),
}) satisfies v.GenericSchema<Problem>;

const chainStep = v.object({
  path: v.string(),
  line: v.nullable(count),
  column: v.nullable(count),
  label: v.string(),
});

/** What a kept model has to look like before anybody relies on it. */
export const codeModelShape = v.object({
  handlers: v.array(v.object({ functionId: v.string(), path: v.string(), export: v.string() })),
  constructions: v.array(
    v.object({
      range,
      what: v.string(),
      package: v.string(),
      functions: texts,
      chain: v.array(chainStep),
      confidence,
      inLoop: v.boolean(),
      fix: v.picklist(["hoist", "memoise"]),
      parameters: v.array(v.string()),
      variable: v.nullable(v.string()),
      key: v.string(),
    }),
  ),
  imports: v.array(
    v.object({
      range,
      specifier: v.string(),
      package: v.string(),
      syntax: v.picklist(["import", "require"]),
      use: v.picklist(["always", "sometimes", "never"]),
      firstUse: v.nullable(range),
      usedIn: v.nullable(v.object({ name: v.nullable(v.string()), isAsync: v.boolean() })),
      lazyCode: v.string(),
      others: v.array(range),
      functions: texts,
      confidence,
      initBytes: v.nullable(v.number()),
    }),
  ),
  dynamicImports: v.array(
    v.object({
      range,
      specifier: v.string(),
      syntax: v.picklist(["import", "require"]),
      package: v.nullable(v.string()),
      target: v.nullable(v.string()),
      staticImport: v.nullable(range),
      use: v.picklist(["always", "sometimes", "never"]),
      functions: texts,
    }),
  ),
  suppressions: v.array(
    v.object({ range, rules: texts, reason: v.nullable(v.string()), from: count, to: count }),
  ),
  problems: v.array(problemShape),
}) satisfies v.GenericSchema<CodeModel>;
