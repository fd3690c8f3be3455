import type { BudgetResult, Report, ReportedArtifact, ReportedFunction } from "../report.js";
import { bytes, counted, joined, type Page, shownName, wrapped } from "./page.js";

/** Name, handler and runtime, then the sizes. */
export function functionHeader(
  fn: ReportedFunction,
  artifact: ReportedArtifact | undefined,
  page: Page,
): string[] {
  const name = shownName(fn);
  const known = [fn.handler, fn.runtime, fn.architecture].filter((part) => part !== null);
  const memory = fn.memory === null ? [] : [`${fn.memory} MB`];
  const [first = "", ...more] = joined([name, ...known, ...memory], { ...page, width: page.width - 2 }, 0);
  const { bold } = page.colors;
  const title = first.startsWith(name) ? bold(name) + first.slice(name.length) : bold(first);
  return [title, ...more.map((line) => `  ${line}`), ...joined(sizes(fn, artifact), page, 2)];
}

function sizes(fn: ReportedFunction, artifact: ReportedArtifact | undefined): string[] {
  // Source has no sizes that anybody ships.
  if (artifact?.kind === "source") return [];
  const own = artifact?.unzippedBytes ?? fn.totalUnzippedBytes;
  const layers = fn.totalUnzippedBytes - own;
  return [
    ...(artifact?.zippedBytes == null ? [] : [`${bytes(artifact.zippedBytes)} zipped`]),
    `${bytes(own)} unzipped${layers > 0 ? ` (${bytes(fn.totalUnzippedBytes)} with layers)` : ""}`,
    fn.init === null
      ? "init unknown"
      : `init ${bytes(fn.init.bytes)} in ${counted(fn.init.modules, "module")}`,
  ];
}

/** Each budget of a function with its size and maximum. */
export function budgetLines(report: Report, functionId: string, page: Page): string[] {
  return report.budgets
    .filter((budget) => budget.function === functionId)
    .flatMap((budget) => {
      const { red, yellow, green, dim } = page.colors;
      const color = { error: red, warning: yellow, ok: green, unknown: dim }[budget.status];
      const size =
        budget.actual === null ? [] : [`${budget.estimated ? "about " : ""}${bytes(budget.actual)}`];
      const what = `budget ${budget.type}${budget.name === null ? "" : ` ${budget.name}`}`;
      const held = [...size, ...maximumText(budget)].join(" ");
      return wrapped(`${what}: ${held}, ${color(statusText(budget))}`, page, 2, 4);
    });
}

const STATUS: Readonly<Record<BudgetResult["status"], string>> = {
  ok: "ok",
  warning: "over (warning)",
  error: "over (error)",
  unknown: "size unknown",
};

/** A limit on growth alone has no maximum before there is a baseline. */
function hasMaximum({ maximumWarning, maximumError }: BudgetResult): boolean {
  return maximumWarning !== null || maximumError !== null;
}

function statusText(budget: BudgetResult): string {
  return hasMaximum(budget) ? STATUS[budget.status] : "no baseline to grow from";
}

function maximumText(budget: BudgetResult): string[] {
  const maxima = [budget.maximumWarning, budget.maximumError].filter((maximum) => maximum !== null);
  return hasMaximum(budget) ? [`of ${[...new Set(maxima)].map(bytes).join(" / ")}`] : [];
}
