import { acceptFindings, goneFindings } from "./baseline/accept.js";
import type { Problem } from "./errors.js";
import { compareFindings, compareText, type Finding } from "./finding.js";
import type { LintRequest } from "./lint.js";
import type { BudgetResult, Report, ReportedFunction, ReportedRule } from "./report.js";
import type { SubjectSizes } from "./report-subject.js";
import { ruleHelp } from "./rule-help.js";
import type { Rule } from "./rules/define-rule.js";
import { isOn, RULES } from "./rules/index.js";
import { VERSION } from "./version.js";

/** What one artifact adds to the report. */
export interface SubjectReport extends Omit<SubjectSizes, "retention" | "functions"> {
  readonly functions: readonly ReportedFunction[];
  readonly findings: readonly Finding[];
  readonly problems: readonly Problem[];
}

/** Joins the parts in the one order that every run has. */
export function assembleReport(
  subjects: readonly SubjectReport[],
  problems: readonly Problem[],
  request: Pick<LintRequest, "asOf" | "only" | "config" | "baseline">,
): Report {
  const named = shortIds(subjects.flatMap((subject) => subject.functions));
  const functions = subjects
    .flatMap((subject) => subject.functions)
    .map((fn): ReportedFunction => ({ ...fn, id: named(fn.id) }))
    .sort((a, b) => compareText(a.id, b.id));
  const budgets = subjects
    .flatMap((subject) => subject.budgets)
    .map((budget): BudgetResult => ({ ...budget, function: named(budget.function) }))
    .sort(compareBudgets);
  const artifacts = subjects.map((subject) => subject.artifact).sort((a, b) => compareText(a.id, b.id));
  const rules = RULES.filter((rule) => isOn(rule, request)).map(reportRule);
  const found = subjects
    .flatMap((subject) => subject.findings)
    .map((finding): Finding => ({ ...finding, functions: finding.functions.map(named).sort() }))
    .sort(compareFindings);
  const { baseline } = request;
  const findings =
    baseline === null ? found : acceptFindings(found, baseline.content, { artifacts, budgets });
  const gone =
    baseline === null ? [] : goneFindings({ findings, artifacts, rules }, baseline.content, baseline.path);
  const all = [...problems, ...subjects.flatMap((subject) => subject.problems), ...gone].sort(
    (a, b) =>
      compareText(a.path, b.path) ||
      (a.line ?? 0) - (b.line ?? 0) ||
      compareText(a.code, b.code) ||
      compareText(a.message, b.message),
  );
  return {
    schemaVersion: 1,
    tool: { name: "lambda-lint", version: VERSION },
    asOf: request.asOf,
    rules,
    artifacts,
    functions,
    budgets,
    findings,
    problems: all,
    summary: summaryOf({ functions, findings, problems: all }),
  };
}

/** The counts of a report; what is suppressed is neither error nor warning. */
export function summaryOf({
  functions,
  findings,
  problems,
}: Pick<Report, "functions" | "findings" | "problems">): Report["summary"] {
  const shown = findings.filter((finding) => finding.suppressed === null);
  const count = (severity: Finding["severity"]) =>
    shown.filter((finding) => finding.severity === severity).length;
  return {
    functions: functions.length,
    errors: count("error"),
    warnings: count("warning"),
    infos: count("info"),
    suppressed: findings.length - shown.length,
    problems: problems.length,
  };
}

function reportRule(rule: Rule): ReportedRule {
  const { id, severity, summary, why, docs } = rule;
  return { id, severity, summary, why, help: ruleHelp(rule), docs };
}

/** Function ids are long while artifacts are looked at one by one; a name that nobody else has is enough for people. */
function shortIds(functions: readonly ReportedFunction[]): (id: string) => string {
  const count = new Map<string, number>();
  for (const { name } of functions) count.set(name, (count.get(name) ?? 0) + 1);
  const short = new Map(
    functions.filter(({ name }) => count.get(name) === 1).map(({ id, name }) => [id, name]),
  );
  return (id) => short.get(id) ?? id;
}

function compareBudgets(a: BudgetResult, b: BudgetResult): number {
  return (
    compareText(a.function, b.function) ||
    compareText(a.type, b.type) ||
    compareText(a.name ?? "", b.name ?? "") ||
    (a.maximumError ?? -1) - (b.maximumError ?? -1) ||
    (a.maximumWarning ?? -1) - (b.maximumWarning ?? -1)
  );
}
