import { describe, expect, it } from "vitest";
import { reportTable } from "../../src/reporters/table.js";
import { aFinding, aFunction, anArtifact, aReport } from "./sample-report.js";

const report = (findings: Parameters<typeof aFinding>[0][]) =>
  aReport({
    artifacts: [anArtifact([])],
    functions: [aFunction("orders"), aFunction("quiet")],
    findings: findings.map((over) => aFinding(over)),
  });

describe("reportTable", () => {
  it("has a line per function and per finding, errors first, infos and suppressed ones left out", () => {
    const text = reportTable(
      report([
        { severity: "warning", message: "second", location: null },
        { severity: "error", message: "first" },
        { severity: "info", message: "told by the command" },
        { severity: "error", message: "accepted", suppressed: { by: "config", reason: null } },
      ]),
      false,
    );
    expect(text.split("\n")).toEqual([
      "lambda-lint",
      expect.stringMatching(/zipped +unzipped +init$/),
      expect.stringMatching(/^ {2}orders +1\.23 MB +5\.68 MB +346 kB {2}1 error$/),
      expect.stringMatching(/^ {2}quiet +.* ok$/),
      "  error src/orders.ts:12:14 first (client-in-handler)",
      "  warning second (client-in-handler)",
      "",
    ]);
  });

  it("stays short", () => {
    const many = Array.from({ length: 30 }, (_, index) => ({ message: `number ${index}` }));
    const lines = reportTable(report(many), false).trimEnd().split("\n");
    expect(lines).toHaveLength(1 + 1 + 2 + 20 + 1);
    expect(lines.at(-1)).toBe("  and 10 more");
  });

  it("colours when asked, and lets no name write to the terminal", () => {
    const hostile = report([{ message: "\u001B[2J\nerror: all fine" }]);
    expect(reportTable(hostile, true)).toContain("\u001B[31merror\u001B[39m");
    expect(reportTable(hostile, true)).not.toContain("\u001B[2J");
    expect(reportTable(hostile, false)).not.toContain("\u001B");
  });
});
