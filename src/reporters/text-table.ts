import type { Finding } from "../finding.js";
import type { Report, ReportedFunction } from "../report.js";
import { bytes, columns, counted, fitted, inSeverityColor, type Page, shownName } from "./page.js";

const SIZE_COLUMNS = 8;
const HEADS = ["zipped", "unzipped", "init"] as const;

/** One line per function: for runs over many. */
export function functionTable(
  report: Report,
  shown: ReadonlyMap<string, readonly Finding[]>,
  page: Page,
): string[] {
  const names = uniqueNames(report.functions);
  const sizeColumns = HEADS.length * (SIZE_COLUMNS + 2);
  const found = report.functions.map((fn) => foundText(shown.get(fn.id) ?? []));
  const foundColumns = Math.max(...found.map(({ plain }) => columns(plain)), 0);
  // On a narrow page the sizes of zip and init give way: names and findings are what one looks for.
  const heads = page.width - 2 - sizeColumns - foundColumns >= 12 ? HEADS : (["unzipped"] as const);
  const nameColumns = Math.min(
    Math.max(8, ...names.map(columns)),
    Math.max(8, page.width - 2 - heads.length * (SIZE_COLUMNS + 2) - foundColumns),
  );
  const zipped = new Map(report.artifacts.map((artifact) => [artifact.id, artifact.zippedBytes]));
  const head = `${" ".repeat(nameColumns)}${heads.map((name) => name.padStart(SIZE_COLUMNS + 2)).join("")}`;
  const lines = report.functions.map((fn, index) => {
    const size = {
      zipped: zipped.get(fn.artifact) ?? null,
      unzipped: fn.totalUnzippedBytes,
      init: fn.init?.bytes ?? null,
    };
    const cells = heads.map((name) =>
      (size[name] === null ? "-" : bytes(size[name])).padStart(SIZE_COLUMNS + 2),
    );
    return `${fitted(names[index] ?? fn.id, nameColumns)}${cells.join("")}  ${painted(found[index], page)}`.trimEnd();
  });
  return [page.colors.dim(head), ...lines];
}

/** Names need not be unique, ids are. */
function uniqueNames(functions: readonly ReportedFunction[]): string[] {
  const times = new Map<string, number>();
  const names = functions.map(shownName);
  for (const name of names) times.set(name, (times.get(name) ?? 0) + 1);
  return functions.map(({ id }, index) => {
    const name = names[index] ?? id;
    return times.get(name) === 1 ? name : id;
  });
}

interface Found {
  readonly worst: Finding["severity"] | null;
  readonly plain: string;
}

function foundText(findings: readonly Finding[]): Found {
  const errors = findings.filter(({ severity }) => severity === "error").length;
  const warnings = findings.filter(({ severity }) => severity === "warning").length;
  if (errors > 0) return { worst: "error", plain: counted(errors, "error") };
  if (warnings > 0) return { worst: "warning", plain: counted(warnings, "warning") };
  return findings.length > 0
    ? { worst: "info", plain: counted(findings.length, "info") }
    : { worst: null, plain: "ok" };
}

function painted(found: Found | undefined, page: Page): string {
  if (found === undefined) return "";
  return found.worst === null
    ? page.colors.green(found.plain)
    : inSeverityColor(found.worst, found.plain, page.colors);
}
