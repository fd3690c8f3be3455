import type { Problem } from "../errors.js";
import type { Finding } from "../finding.js";
import type { Report } from "../report.js";
import type { AcceptedFinding, Baseline } from "./baseline.js";
import { sizeOf } from "./from-report.js";

/** Builds differ by a few bytes from day to day; what grew by more than this share is worse. */
const TOLERATED_GROWTH = 0.05;

type Sizes = Pick<Report, "artifacts" | "budgets">;

/** Suppresses the findings that a baseline accepts: as many of a fingerprint as it lists, and none that grew since. */
export function acceptFindings(
  findings: readonly Finding[],
  baseline: Baseline,
  sizes: Sizes,
): readonly Finding[] {
  const left = new Map(baseline.findings.map((accepted) => [accepted.fingerprint, accepted.count]));
  const accepted = new Map(baseline.findings.map((one) => [one.fingerprint, one]));
  return findings.map((finding) => {
    const known = accepted.get(finding.fingerprint);
    const count = left.get(finding.fingerprint) ?? 0;
    if (known === undefined || finding.suppressed !== null || count === 0) return finding;
    left.set(finding.fingerprint, count - 1);
    const bytes = sizeOf(finding, sizes);
    if (hasGrown(known.bytes, bytes)) return finding;
    return { ...finding, suppressed: { by: "baseline", reason: null } };
  });
}

function hasGrown(before: number | null, now: number | null): boolean {
  return before !== null && now !== null && now > before * (1 + TOLERATED_GROWTH);
}

/**
 * Accepted findings that this run could have found again and didn't, as a note each: the file may shrink. Of artifacts
 * and rules that didn't take part nothing is known.
 */
export function goneFindings(
  { findings, artifacts, rules }: Pick<Report, "findings" | "artifacts" | "rules">,
  baseline: Baseline,
  path: string,
): Problem[] {
  const found = new Map<string, number>();
  for (const { fingerprint } of findings) found.set(fingerprint, (found.get(fingerprint) ?? 0) + 1);
  const linted = new Set(artifacts.map(({ id }) => id));
  const ran = new Set(rules.map(({ id }) => id));
  const couldBeFound = ({ rule, artifact }: AcceptedFinding) =>
    ran.has(rule) &&
    (artifact === null ? artifacts.some(({ kind }) => kind === "source") : linted.has(artifact));
  return baseline.findings
    .filter((accepted) => couldBeFound(accepted) && (found.get(accepted.fingerprint) ?? 0) < accepted.count)
    .map(({ rule, path: place, packages }) => {
      const what = [rule, ...packages].join(" ");
      const where = place === null ? "" : ` in ${place}`;
      const message = `accepts ${what}${where}, which is gone; --update-baseline takes it out.`;
      return { level: "note", code: "baseline-gone", path, line: null, message };
    });
}

/** A new baseline for what was linted; what an older one says of other artifacts stays. */
export function mergedBaseline(
  before: Baseline | null,
  now: Baseline,
  report: Pick<Report, "artifacts" | "functions">,
): Baseline {
  if (before === null) return now;
  const linted = new Set(report.artifacts.map(({ id }) => id));
  const known = new Set(report.functions.map(({ id }) => id));
  const hasSources = report.artifacts.some(({ kind }) => kind === "source");
  const isOther = ({ artifact }: AcceptedFinding) =>
    artifact === null ? !hasSources : !linted.has(artifact);
  return {
    ...now,
    findings: [...now.findings, ...before.findings.filter(isOther)],
    functions: [...now.functions, ...before.functions.filter(({ id }) => !known.has(id))],
  };
}
