import type { Finding, Location } from "../finding.js";
import type { Report } from "../report.js";

/** Where a code host shows a finding: a file of the repository, 1-based; null fields for a whole file. */
export type Place = Omit<Location, "inside">;

/**
 * A finding's own place when that is a file of the user's; of what is said about an artifact, or lies in an archive, the
 * first step of its chain that is, else the handler's source, the template, the config. An artifact's own path last.
 */
export function placesOf(report: Report, config: string | null): (finding: Finding) => Place {
  const built = new Set(report.artifacts.filter(({ kind }) => kind !== "source").map(({ path }) => path));
  const functions = new Map(report.functions.map((fn) => [fn.id, fn]));
  const isShown = (path: string) => !built.has(path) && ![...built].some((folder) => isBelow(path, folder));
  return (finding) => {
    const { location, chain } = finding;
    const isOnDisk = location !== null && location.inside === null;
    if (isOnDisk && (location.line !== null || isShown(location.path))) {
      const { inside: _, ...place } = location;
      return place;
    }
    const step = isOnDisk ? chain.find(({ path }) => isShown(path)) : undefined;
    if (step !== undefined)
      return { path: step.path, line: step.line, column: step.column, endLine: null, endColumn: null };
    const [first] = finding.functions;
    const fn = first === undefined ? undefined : functions.get(first);
    const candidates = [fn?.source ?? null, fn?.template ?? null, config];
    const path = candidates.find((one) => one !== null && isShown(one)) ?? location?.path ?? ".";
    return { path, line: null, column: null, endLine: null, endColumn: null };
  };
}

/** Bundles and folders lie in the repository only where nobody ignores them. */
function isBelow(path: string, folder: string): boolean {
  return folder !== "." && path.startsWith(`${folder}/`);
}
