import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type Finding, type Report, type Severity, severityRank } from "../src/index.js";

/** What a bundler is told, in one line. */
export interface Message {
  /** A rule, a problem's code, "max-warnings" or "config". */
  readonly id: string;
  readonly text: string;
  /** Null where there is no such line. */
  readonly place: Place | null;
}

export interface Place {
  /** POSIX, relative to the working directory. */
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 units. */
  readonly column: number;
  readonly lineText: string;
}

export interface Messages {
  /** These fail the build. */
  readonly errors: readonly Message[];
  readonly warnings: readonly Message[];
}

export interface MessageOptions {
  readonly failOn: Severity | "never";
  /** More warnings than this fail the build; null: as many as there are. */
  readonly maxWarnings: number | null;
  /** What the report's paths are relative to. */
  readonly cwd: string;
}

/**
 * A report as messages, one line each, since bundlers print a text as it is. What fails the build is an error, other
 * errors and warnings are warnings; infos that fail nothing are left to the command.
 */
export function toMessages(report: Report, { failOn, maxWarnings, cwd }: MessageOptions): Messages {
  const errors: Message[] = [];
  const warnings: Message[] = [];
  for (const finding of report.findings) {
    if (finding.suppressed !== null) continue;
    const fails = failOn !== "never" && severityRank(finding.severity) <= severityRank(failOn);
    if (fails) errors.push(findingMessage(finding, report, cwd));
    else if (finding.severity !== "info") warnings.push(findingMessage(finding, report, cwd));
  }
  const failures = failOn === "never" ? warnings : errors;
  for (const { level, code, path, message } of report.problems) {
    if (level === "error") failures.push({ id: code, text: oneLine(`${path}: ${message}`), place: null });
  }
  if (maxWarnings !== null && report.summary.warnings > maxWarnings) {
    const text = `${report.summary.warnings} warnings are more than the ${maxWarnings} that \`maxWarnings\` allows.`;
    failures.push({ id: "max-warnings", text, place: null });
  }
  return { errors, warnings };
}

function findingMessage(finding: Finding, report: Report, cwd: string): Message {
  const { rule, message, fix, location } = finding;
  // What is said of a whole artifact points at the entry point: a place in the user's source to go to.
  const entry = report.functions.find(({ id }) => finding.functions.includes(id));
  const place = location?.line == null ? { path: entry?.name ?? "", line: 1, column: 1 } : location;
  return { id: rule, text: oneLine(`${message} ${fix} (${rule})`), place: placeOf(place, cwd) };
}

function placeOf(
  { path, line, column }: Pick<NonNullable<Finding["location"]>, "path" | "line" | "column">,
  cwd: string,
): Place | null {
  const lineText = lineOf(resolve(cwd, path), line ?? 1);
  return lineText === null ? null : { path, line: line ?? 1, column: column ?? 1, lineText };
}

/** Null where there is no such line: the entry point is a plugin's, or the file was changed since. */
function lineOf(file: string, line: number): string | null {
  try {
    return readFileSync(file, "utf8").split(/\r?\n/, line)[line - 1] ?? null;
  } catch {
    return null;
  }
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ");
}
