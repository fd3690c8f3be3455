import type { ChainStep, Finding, Location } from "../finding.js";
import { listed } from "../name-list.js";
import { bytes, inSeverityColor, type Page, wrapped } from "./page.js";

/** A chain longer than this loses its middle. */
const STEPS_SHOWN = 6;
const NAMES_SHOWN = 5;

export function findingLines(finding: Finding, otherFunctions: readonly string[], page: Page): string[] {
  const { dim, bold } = page.colors;
  const sure = finding.confidence === "high" ? "" : dim(` (${finding.confidence} confidence)`);
  const title = `${inSeverityColor(finding.severity, finding.severity, page.colors)} ${bold(finding.rule)}${sure}`;
  return [
    ...wrapped(title, page, 2),
    ...(finding.location === null ? [] : wrapped(locationText(finding.location), page, 4)),
    ...wrapped(finding.message, page, 4),
    ...wrapped(chainText(finding.chain), page, 4, 6).filter((line) => line.trim() !== ""),
    ...labelled("saves", savedText(finding), page),
    ...labelled("fix", finding.fix, page),
    ...labelled("also in", listed(otherFunctions, NAMES_SHOWN), page),
  ];
}

function labelled(label: string, text: string, page: Page): string[] {
  if (text === "") return [];
  return wrapped(`${page.colors.green(`${label}:`)} ${text}`, page, 4, 6);
}

/** `src/a.ts:3:1`, as terminals make it a link. */
function placeText(place: {
  readonly path: string;
  readonly line: number | null;
  readonly column: number | null;
}) {
  const line = place.line === null ? "" : `:${place.line}`;
  const column = place.line === null || place.column === null ? "" : `:${place.column}`;
  return `${place.path}${line}${column}`;
}

function locationText(location: Location): string {
  return `${placeText(location)}${location.inside === null ? "" : ` in ${location.inside}`}`;
}

function chainText(chain: readonly ChainStep[]): string {
  if (chain.length === 0) return "";
  const steps = chain.map((step) => {
    const place = placeText(step);
    return step.label === "" || step.label === step.path ? place : `${step.label} (${place})`;
  });
  const hidden = steps.length - STEPS_SHOWN;
  const shown =
    hidden <= 1 ? steps : [...steps.slice(0, STEPS_SHOWN - 3), `… ${hidden} more …`, ...steps.slice(-3)];
  return `via: ${shown.join(" → ")}`;
}

/** Savings stand side by side: an artifact's bytes and init's are not added up. */
function savedText({ saved }: Finding): string {
  return [
    saved.artifactBytes === null ? "" : `${bytes(saved.artifactBytes)} of the artifact`,
    saved.zippedBytes === null ? "" : `${bytes(saved.zippedBytes)} zipped`,
    saved.initBytes === null ? "" : `${bytes(saved.initBytes)} of init`,
  ]
    .filter((part) => part !== "")
    .join(", ");
}
