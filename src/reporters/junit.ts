import type { Finding } from "../finding.js";
import type { Report } from "../report.js";
import { printable } from "./printable.js";
import type { Reporter } from "./reporter.js";

/**
 * JUnit's XML, as Jenkins and others read it: a suite a function, a test case a finding, failed for errors and
 * warnings. A function without findings is one case that passed. Suppressed findings are skipped cases.
 */
export const reportJunit: Reporter = (report) => {
  const suites = [
    ...report.functions.map(({ id }) => suite(id, report.findings.filter(isFirst(id)))),
    ...looseSuite(report),
    ...problemSuite(report),
  ];
  const total = (count: (one: Suite) => number) => suites.reduce((sum, one) => sum + count(one), 0);
  const counts = `tests="${total(({ tests }) => tests)}" failures="${total(({ failures }) => failures)}" errors="${total(({ errors }) => errors)}"`;
  const body = suites.map(({ xml }) => xml).join("");
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="lambda-lint" ${counts}>\n${body}</testsuites>\n`;
};

interface Suite {
  readonly tests: number;
  readonly failures: number;
  readonly errors: number;
  readonly xml: string;
}

/** A finding stands with the first function that it concerns. */
function isFirst(id: string): (finding: Finding) => boolean {
  return ({ functions }) => functions[0] === id;
}

function suite(name: string, findings: readonly Finding[]): Suite {
  const cases = findings.map((finding) => testCase(name, finding));
  if (cases.length === 0) cases.push(`    <testcase classname=${quoted(name)} name="no findings"/>\n`);
  const failures = findings.filter(isFailure).length;
  return wrap(name, cases, { failures, errors: 0 });
}

function looseSuite({ findings, functions }: Report): Suite[] {
  const known = new Set(functions.map(({ id }) => id));
  const loose = findings.filter((finding) => !known.has(finding.functions[0] ?? ""));
  return loose.length === 0 ? [] : [suite("other artifacts", loose)];
}

function problemSuite({ problems }: Report): Suite[] {
  const errors = problems.filter(({ level }) => level === "error");
  const cases = errors.map(
    ({ path, code, message }) =>
      `    <testcase classname="problems" name=${quoted(`${path} ${code}`)}><error message=${quoted(message)} type=${quoted(code)}/></testcase>\n`,
  );
  return cases.length === 0 ? [] : [wrap("problems", cases, { failures: 0, errors: cases.length })];
}

function wrap(
  name: string,
  cases: readonly string[],
  { failures, errors }: { readonly failures: number; readonly errors: number },
): Suite {
  const tests = cases.length;
  const counts = `tests="${tests}" failures="${failures}" errors="${errors}"`;
  const xml = `  <testsuite name=${quoted(name)} ${counts}>\n${cases.join("")}  </testsuite>\n`;
  return { tests, failures, errors, xml };
}

function testCase(suiteName: string, finding: Finding): string {
  const { rule, severity, message, fix, location, suppressed } = finding;
  const line = location?.line === null || location === null ? "" : `:${location.line}`;
  const place = location === null ? "" : `${location.path}${line}`;
  const name = `${rule} ${place}`.trim();
  const text = `${message}\nFix: ${fix}\n${severity}, ${finding.confidence} confidence`;
  const inner =
    suppressed !== null
      ? "<skipped/>"
      : isFailure(finding)
        ? `<failure message=${quoted(message)} type=${quoted(rule)}>${escaped(text)}</failure>`
        : `<system-out>${escaped(text)}</system-out>`;
  return `    <testcase classname=${quoted(suiteName)} name=${quoted(name)}>${inner}</testcase>\n`;
}

function isFailure({ severity, suppressed }: Finding): boolean {
  return suppressed === null && severity !== "info";
}

function quoted(text: string): string {
  return `"${escaped(text).replaceAll('"', "&quot;").replaceAll("\n", "&#10;")}"`;
}

/** XML has no place for control characters, not even as references: they are written out. */
function escaped(text: string): string {
  return text
    .split("\n")
    .map(printable)
    .join("\n")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}
