import { posix } from "node:path";
import type { ImportScan } from "./import-scan.js";

/**
 * Files that import one of these, directly or through others, and these themselves (absolute paths). A file is only
 * scanned when its text has the name of a file that it would have to import.
 */
export function importersOf(changed: readonly string[], scan: ImportScan): ReadonlySet<string> {
  const { sources } = scan;
  const targets = new Map<string, ReadonlySet<string>>();
  const targetsOf = (candidate: string): ReadonlySet<string> => {
    const known = targets.get(candidate) ?? new Set(importedFiles(candidate, scan));
    targets.set(candidate, known);
    return known;
  };
  const reached = new Set(changed);
  for (const file of reached) {
    const name = nameInSpecifiers(file);
    for (const candidate of sources.paths) {
      if (reached.has(candidate) || !(sources.read(candidate)?.includes(name) ?? false)) continue;
      if (targetsOf(candidate).has(file)) reached.add(candidate);
    }
  }
  return reached;
}

function importedFiles(file: string, scan: ImportScan): string[] {
  const { resolver } = scan;
  return scan.specifiersOf(file).flatMap((specifier) => {
    const target = resolver.resolve(specifier, file);
    return target === null ? resolver.resolvePattern(specifier, file) : [target];
  });
}

/** What a specifier that leads to a file ends in: "./orders", "./orders.js"; of an index file the folder. */
function nameInSpecifiers(file: string): string {
  const stem = posix.basename(file).replace(/\.[cm]?[jt]sx?$/, "");
  // An index may be asked for as "." or by a package's own name: nothing of the path is sure to be written.
  return stem === "index" ? "" : stem;
}
