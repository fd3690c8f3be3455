import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Location as MessageLocation, OnEndResult, PartialMessage } from "esbuild";
import { type Finding, type Report, type Severity, severityRank } from "../../src/index.js";

export interface MessageOptions {
  readonly failOn: Severity | "never";
  /** More warnings than this fail the build; null: as many as there are. */
  readonly maxWarnings: number | null;
  /** What the report's paths are relative to. */
  readonly cwd: string;
}

/**
 * A report as esbuild's messages, one line each, since esbuild prints a text as it is. What fails the build is an
 * error, other errors and warnings are warnings; infos that fail nothing are left to the command.
 */
export function toMessages(report: Report, { failOn, maxWarnings, cwd }: MessageOptions): OnEndResult {
  const errors: PartialMessage[] = [];
  const warnings: PartialMessage[] = [];
  for (const finding of report.findings) {
    if (finding.suppressed !== null) continue;
    const fails = failOn !== "never" && severityRank(finding.severity) <= severityRank(failOn);
    if (fails) errors.push(findingMessage(finding, report, cwd));
    else if (finding.severity !== "info") warnings.push(findingMessage(finding, report, cwd));
  }
  const failures = failOn === "never" ? warnings : errors;
  for (const { level, code, path, message } of report.problems) {
    if (level === "error") failures.push({ id: code, text: oneLine(`${path}: ${message}`) });
  }
  if (maxWarnings !== null && report.summary.warnings > maxWarnings) {
    const text = `${report.summary.warnings} warnings are more than the ${maxWarnings} that \`maxWarnings\` allows.`;
    failures.push({ id: "max-warnings", text });
  }
  return { errors, warnings };
}

function findingMessage(finding: Finding, report: Report, cwd: string): PartialMessage {
  const { rule, message, fix, location } = finding;
  // What is said of a whole artifact points at the entry point: a place in the user's source to go to.
  const entry = report.functions.find(({ id }) => finding.functions.includes(id));
  const place = location?.line == null ? { path: entry?.name ?? "", line: 1, column: 1 } : location;
  return {
    id: rule,
    text: oneLine(`${message} ${fix} (${rule})`),
    location: messageLocation(place, cwd),
  };
}

/** esbuild counts lines from 1, columns from 0 and in UTF-8 bytes, and quotes the line that it is given. */
function messageLocation(
  place: Pick<NonNullable<Finding["location"]>, "path" | "line" | "column">,
  cwd: string,
): Partial<MessageLocation> | null {
  const line = place.line ?? 1;
  const lineText = lineOf(resolve(cwd, place.path), line);
  if (lineText === null) return null;
  const before = lineText.slice(0, (place.column ?? 1) - 1);
  return { file: place.path, line, column: Buffer.byteLength(before), lineText };
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
