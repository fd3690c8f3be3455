import { Ajv } from "ajv";
import * as v from "valibot";
import { expect, test } from "vitest";
import { reportJsonSchema } from "../../build-schemas.js";
import { reportJson } from "../../src/reporters/json.js";
import { reportSchema } from "../../src/reporters/report-schema.js";
import { aReport, aRichReport } from "./sample-report.js";

const OPTIONS = { color: false, width: 80, quiet: false, config: null, before: [] };
const validate = new Ajv({ strict: false, formats: { date: /^\d{4}-\d\d-\d\d$/ } }).compile(
  reportJsonSchema(),
);

test("a printed report fits the schema", () => {
  for (const report of [aReport(), aRichReport()]) {
    const printed: unknown = JSON.parse(reportJson(report, OPTIONS));
    expect(v.safeParse(reportSchema, printed).issues).toBeUndefined();
    expect(validate(printed), JSON.stringify(validate.errors)).toBe(true);
  }
});

test("a key too many, a key too few, another version don't", () => {
  const report = aRichReport();
  const { asOf: _, ...short } = report;
  for (const wrong of [
    { ...report, extra: 1 },
    short,
    { ...report, schemaVersion: 2 },
    { ...report, artifacts: [{}] },
  ]) {
    expect(validate(wrong)).toBe(false);
    expect(v.safeParse(reportSchema, wrong).success).toBe(false);
  }
});

test("JSON is indented by two, ends with a line end, and quiet drops nothing", () => {
  const report = aRichReport();
  expect(reportJson(report, { ...OPTIONS, quiet: true, config: null, before: [] })).toBe(
    `${JSON.stringify(report, null, 2)}\n`,
  );
});
