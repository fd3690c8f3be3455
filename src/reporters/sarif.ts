import type { Problem } from "../errors.js";
import type { ChainStep, Finding, Severity } from "../finding.js";
import type { ReportedRule } from "../report.js";
import { type Place, placesOf } from "./place.js";
import type { Reporter } from "./reporter.js";

/** https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html */
const SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";
const LEVELS: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", info: "note" };

/** For code scanning: SARIF 2.1.0. What only says something of an artifact points at its handler's source. */
export const reportSarif: Reporter = (report, { config }) => {
  const placeOf = placesOf(report, config);
  const rules = report.rules;
  const indices = new Map(rules.map(({ id }, index) => [id, index]));
  const log = {
    $schema: SCHEMA,
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: report.tool.name,
            semanticVersion: report.tool.version,
            rules: rules.map(reportingDescriptor),
          },
        },
        columnKind: "utf16CodeUnits",
        originalUriBaseIds: {
          SRCROOT: { description: { text: "The directory that lambda-lint ran in." } },
        },
        invocations: [
          {
            executionSuccessful: report.problems.every(({ level }) => level !== "error"),
            toolExecutionNotifications: report.problems.map(notification),
          },
        ],
        results: report.findings.map((finding) => result(finding, placeOf(finding), indices)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
};

function reportingDescriptor(rule: ReportedRule) {
  const [helpUri] = rule.docs;
  return {
    id: rule.id,
    shortDescription: { text: rule.summary },
    fullDescription: { text: rule.why },
    help: { text: rule.why, markdown: rule.help },
    ...(helpUri === undefined ? {} : { helpUri }),
    defaultConfiguration: { level: LEVELS[rule.severity] },
    properties: { tags: ["aws-lambda"] },
  };
}

function result(finding: Finding, place: Place, indices: ReadonlyMap<string, number>) {
  const { rule, messageId, chain, suppressed, confidence, functions, artifact, packages, saved } = finding;
  const index = indices.get(rule);
  return {
    ruleId: rule,
    ...(index === undefined ? {} : { ruleIndex: index }),
    level: LEVELS[finding.severity],
    message: {
      text: `${finding.message} ${finding.fix}`,
      markdown: `${escaped(finding.message)}\n\n**Fix:** ${escaped(finding.fix)}`,
    },
    locations: [{ physicalLocation: physicalLocation(place) }],
    partialFingerprints: { "lambdaLintFingerprint/v1": finding.fingerprint },
    ...(chain.length === 0 ? {} : { codeFlows: [codeFlow(chain)] }),
    ...(suppressed === null
      ? {}
      : {
          suppressions: [
            {
              kind: suppressed.by === "comment" ? "inSource" : "external",
              ...(suppressed.reason === null ? {} : { justification: suppressed.reason }),
            },
          ],
        }),
    properties: { messageId, confidence, functions, artifact, packages, saved },
  };
}

/** GitHub shows only results with a line: a whole file is its first. */
function physicalLocation({ path, line, column, endLine, endColumn }: Place) {
  return {
    artifactLocation: { uri: uriOf(path), uriBaseId: "SRCROOT" },
    region: {
      startLine: line ?? 1,
      ...(line === null || column === null ? {} : { startColumn: column }),
      ...(line === null || endLine === null ? {} : { endLine }),
      ...(line === null || endColumn === null ? {} : { endColumn }),
    },
  };
}

function codeFlow(chain: readonly ChainStep[]) {
  return {
    threadFlows: [
      {
        locations: chain.map(({ path, line, column, label }) => ({
          location: {
            physicalLocation: physicalLocation({ path, line, column, endLine: null, endColumn: null }),
            message: { text: label === "" ? path : label },
          },
        })),
      },
    ],
  };
}

function notification({ level, code, path, line, message }: Problem) {
  return {
    level: level === "error" ? "error" : "note",
    descriptor: { id: code },
    message: { text: message },
    ...(path === ""
      ? {}
      : {
          locations: [
            {
              physicalLocation: physicalLocation({
                path,
                line,
                column: null,
                endLine: null,
                endColumn: null,
              }),
            },
          ],
        }),
  };
}

/** Percent-encoded, relative. */
function uriOf(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}

/** Names come from archives: nothing in them may become Markdown. */
function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|~]/g, "\\$&");
}
