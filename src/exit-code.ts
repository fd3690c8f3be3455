import { type Severity, severityRank } from "./finding.js";
import type { Report } from "./report.js";

/**
 * 0: nothing at or above `failOn`, and not more warnings than allowed; 1: something is; 2: an input that the user
 * named is unusable, whatever else was found.
 */
export function exitCode(
  report: Pick<Report, "findings" | "problems" | "summary">,
  limits: { readonly failOn: Severity; readonly maxWarnings: number | null },
): 0 | 1 | 2 {
  if (report.problems.some((problem) => problem.level === "error")) return 2;
  const fails = report.findings.some(
    (finding) => finding.suppressed === null && severityRank(finding.severity) <= severityRank(limits.failOn),
  );
  const tooMany = limits.maxWarnings !== null && report.summary.warnings > limits.maxWarnings;
  return fails || tooMany ? 1 : 0;
}
