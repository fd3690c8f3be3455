import picocolors from "picocolors";
import type { Severity } from "../finding.js";
import { formatBytes } from "../format-bytes.js";
import type { Report, ReportedFunction } from "../report.js";
import type { ReporterOptions } from "./reporter.js";

export type Colors = ReturnType<typeof picocolors.createColors>;

/** What the parts of the text report write with. */
export interface Page {
  readonly colors: Colors;
  readonly width: number;
  readonly quiet: boolean;
}

/** Narrower terminals get lines of this width: below it nothing can be read anyway. */
const NARROWEST = 30;

export function createPage(options: Pick<ReporterOptions, "color" | "width"> & { quiet?: boolean }): Page {
  return {
    colors: picocolors.createColors(options.color),
    width: Math.max(NARROWEST, options.width),
    quiet: options.quiet ?? false,
  };
}

/**
 * Text in lines no wider than the page, all but the first with a hanging indent. Words that are wider
 * (paths) stay whole, to be clicked on.
 */
export function wrapped(text: string, page: Page, indent: number, hanging = indent): string[] {
  const lines = broken(text, page.width - hanging);
  const [first = "", ...rest] = lines;
  if (indent === hanging) return lines.map((line) => " ".repeat(indent) + line);
  const label = " ".repeat(indent) + first;
  return [label, ...rest.map((line) => " ".repeat(hanging) + line)];
}

const ESCAPE = "\u001B";
const COLOR = new RegExp(`${ESCAPE}\\[\\d+m`, "g");
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}]/gu;

/** By hand: a library that segments graphemes takes longer to start than the whole report takes to write. */
function broken(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  let used = 0;
  for (const word of text.split(/ +/)) {
    const plain = word.replace(COLOR, "");
    const wide = columns(plain) + (plain.match(WIDE)?.length ?? 0);
    const fits = used + 1 + wide <= width;
    if (line === "" || !fits) {
      if (line !== "") lines.push(line);
      line = word;
      used = wide;
    } else {
      line += ` ${word}`;
      used += 1 + wide;
    }
  }
  return [...lines, line];
}

/** Parts with " · " between them, broken only between parts. */
export function joined(parts: readonly string[], page: Page, indent: number): string[] {
  const lines: string[] = [];
  let current = "";
  for (const part of parts) {
    const longer = current === "" ? part : `${current} · ${part}`;
    if (current !== "" && columns(longer) > page.width - indent) {
      lines.push(current);
      current = part;
    } else {
      current = longer;
    }
  }
  if (current !== "") lines.push(current);
  return lines.flatMap((line) => wrapped(line, page, indent));
}

/** Columns of a text without colours, counted by code point. */
export function columns(text: string): number {
  return [...text].length;
}

/** Padded to its column; a text that is too wide loses its middle, since the ends of a path say most. */
export function fitted(text: string, width: number): string {
  const characters = [...text];
  if (characters.length <= width) return text + " ".repeat(width - characters.length);
  const tail = Math.floor((width - 1) / 2);
  const head = width - 1 - tail;
  return `${characters.slice(0, head).join("")}…${tail === 0 ? "" : characters.slice(-tail).join("")}`;
}

/** "1 error", "3 errors". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** "2 errors, 1 info in 3 functions"; what is written may be decorated by severity. */
export function summaryText(
  { summary }: Pick<Report, "summary">,
  decorate = (_: Severity | "none", text: string): string => text,
): string {
  const found = (["error", "warning", "info"] as const).flatMap((severity) => {
    const count = summary[`${severity}s`];
    return count === 0 ? [] : [decorate(severity, counted(count, severity))];
  });
  const what = found.length === 0 ? decorate("none", "no findings") : found.join(", ");
  return `${what} in ${counted(summary.functions, "function")}`;
}

/** What its author calls a function: the construct rather than the id that CDK makes of it. */
export function shownName({ constructPath, name }: Pick<ReportedFunction, "constructPath" | "name">): string {
  return constructPath ?? name;
}

export function bytes(value: number | null): string {
  return value === null ? "unknown" : formatBytes(value);
}

export function inSeverityColor(severity: Severity, text: string, { red, yellow, blue }: Colors): string {
  return { error: red, warning: yellow, info: blue }[severity](text);
}
