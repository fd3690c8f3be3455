import { compareText, type Finding } from "../finding.js";
import type { Report, ReportedFunction } from "../report.js";
import type { AcceptedFinding, Baseline, BaselineFunction } from "./baseline.js";

type Sizes = Pick<Report, "artifacts" | "budgets">;

/**
 * The baseline that a report stands for: its findings accepted, except those that a comment or the config suppresses
 * anyway, and the sizes of its functions.
 */
export function baselineOf(report: Pick<Report, "findings" | "functions"> & Sizes): Baseline {
  const accepted = new Map<string, AcceptedFinding>();
  for (const finding of report.findings) {
    if (finding.suppressed !== null && finding.suppressed.by !== "baseline") continue;
    const { rule, messageId, fingerprint, artifact, location, packages } = finding;
    const size = sizeOf(finding, report);
    const known = accepted.get(fingerprint);
    accepted.set(fingerprint, {
      ...{ rule, messageId, fingerprint, artifact, packages: [...packages] },
      path: location?.path ?? null,
      bytes: known === undefined ? size : largest(known.bytes, size),
      count: (known?.count ?? 0) + 1,
    });
  }
  return {
    schemaVersion: 1,
    kind: "baseline",
    findings: [...accepted.values()].sort(
      (a, b) =>
        compareText(a.rule, b.rule) ||
        compareText(a.path ?? "", b.path ?? "") ||
        compareText(a.fingerprint, b.fingerprint),
    ),
    functions: report.functions.map((fn) => sizesOf(fn, report)).sort((a, b) => compareText(a.id, b.id)),
  };
}

/** Sizes of one function. The zip's is estimated where a budget asked for that. */
export function sizesOf(
  fn: Pick<ReportedFunction, "id" | "artifact" | "layers" | "totalUnzippedBytes" | "init">,
  { artifacts, budgets }: Sizes,
): BaselineFunction {
  const own = artifacts.find(({ id }) => id === fn.artifact);
  const estimated = budgets.find((budget) => budget.function === fn.id && budget.type === "zip");
  const packages = new Map<string, number>();
  for (const { name, bytes } of own?.packages ?? []) packages.set(name, (packages.get(name) ?? 0) + bytes);
  return {
    id: fn.id,
    total: fn.totalUnzippedBytes,
    zip: own?.zippedBytes ?? estimated?.actual ?? null,
    init: fn.init?.bytes ?? null,
    packages: Object.fromEntries([...packages].sort(([a], [b]) => compareText(a, b))),
  };
}

/** What a finding is about, in bytes, where that can grow; null where it can't. */
export function sizeOf(finding: Finding, { artifacts, budgets }: Sizes): number | null {
  if (finding.rule === "budget") {
    const [id] = finding.functions;
    const exceeded = budgets.filter(
      (budget) =>
        budget.function === id &&
        (budget.status === "error" || budget.status === "warning") &&
        (budget.name ?? "") === (finding.packages[0] ?? ""),
    );
    return exceeded.reduce<number | null>((most, { actual }) => largest(most, actual), null);
  }
  if (finding.rule === "artifact-size")
    return artifacts.find(({ id }) => id === finding.artifact)?.unzippedBytes ?? null;
  return finding.saved.artifactBytes ?? finding.saved.initBytes;
}

function largest(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}
