import { assembleReport, type Found, joined } from "../assemble-report.js";
import type { LintRequest } from "../lint.js";
import type { Report } from "../report.js";
import type { ShardFile } from "./check-shards.js";

/** The report of the run that these are all shards of, to the byte. `baseline` is what the run is held against. */
export function mergeReports(
  shards: readonly ShardFile["report"][],
  baseline: LintRequest["baseline"],
): Report {
  const [first] = shards;
  if (first === undefined) throw new TypeError("no shards");
  const { asOf, rules } = first;
  return assembleReport(joined(shards.map(found)), { asOf, rules, baseline, shard: null });
}

/** What a shard found, before it was named and held against the baseline: both depend on the other shards. */
function found({ shard, artifacts, functions, budgets, findings, problems }: ShardFile["report"]): Found {
  const full = (id: string) => (Object.hasOwn(shard.functionIds, id) ? (shard.functionIds[id] ?? id) : id);
  return {
    artifacts,
    functions: functions.map((fn) => ({ ...fn, id: full(fn.id) })),
    budgets: budgets.map((budget) => ({ ...budget, function: full(budget.function) })),
    findings: findings.map((finding) => ({
      ...finding,
      functions: finding.functions.map(full),
      suppressed: finding.suppressed?.by === "baseline" ? null : finding.suppressed,
    })),
    problems: problems.filter(({ code }) => code !== "baseline-gone"),
  };
}
