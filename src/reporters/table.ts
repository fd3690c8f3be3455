import { type Finding, severityRank } from "../finding.js";
import type { Report } from "../report.js";
import { createPage, inSeverityColor, type Page } from "./page.js";
import { printableDeep } from "./printable.js";
import { functionTable } from "./text-table.js";

/** A build's output is read in passing: what is behind the first twenty is for the command to show. */
const MAXIMUM_LINES = 20;

/** Inside a build's own output: sizes, a line per function, and a line per error or warning, errors first. */
export function reportTable(unsafe: Report, color: boolean): string {
  const report = printableDeep(unsafe);
  const page = createPage({ color, width: 100 });
  const shown = report.findings.filter(({ suppressed }) => suppressed === null);
  const byFunction = new Map(
    report.functions.map(({ id }) => [id, shown.filter((one) => one.functions.includes(id))]),
  );
  const told = shown
    .filter(({ severity }) => severity !== "info")
    .sort((a, b) => severityRank(a.severity) - severityRank(b.severity));
  // What the build itself could change is told there.
  const problems = report.problems.filter(
    ({ level, code }) => level === "error" || code === "sizes-estimated",
  );
  const lines = [
    page.colors.bold("lambda-lint"),
    ...functionTable(report, byFunction, page).map((line) => `  ${line}`),
    ...told.slice(0, MAXIMUM_LINES).map((finding) => `  ${findingLine(finding, page)}`),
    ...(told.length > MAXIMUM_LINES ? [`  and ${told.length - MAXIMUM_LINES} more`] : []),
    ...problems.map((problem) => `  ${problem.path}: ${problem.message}`),
  ];
  return `${lines.join("\n")}\n`;
}

function findingLine(finding: Finding, page: Page): string {
  const { location, severity, rule, message } = finding;
  const place = location?.line == null ? "" : `${location.path}:${location.line}:${location.column ?? 1} `;
  return `${inSeverityColor(severity, severity, page.colors)} ${place}${message} (${rule})`;
}
