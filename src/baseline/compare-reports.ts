import { compareText, type Finding } from "../finding.js";
import type { Report } from "../report.js";
import type { BaselineFunction } from "./baseline.js";
import { sizesOf } from "./from-report.js";

/** What changed from one report to a later one. */
export interface Comparison {
  /** Of every function of either; null sizes on the side where it isn't. */
  readonly functions: readonly FunctionChange[];
  /** Findings that only the later has, and those that only the earlier had. */
  readonly added: readonly Finding[];
  readonly gone: readonly Finding[];
}

export interface FunctionChange {
  readonly id: string;
  readonly before: BaselineFunction | null;
  readonly after: BaselineFunction | null;
  /** Packages whose bytes changed, the largest change first; 0 on the side where one isn't. */
  readonly packages: readonly PackageChange[];
  /** Packages of which there are more copies than before. */
  readonly newDuplicates: readonly {
    readonly name: string;
    readonly before: number;
    readonly after: number;
  }[];
}

interface PackageChange {
  readonly name: string;
  readonly before: number;
  readonly after: number;
}

export function compareReports(before: Report, after: Report): Comparison {
  const ids = new Set([...before.functions, ...after.functions].map(({ id }) => id));
  return {
    functions: [...ids].sort(compareText).map((id) => functionChange(id, before, after)),
    added: withoutMatches(after.findings, before.findings),
    gone: withoutMatches(before.findings, after.findings),
  };
}

function functionChange(id: string, before: Report, after: Report): FunctionChange {
  const [old, now] = [sizesIn(before, id), sizesIn(after, id)];
  const copies = (report: Report) => copiesIn(report, id);
  return {
    id,
    before: old,
    after: now,
    packages: old === null || now === null ? [] : packageChanges(old.packages, now.packages),
    newDuplicates: old === null || now === null ? [] : moreCopies(copies(before), copies(after)),
  };
}

function sizesIn(report: Report, id: string): BaselineFunction | null {
  const fn = report.functions.find((one) => one.id === id);
  return fn === undefined ? null : sizesOf(fn, report);
}

function packageChanges(
  before: Readonly<Record<string, number>>,
  after: Readonly<Record<string, number>>,
): PackageChange[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names]
    .map((name) => ({ name, before: before[name] ?? 0, after: after[name] ?? 0 }))
    .filter((one) => one.before !== one.after)
    .sort(
      (a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before) || compareText(a.name, b.name),
    );
}

function copiesIn(report: Report, id: string): Map<string, number> {
  const artifact = report.functions.find((fn) => fn.id === id)?.artifact;
  const copies = new Map<string, number>();
  for (const { name } of report.artifacts.find((one) => one.id === artifact)?.packages ?? [])
    copies.set(name, (copies.get(name) ?? 0) + 1);
  return copies;
}

function moreCopies(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>) {
  return [...after]
    .map(([name, count]) => ({ name, before: before.get(name) ?? 0, after: count }))
    .filter((one) => one.after > 1 && one.after > one.before)
    .sort((a, b) => compareText(a.name, b.name));
}

/** By fingerprint, as often as each occurs; suppressed ones don't count. */
function withoutMatches(findings: readonly Finding[], others: readonly Finding[]): Finding[] {
  const left = new Map<string, number>();
  for (const { fingerprint, suppressed } of others)
    if (suppressed === null) left.set(fingerprint, (left.get(fingerprint) ?? 0) + 1);
  return findings.filter(({ fingerprint, suppressed }) => {
    if (suppressed !== null) return false;
    const count = left.get(fingerprint) ?? 0;
    if (count > 0) left.set(fingerprint, count - 1);
    return count === 0;
  });
}
