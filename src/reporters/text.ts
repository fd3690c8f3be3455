import type { Problem } from "../errors.js";
import type { Finding } from "../finding.js";
import type { Report, ReportedFunction } from "../report.js";
import { counted, createPage, type Page, shownName, summaryText, wrapped } from "./page.js";
import { printableDeep } from "./printable.js";
import type { Reporter } from "./reporter.js";
import { findingLines } from "./text-finding.js";
import { budgetLines, functionHeader } from "./text-function.js";
import { packageLines } from "./text-packages.js";
import { functionTable } from "./text-table.js";

/** More functions than this get one line each, and details only where something was found. */
const DETAILED = 10;

/** For people: sizes, the heaviest packages, findings, problems, one line that sums it up. */
export const reportText: Reporter = (unsafe, options) => {
  const report = printableDeep({ ...unsafe, rules: [] });
  const page = createPage(options);
  const shown = shownFindings(report, page.quiet);
  const sections = [
    ...(!page.quiet && report.functions.length > DETAILED
      ? [functionTable(report, byFunction(report, shown), page)]
      : []),
    ...functionSections(report, shown, page),
    looseFindings(report, shown, page),
    problemLines(report.problems, page),
  ].filter((lines) => lines.length > 0);
  if (page.quiet && sections.length === 0) return "";
  return `${[...sections, summaryLines(report, page)].map((lines) => lines.join("\n")).join("\n\n")}\n`;
};

function shownFindings(report: Report, quiet: boolean): readonly Finding[] {
  return report.findings.filter(
    (finding) => finding.suppressed === null && (!quiet || finding.severity === "error"),
  );
}

function byFunction(report: Report, findings: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> {
  const found = new Map<string, Finding[]>(report.functions.map(({ id }) => [id, []]));
  for (const finding of findings) for (const id of finding.functions) found.get(id)?.push(finding);
  return found;
}

/**
 * A finding stands with the first function that it concerns, and names the others. What is only worth knowing is
 * told once where every function has it, and a fix once however many findings it mends.
 */
function functionSections(report: Report, shown: readonly Finding[], page: Page): string[][] {
  const onlyWithFindings = page.quiet || report.functions.length > DETAILED;
  const rank = new Map(report.functions.map(({ id }, index) => [id, index]));
  const constructs = new Map(report.functions.map(({ id, constructPath }) => [id, constructPath]));
  const described = new Set<string>();
  const fixes = new Set<string>();
  const owned = new Map<string, string[][]>();
  for (const [finding, ...likewise] of withoutRepeats(report, shown, rank)) {
    const ids = [finding, ...likewise].flatMap((one) => one.functions);
    const [first, ...others] = [...new Set(ids)]
      .filter((id) => rank.has(id))
      .sort((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0));
    if (first === undefined) continue;
    const fix = `${finding.rule} ${finding.fix}`;
    const alsoIn = others.map((id) => constructs.get(id) ?? id);
    const lines = findingLines(fixes.has(fix) ? { ...finding, fix: "as above" } : finding, alsoIn, page);
    fixes.add(fix);
    const before = owned.get(first);
    if (before === undefined) owned.set(first, [lines]);
    else before.push(lines);
  }
  return report.functions.map((fn) => {
    const findings = owned.get(fn.id) ?? [];
    if (onlyWithFindings && findings.length === 0) return [];
    const blocks = [...sizeBlocks(report, fn, described, page), ...findings];
    return blocks
      .filter((lines) => lines.length > 0)
      .flatMap((lines, index) => (index === 0 ? lines : ["", ...lines]));
  });
}

type Likewise = readonly [Finding, ...Finding[]];

/** In the order in which functions are shown; infos of one message about artifacts or settings are one group, all else stands alone. */
function withoutRepeats(
  report: Report,
  shown: readonly Finding[],
  rank: ReadonlyMap<string, number>,
): readonly Likewise[] {
  const place = (finding: Finding) => Math.min(...finding.functions.map((id) => rank.get(id) ?? rank.size));
  const templates = new Set(report.functions.map(({ template }) => template));
  const groups = new Map<string, [Finding, ...Finding[]]>();
  for (const [index, finding] of shown.toSorted((a, b) => place(a) - place(b)).entries()) {
    const { location, saved } = finding;
    const isAboutCode =
      saved.artifactBytes === null && location?.line != null && !templates.has(location.path);
    const isOneOfMany = finding.severity === "info" && !isAboutCode;
    const key = isOneOfMany ? `${finding.rule} ${finding.messageId}` : String(index);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  return [...groups.values()];
}

function sizeBlocks(report: Report, fn: ReportedFunction, described: Set<string>, page: Page): string[][] {
  const artifact = report.artifacts.find(({ id }) => id === fn.artifact);
  if (page.quiet) return [[page.colors.bold(shownName(fn))]];
  const header = functionHeader(fn, artifact, page);
  const budgets = budgetLines(report, fn.id, page);
  if (artifact === undefined) return [header, budgets];
  if (described.has(artifact.id))
    return [[...header, ...wrapped(`packages as above: ${artifact.id}`, page, 2)], budgets];
  described.add(artifact.id);
  return [header, packageLines(artifact, page), budgets];
}

/** Of layers, and of sources that no function was found in. */
function looseFindings(report: Report, shown: readonly Finding[], page: Page): string[] {
  const known = new Set(report.functions.map(({ id }) => id));
  const loose = shown.filter((finding) => !finding.functions.some((id) => known.has(id)));
  return loose.flatMap((finding, index) => [
    ...(index === 0 ? [] : [""]),
    ...findingLines(finding, [], page),
  ]);
}

function problemLines(problems: readonly Problem[], page: Page): string[] {
  return problems.flatMap((problem) => {
    const { red, dim } = page.colors;
    const level = problem.level === "error" ? red("problem") : dim("note");
    const place = problem.line === null ? problem.path : `${problem.path}:${problem.line}`;
    // Most messages begin with the path that they are about.
    const text = problem.message.startsWith(problem.path) ? problem.message : `${place}: ${problem.message}`;
    return wrapped(`${level} ${text}`, page, 0, 2);
  });
}

function summaryLines(report: Report, page: Page): string[] {
  const { bold, red, yellow, green } = page.colors;
  const paint = { error: red, warning: yellow, info: String, none: green };
  const { suppressed, problems } = report.summary;
  const extra = [
    suppressed === 0 ? "" : `${suppressed} suppressed`,
    problems === 0 ? "" : counted(problems, "problem"),
  ].filter((part) => part !== "");
  const found = summaryText(report, (severity, text) => paint[severity](text));
  return wrapped(bold([found, ...extra].join("; ")), page, 0);
}
