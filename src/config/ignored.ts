import type { Finding } from "../finding.js";
import type { IgnoreEntry } from "./config.js";
import { matchesPackage, matchesPath } from "./globs.js";

/**
 * The entry that leaves a finding out, null when none does. All that an entry sets must match; a path is
 * compared with the finding's file and with the archive or artifact that holds it. `toConfigFolder` turns a
 * path of the report (relative to the working directory) into one relative to the config's folder.
 */
export function ignoredBy(
  finding: Pick<Finding, "rule" | "location" | "packages" | "artifact">,
  entries: readonly IgnoreEntry[],
  toConfigFolder: (path: string) => string = (path) => path,
): IgnoreEntry | null {
  const { location } = finding;
  const paths = [
    ...(location === null ? [] : [location.inside === null ? toConfigFolder(location.path) : location.path]),
    ...(location?.inside == null ? [] : [toConfigFolder(location.inside)]),
    ...(finding.artifact === null ? [] : [toConfigFolder(finding.artifact)]),
  ];
  const matches = (entry: IgnoreEntry): boolean =>
    (entry.rule === null || entry.rule === finding.rule) &&
    (entry.path === null || paths.some((path) => matchesPath(entry.path ?? "", path))) &&
    (entry.package === null || finding.packages.some((name) => matchesPackage(entry.package ?? "", name)));
  return entries.find(matches) ?? null;
}
