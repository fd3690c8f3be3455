import type { Comparison, FunctionChange } from "../baseline/compare-reports.js";
import type { Finding } from "../finding.js";
import { formatBytes } from "../format-bytes.js";
import { counted, createPage, type Page, wrapped } from "./page.js";
import { printableDeep } from "./printable.js";

/** More packages than this are counted, not named. */
const PACKAGES_SHOWN = 8;

/** For people: functions that changed, with the packages that did it, then findings that came and went. */
export function comparisonText(unsafe: Comparison, width: number): string {
  const comparison = printableDeep(unsafe);
  const page = createPage({ color: false, width });
  const changed = comparison.functions.filter(hasChanged);
  const same = comparison.functions.length - changed.length;
  const sections = [
    ...changed.map((change) => functionLines(change, page)),
    findingLines("new findings", comparison.added, page),
    findingLines("findings that are gone", comparison.gone, page),
  ].filter((lines) => lines.length > 0);
  const summary = `${counted(changed.length, "function")} changed, ${same} as before; ${counted(comparison.added.length, "new finding")}, ${comparison.gone.length} gone`;
  return `${[...sections.map((lines) => lines.join("\n")), summary].join("\n\n")}\n`;
}

export function hasChanged({ before, after, packages }: FunctionChange): boolean {
  if (before === null || after === null) return true;
  return (
    before.total !== after.total ||
    before.zip !== after.zip ||
    before.init !== after.init ||
    packages.length > 0
  );
}

function functionLines({ id, before, after, packages, newDuplicates }: FunctionChange, page: Page): string[] {
  if (before === null || after === null) {
    const sizes = after ?? before;
    const what = before === null ? "new" : "gone";
    return wrapped(`${id}: ${what}, ${formatBytes(sizes?.total ?? 0)} unzipped`, page, 0, 2);
  }
  const sizes = [
    ["unzipped", before.total, after.total],
    ["zipped", before.zip, after.zip],
    ["init", before.init, after.init],
  ] as const;
  const hidden = packages.length - PACKAGES_SHOWN;
  return [
    id,
    ...sizes
      .filter(([, old, now]) => old !== null || now !== null)
      .flatMap(([name, old, now]) => wrapped(`${name} ${changeText(old, now)}`, page, 2)),
    ...packages
      .slice(0, hidden <= 1 ? packages.length : PACKAGES_SHOWN)
      .flatMap((one) => wrapped(`${one.name} ${packageText(one.before, one.after)}`, page, 4)),
    ...(hidden <= 1 ? [] : [`    and ${hidden} more packages`]),
    ...newDuplicates.flatMap(({ name, before: old, after: now }) =>
      wrapped(`${name} is now there ${now} times (before: ${old})`, page, 4),
    ),
  ];
}

function findingLines(title: string, findings: readonly Finding[], page: Page): string[] {
  if (findings.length === 0) return [];
  const lines = findings.flatMap(({ severity, rule, message, location }) =>
    wrapped(`${severity} ${rule}: ${message}${location === null ? "" : ` (${location.path})`}`, page, 2, 4),
  );
  return [`${title}:`, ...lines];
}

/** "1.20 MB, was 1.00 MB (+20.0%)"; "unknown" where either is. */
function changeText(before: number | null, after: number | null): string {
  if (after === null) return "unknown";
  if (before === null) return `${formatBytes(after)}, was unknown`;
  if (before === after) return `${formatBytes(after)}, as before`;
  return `${formatBytes(after)}, was ${formatBytes(before)} (${shareText(before, after)})`;
}

export function packageText(before: number, after: number): string {
  if (before === 0) return `is new: ${formatBytes(after)}`;
  if (after === 0) return `left: ${formatBytes(before)}`;
  return changeText(before, after);
}

/** "+20.0%", "−3.1%"; in bytes where there was nothing before. */
export function shareText(before: number, after: number): string {
  const sign = after < before ? "−" : "+";
  if (before === 0) return `${sign}${formatBytes(after)}`;
  return `${sign}${Math.abs((after / before - 1) * 100).toFixed(1)}%`;
}
