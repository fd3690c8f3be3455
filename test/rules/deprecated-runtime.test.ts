import { expect, it } from "vitest";
import { lint } from "../../src/index.js";
import { writeTree } from "../support/tree.js";

it.each([
  ["2026-04-29", []],
  ["2026-04-30", ["deprecated"]],
  ["2027-02-01", ["createBlocked"]],
  ["2027-03-03", ["updateBlocked"]],
])("compares nodejs20.x with %s", async (asOf, expected) => {
  const cwd = writeTree({ "a/index.js": "exports.handler = async () => {};\n" });
  const report = await lint(["a"], { cwd, runtime: "nodejs20.x", asOf, only: ["deprecated-runtime"] });
  expect(report.findings.map(({ messageId }) => messageId)).toEqual(expected);
});

it("offers only what is supported on that day", async () => {
  const cwd = writeTree({ "a/index.js": "exports.handler = async () => {};\n" });
  const report = await lint(["a"], {
    cwd,
    runtime: "nodejs20.x",
    asOf: "2027-05-01",
    only: ["deprecated-runtime"],
  });
  expect(report.findings[0]?.fix).toContain("Set the runtime to nodejs24.x");
  expect(report.findings[0]?.fix).not.toContain("nodejs22.x");
});
