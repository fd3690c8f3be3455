import { compareText } from "../finding.js";
import type { ReportedArtifact } from "../report.js";
import { bytes, counted, fitted, type Page } from "./page.js";

const SHOWN = 8;
const NAME_COLUMNS = 38;
const SIZE_COLUMNS = 8;
const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"] as const;

interface Row {
  readonly name: string;
  readonly bytes: number;
}

/** The heaviest packages and what else the bytes are, with bars that compare within the artifact. */
export function packageLines(artifact: ReportedArtifact, page: Page): string[] {
  if (artifact.kind === "source") return [];
  const rows = rowsOf(artifact);
  const most = Math.max(1, ...rows.map((row) => row.bytes));
  const nameColumns = Math.min(NAME_COLUMNS, Math.floor(page.width / 2) - 2);
  const barColumns = page.width - 2 - nameColumns - 1 - SIZE_COLUMNS - 2;
  return rows.map((row) => {
    const drawn = page.colors.cyan(bar(row.bytes / most, barColumns));
    return `  ${fitted(row.name, nameColumns)} ${bytes(row.bytes).padStart(SIZE_COLUMNS)}  ${drawn}`.trimEnd();
  });
}

function rowsOf(artifact: ReportedArtifact): Row[] {
  const heaviest = artifact.packages.toSorted((a, b) => b.bytes - a.bytes || compareText(a.id, b.id));
  const rows: Row[] = heaviest.slice(0, SHOWN).map((pkg) => ({
    name: pkg.version === null ? pkg.name : `${pkg.name} ${pkg.version}`,
    bytes: pkg.bytes,
  }));
  const rest = heaviest.slice(SHOWN);
  const restBytes = rest.reduce((sum, pkg) => sum + pkg.bytes, 0);
  if (rest.length > 0) rows.push({ name: counted(rest.length, "more package"), bytes: restBytes });
  if (artifact.ownBytes > 0) rows.push({ name: "own code and files", bytes: artifact.ownBytes });
  if (artifact.unattributedBytes > 0) rows.push({ name: "of no package", bytes: artifact.unattributedBytes });
  return rows;
}

/** A share of `width` columns, to an eighth of one; what is there at all is never invisible. */
function bar(share: number, width: number): string {
  const eighths = Math.round(share * width * 8);
  if (eighths === 0) return share > 0 ? "▏" : "";
  return "█".repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8];
}
