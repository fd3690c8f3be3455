import { posix } from "node:path";
import type { ImportScan } from "./import-scan.js";

/**
 * Files that import one of these, directly or through others, and these themselves (absolute paths). A file is only
 * scanned when its text has the name of a file that it would have to import.
 */
export function importersOf(changed: readonly string[], scan: ImportScan): ReadonlySet<string> {
  const { sources, resolver } = scan;
  const reached = new Set(changed);
  for (const file of reached) {
    const name = nameInSpecifiers(file);
    for (const candidate of sources.paths) {
      if (reached.has(candidate) || !(sources.read(candidate)?.includes(name) ?? false)) continue;
      const imports = scan.specifiersOf(candidate).some((specifier) => {
        const target = resolver.resolve(specifier, candidate);
        return (
          target === file || (target === null && resolver.resolvePattern(specifier, candidate).includes(file))
        );
      });
      if (imports) reached.add(candidate);
    }
  }
  return reached;
}

/** What a specifier that leads to a file ends in: "./orders", "./orders.js"; of an index file the folder. */
function nameInSpecifiers(file: string): string {
  const stem = posix.basename(file).replace(/\.[cm]?[jt]sx?$/, "");
  // An index may be asked for as "." or by a package's own name: nothing of the path is sure to be written.
  return stem === "index" ? "" : stem;
}
