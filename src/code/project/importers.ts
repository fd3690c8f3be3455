import type { ImportScan } from "./import-scan.js";

/**
 * Files that import one of these, directly or through others, and these themselves (absolute paths). Every file's
 * imports are resolved: an alias, a package's name or a template names nothing of the path it leads to.
 */
export function importersOf(changed: readonly string[], scan: ImportScan): ReadonlySet<string> {
  if (changed.length === 0) return new Set();
  const importers = new Map<string, string[]>();
  for (const file of scan.sources.paths) {
    for (const target of importedFiles(file, scan)) {
      const known = importers.get(target);
      if (known === undefined) importers.set(target, [file]);
      else known.push(file);
    }
  }
  const reached = new Set(changed);
  for (const file of reached) for (const importer of importers.get(file) ?? []) reached.add(importer);
  return reached;
}

function importedFiles(file: string, scan: ImportScan): string[] {
  const { resolver } = scan;
  return scan.specifiersOf(file).flatMap((specifier) => {
    const target = resolver.resolve(specifier, file);
    return target === null ? resolver.resolvePattern(specifier, file) : [target];
  });
}
