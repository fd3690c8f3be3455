import { acceptFindings, goneFindings } from "./baseline/accept.js";
import type { Problem } from "./errors.js";
import { compareFindings, compareText, type Finding } from "./finding.js";
import type { LintRequest } from "./lint.js";
import type { BudgetResult, Report, ReportedFunction, ReportedRule, ReportedShard } from "./report.js";
import { ruleHelp } from "./rule-help.js";
import type { Rule } from "./rules/define-rule.js";
import { isOn, RULES } from "./rules/index.js";
import { VERSION } from "./version.js";

/** What was found, in any order: functions by their full ids, findings not held against a baseline yet. */
export type Found = Pick<Report, "artifacts" | "functions" | "budgets" | "findings" | "problems">;

/** What a report says of its run. */
export interface RunFacts extends Pick<Report, "asOf" | "rules"> {
  readonly baseline: LintRequest["baseline"];
  /** Null for a whole run. */
  readonly shard: Omit<ReportedShard, "functionIds"> | null;
}

/** Joins parts of what was found. */
export function joined(parts: readonly Found[]): Found {
  return {
    artifacts: parts.flatMap(({ artifacts }) => artifacts),
    functions: parts.flatMap(({ functions }) => functions),
    budgets: parts.flatMap(({ budgets }) => budgets),
    findings: parts.flatMap(({ findings }) => findings),
    problems: parts.flatMap(({ problems }) => problems),
  };
}

/** What was found in the one order that every run has, with its names, held against the baseline. */
export function assembleReport(found: Found, { asOf, rules, baseline, shard }: RunFacts): Report {
  const short = shortIds(found.functions);
  const named = (id: string) => short.get(id) ?? id;
  const functions = found.functions
    .map((fn): ReportedFunction => ({ ...fn, id: named(fn.id) }))
    .sort((a, b) => compareText(a.id, b.id));
  const budgets = found.budgets
    .map((budget): BudgetResult => ({ ...budget, function: named(budget.function) }))
    .sort(compareBudgets);
  const artifacts = [...found.artifacts].sort((a, b) => compareText(a.id, b.id));
  const unaccepted = found.findings
    .map((finding): Finding => ({ ...finding, functions: finding.functions.map(named).sort() }))
    .sort(compareFindings);
  const findings =
    baseline === null ? unaccepted : acceptFindings(unaccepted, baseline.content, { artifacts, budgets });
  const gone =
    baseline === null ? [] : goneFindings({ findings, artifacts, rules }, baseline.content, baseline.path);
  const problems = [...found.problems, ...gone].sort(compareProblems);
  const functionIds = () => Object.fromEntries([...short].map(([id, name]) => [name, id]).sort());
  return {
    schemaVersion: 1,
    tool: { name: "lambda-lint", version: VERSION },
    asOf,
    ...(shard === null ? {} : { shard: { ...shard, functionIds: functionIds() } }),
    rules,
    artifacts,
    functions,
    budgets,
    findings,
    problems,
    summary: summaryOf({ functions, findings, problems }),
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

/** The rules that a run asks for, as its report tells them. */
export function reportedRules(request: Pick<LintRequest, "only" | "config">): readonly ReportedRule[] {
  return RULES.filter((rule) => isOn(rule, request)).map(reportRule);
}

function reportRule(rule: Rule): ReportedRule {
  const { id, severity, summary, why, docs } = rule;
  return {
    id,
    severity,
    summary,
    why,
    // Made for reporters that show it: JSON and SARIF.
    get help() {
      return ruleHelp(rule);
    },
    docs,
  };
}

/**
 * Function ids are long while artifacts are looked at one by one; a name that nobody else has, as name or as id, is
 * enough for people.
 */
function shortIds(functions: readonly ReportedFunction[]): ReadonlyMap<string, string> {
  const count = new Map<string, number>();
  for (const { name } of functions) count.set(name, (count.get(name) ?? 0) + 1);
  const ids = new Set(functions.map(({ id }) => id));
  return new Map(
    functions
      .filter(({ id, name }) => id !== name && count.get(name) === 1 && !ids.has(name))
      .map(({ id, name }) => [id, name]),
  );
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

function compareProblems(a: Problem, b: Problem): number {
  return (
    compareText(a.path, b.path) ||
    (a.line ?? 0) - (b.line ?? 0) ||
    compareText(a.code, b.code) ||
    compareText(a.message, b.message) ||
    compareText(a.level, b.level)
  );
}
