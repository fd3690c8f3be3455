/** How bad a finding is. */
export type Severity = "error" | "warning" | "info";
/** How sure a finding is. */
export type Confidence = "high" | "medium" | "low";

/** A place in a file; `line` and `column` are 1-based, null where a whole file is meant. */
export interface Location {
  /** POSIX, relative to the working directory, or to the archive when `inside` is set. */
  readonly path: string;
  /** The archive that holds `path`, null for a file on disk. */
  readonly inside: string | null;
  readonly line: number | null;
  readonly column: number | null;
  readonly endLine: number | null;
  readonly endColumn: number | null;
}

/** One step of an import chain or a call chain, outermost first. */
export interface ChainStep {
  readonly path: string;
  readonly line: number | null;
  readonly column: number | null;
  readonly label: string;
}

/** Bytes that following the fix would save; null where nothing is claimed. Savings are never added up. */
export interface Saved {
  readonly artifactBytes: number | null;
  readonly zippedBytes: number | null;
  readonly initBytes: number | null;
}

export interface Suppression {
  readonly by: "comment" | "config" | "baseline";
  readonly reason: string | null;
}

/** One thing that a rule reports: a row of the report's `findings`. */
export interface Finding {
  readonly rule: string;
  readonly messageId: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly message: string;
  readonly fix: string;
  /** 16 hex digits; the same before and after lines move. */
  readonly fingerprint: string;
  /** Ids of the functions that it concerns. */
  readonly functions: readonly string[];
  /** Artifact id; null for pure source runs. */
  readonly artifact: string | null;
  readonly location: Location | null;
  readonly packages: readonly string[];
  readonly saved: Saved;
  readonly chain: readonly ChainStep[];
  readonly suppressed: Suppression | null;
}

export const SEVERITIES = ["error", "warning", "info"] as const satisfies readonly Severity[];

/** `error` < `warning` < `info`: the rank that sorting and `--fail-on` compare by. */
export function severityRank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}

/** A whole file as a location. */
export function fileLocation(path: string, inside: string | null = null): Location {
  return { path, inside, line: null, column: null, endLine: null, endColumn: null };
}

/**
 * The one order of findings: artifact, severity, rule, what it saves, place, message.
 * Total over what a report shows, so that two runs never differ.
 */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    compareText(a.artifact ?? "", b.artifact ?? "") ||
    severityRank(a.severity) - severityRank(b.severity) ||
    compareText(a.rule, b.rule) ||
    (b.saved.artifactBytes ?? 0) - (a.saved.artifactBytes ?? 0) ||
    compareText(a.location?.path ?? "", b.location?.path ?? "") ||
    (a.location?.line ?? 0) - (b.location?.line ?? 0) ||
    (a.location?.column ?? 0) - (b.location?.column ?? 0) ||
    compareText(a.message, b.message) ||
    compareText(a.fingerprint, b.fingerprint) ||
    // Of two templates' functions that share a source, say: whichever was looked at first.
    compareText(JSON.stringify(a), JSON.stringify(b))
  );
}

/** By code unit: the same on every machine, unlike a locale's order. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
