import type { BaselineFunction } from "../baseline/baseline.js";
import { sizesOf } from "../baseline/from-report.js";
import type { Finding, Severity } from "../finding.js";
import { formatBytes } from "../format-bytes.js";
import type { Report, ReportedFunction } from "../report.js";
import { shareText } from "./comparison-text.js";
import { code, MARKDOWN_MARKER, text } from "./markdown-text.js";
import { counted, shownName, summaryText } from "./page.js";
import { placesOf } from "./place.js";
import type { Reporter } from "./reporter.js";

const ICONS: Readonly<Record<Severity, string>> = { error: "🔴", warning: "🟡", info: "🔵" };
/** GitHub refuses comments over 65,536 characters. */
const MAXIMUM_CHARACTERS = 60_000;

/** A comment for a pull request, or a job's summary: sizes in a table, findings folded. */
export const reportMarkdown: Reporter = (report, { config, before }) => {
  const shown = report.findings.filter(({ suppressed }) => suppressed === null);
  const placeOf = placesOf(report, config);
  const blocks = shown.map((finding) => findingBlock(finding, placeText(placeOf(finding))));
  const head = [MARKDOWN_MARKER, `### lambda-lint: ${summaryText(report)}`, ...functionTable(report, before)];
  const budgets = budgetTable(report);
  const problems = report.problems.map(
    ({ level, path, message }) =>
      `- ${level === "error" ? "**problem**" : "note"}: ${code(path)} ${text(message)}`,
  );
  const rest = [...budgets, ...problems];
  const room = MAXIMUM_CHARACTERS - [...head, ...rest].join("\n").length;
  return `${[...head, ...fitting(blocks, room), ...rest].join("\n\n")}\n`;
};

/** With a baseline, each size with what it differs by. */
function functionTable(report: Report, before: readonly BaselineFunction[]): string[] {
  if (report.functions.length === 0) return [];
  const row = (fn: ReportedFunction) => {
    const now = sizesOf(fn, report);
    const old = before.find(({ id }) => id === fn.id);
    const cell = (key: "total" | "zip" | "init") => sizeWithDelta(now[key], old?.[key] ?? null);
    return `| ${code(shownName(fn))} | ${cell("total")} | ${cell("zip")} | ${cell("init")} | ${fn.init?.modules ?? "–"} |`;
  };
  const head = ["| function | unzipped | zipped | init | modules |", "| --- | ---: | ---: | ---: | ---: |"];
  return [[...head, ...report.functions.map(row)].join("\n")];
}

function sizeWithDelta(now: number | null, before: number | null): string {
  return now === null || before === null || now === before
    ? size(now)
    : `${size(now)} (${shareText(before, now)})`;
}

function budgetTable({ budgets }: Report): string[] {
  const broken = budgets.filter(({ status }) => status === "warning" || status === "error");
  if (broken.length === 0) return [];
  const rows = broken.map(({ function: fn, type, name, actual, maximumError, maximumWarning, status }) => {
    const limit = status === "error" ? maximumError : maximumWarning;
    return `| ${code(fn)} | ${type}${name === null ? "" : ` ${code(name)}`} | ${size(actual)} | ${size(limit)} |`;
  });
  return [["| function | budget | is | may be |", "| --- | --- | ---: | ---: |", ...rows].join("\n")];
}

function findingBlock(finding: Finding, place: string): string {
  const { severity, rule, message, fix, confidence, functions, chain } = finding;
  const sure = confidence === "high" ? "" : ` (${confidence} confidence)`;
  const via =
    chain.length === 0 ? [] : [`via ${chain.map(({ label, path }) => code(label || path)).join(" → ")}`];
  const where = [
    place === "" ? "" : code(place),
    functions.length === 0 ? "" : functions.map(code).join(", "),
  ];
  return [
    `<details><summary>${ICONS[severity]} <b>${rule}</b>${sure}: ${text(message)}</summary>`,
    "",
    where.filter((one) => one !== "").join(" · "),
    ...via.flatMap((line) => ["", line]),
    "",
    `**Fix:** ${text(fix)}`,
    "",
    "</details>",
  ].join("\n");
}

/** As many blocks as fit; how many don't is said. */
function fitting(blocks: readonly string[], room: number): string[] {
  const kept: string[] = [];
  let used = 0;
  for (const block of blocks) {
    used += block.length + 2;
    if (used > room) return [...kept, `… and ${counted(blocks.length - kept.length, "more finding")}.`];
    kept.push(block);
  }
  return kept;
}

function placeText({ path, line }: { readonly path: string; readonly line: number | null }): string {
  return line === null ? path : `${path}:${line}`;
}

function size(bytes: number | null): string {
  return bytes === null ? "–" : formatBytes(bytes);
}
