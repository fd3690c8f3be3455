import { formatBytes } from "../../../format-bytes.js";
import type { PageArtifact, PageFinding, PageGroup } from "../page-data.js";
import { make } from "./element.js";

const MODULES_SHOWN = 12;

export interface Selection {
  readonly group: PageGroup;
  readonly artifact: PageArtifact;
  readonly findings: readonly PageFinding[];
}

/** Why a package is in there, what it costs, its other copies, and what was found about it. */
export function showDetails(panel: HTMLElement, { group, artifact, findings }: Selection): void {
  const copies = artifact.groups.filter(
    ({ name, id, kind }) => kind === "package" && name === group.name && id !== group.id,
  );
  const about = findings.filter(({ packages }) => packages.includes(group.name));
  const requesters = artifact.groups
    .filter(({ id }) => group.requestedBy.includes(id))
    .map(({ name }) => name);
  panel.replaceChildren(
    make("h3", `${group.name}${group.version === null ? "" : ` ${group.version}`}`),
    facts(group),
    ...section("Why it is in there", "ol", why(group)),
    ...section("Asked for by", "ul", requesters),
    ...section(
      "Other copies",
      "ul",
      copies.map(({ version, id, bytes }) => `${version ?? "unknown version"}, ${formatBytes(bytes)}, ${id}`),
    ),
    ...section(
      "Findings",
      "ul",
      about.map(({ severity, rule, message, fix }) => `${severity} ${rule}: ${message} ${fix}`),
    ),
    ...section("Largest modules", "ul", largest(group)),
  );
}

function why({ kind, chain }: PageGroup): string[] {
  if (kind !== "package") return [];
  return chain.length > 0 ? [...chain] : ["No handler imports it."];
}

function facts(group: PageGroup): HTMLElement {
  const rows: [string, number | null][] = [
    ["unzipped", group.bytes],
    ["zipped", group.zipped],
    ["leaves with it", group.retained],
  ];
  const known = rows.filter((row): row is [string, number] => row[1] !== null);
  return make(
    "dl",
    null,
    ...known.flatMap(([name, bytes]) => [make("dt", name), make("dd", formatBytes(bytes))]),
  );
}

function largest({ modules }: PageGroup): string[] {
  const sorted = modules.toSorted((a, b) => b.bytes - a.bytes);
  const hidden = sorted.length - MODULES_SHOWN;
  const shown = sorted
    .slice(0, MODULES_SHOWN)
    .map(({ path, bytes, loaded }) => `${path}: ${formatBytes(bytes)}${loaded === "lazy" ? ", lazy" : ""}`);
  return hidden > 0 ? [...shown, `and ${hidden} more`] : shown;
}

function section(title: string, list: "ol" | "ul", items: readonly string[]): HTMLElement[] {
  if (items.length === 0) return [];
  return [make("h4", title), make(list, null, ...items.map((item) => make("li", item)))];
}
