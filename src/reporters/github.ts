import type { Severity } from "../finding.js";
import { severityRank } from "../finding.js";
import { placesOf } from "./place.js";
import type { Reporter } from "./reporter.js";

const COMMANDS: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", info: "notice" };

/**
 * GitHub's workflow commands: an annotation a finding, the worst first, since GitHub shows ten of a kind for a step.
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
 */
export const reportGithub: Reporter = (report, { config, quiet }) => {
  const placeOf = placesOf(report, config);
  const shown = report.findings
    .filter(({ suppressed, severity }) => suppressed === null && (!quiet || severity === "error"))
    .toSorted((a, b) => severityRank(a.severity) - severityRank(b.severity));
  const findings = shown.map((finding) => {
    const { path, line, column, endLine, endColumn } = placeOf(finding);
    const properties = { file: path, line, col: column, endLine, endColumn, title: finding.rule };
    return command(COMMANDS[finding.severity], properties, `${finding.message}\nFix: ${finding.fix}`);
  });
  const problems = report.problems
    .filter(({ level }) => !quiet || level === "error")
    .map(({ level, code, path, line, message }) =>
      command(level === "error" ? "error" : "notice", { file: path, line, title: code }, message),
    );
  return [...findings, ...problems].map((one) => `${one}\n`).join("");
};

function command(
  name: string,
  properties: Readonly<Record<string, string | number | null>>,
  message: string,
): string {
  const given = Object.entries(properties)
    .filter(([, value]) => value !== null && value !== "")
    .map(([key, value]) => `${key}=${escapedProperty(String(value))}`);
  return `::${name} ${given.join(",")}::${escapedData(message)}`;
}

function escapedData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapedProperty(text: string): string {
  return escapedData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
