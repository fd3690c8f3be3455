import type { Severity } from "../finding.js";
import { placesOf } from "./place.js";
import type { Reporter } from "./reporter.js";

const SEVERITIES: Readonly<Record<Severity, string>> = { error: "critical", warning: "minor", info: "info" };

/**
 * GitLab's code quality report. Suppressed findings are left out: the format knows none.
 * https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
 */
export const reportGitlab: Reporter = (report, { config }) => {
  const placeOf = placesOf(report, config);
  const seen = new Map<string, number>();
  const issues = report.findings
    .filter(({ suppressed }) => suppressed === null)
    .map((finding) => {
      const { path, line, endLine } = placeOf(finding);
      return {
        type: "issue",
        check_name: finding.rule,
        description: `${finding.message} ${finding.fix}`,
        categories: ["Performance"],
        severity: SEVERITIES[finding.severity],
        fingerprint: unique(finding.fingerprint, seen),
        location: { path, lines: { begin: line ?? 1, ...(endLine === null ? {} : { end: endLine }) } },
      };
    });
  return `${JSON.stringify(issues, null, 2)}\n`;
};

/** GitLab drops what has a fingerprint that it has seen: the same offence twice in a file gets a number. */
function unique(fingerprint: string, seen: Map<string, number>): string {
  const count = (seen.get(fingerprint) ?? 0) + 1;
  seen.set(fingerprint, count);
  return count === 1 ? fingerprint : `${fingerprint}-${count}`;
}
