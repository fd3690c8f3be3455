import type { ChainStep, Location } from "./finding.js";
import type { ImportStep } from "./graph/import-chain.js";
import { scanImports } from "./graph/scan.js";
import { type ModuleSource, once, type Subject } from "./subject/subject.js";

/**
 * Gives chains the lines of their import statements, where the sources are at hand; `note` is told of each source.
 * A file is read and scanned once, however many chains go through it: a bundle is in all of them, and large.
 */
export function chainLocator(
  subject: Subject,
  note: (source: ModuleSource) => void,
): (chain: readonly ImportStep[]) => Promise<readonly ChainStep[]> {
  const files = new Map<string, Promise<ImportPlaces | null>>();
  const placesIn = async (path: string): Promise<ImportPlaces | null> => {
    const source = await subject.source(path);
    if (source === null) return null;
    note(source);
    return importPlaces(source);
  };
  return async (chain) => {
    const located: ChainStep[] = [];
    for (const { specifier, ...step } of chain) {
      const file = files.get(step.path) ?? placesIn(step.path);
      files.set(step.path, file);
      const places = await file;
      const place = specifier === null ? null : places?.of(specifier);
      located.push(places === null ? step : { ...step, path: places.path, ...place });
    }
    return located;
  };
}

/** The import statement in the user's own code that a chain hangs on: where somebody can change something. */
export function chainLocation(chain: readonly ChainStep[], archive: string | null): Location | null {
  const step = chain.findLast((one) => one.line !== null && !one.path.includes("node_modules/"));
  if (step === undefined) return null;
  return {
    path: step.path,
    inside: archive,
    line: step.line,
    column: step.column,
    endLine: null,
    endColumn: null,
  };
}

interface ImportPlaces {
  /** The file, as reports show it. */
  readonly path: string;
  /** The first import of a specifier; null when there is none. */
  of(specifier: string): { readonly line: number; readonly column: number } | null;
}

function importPlaces({ text, path }: ModuleSource): ImportPlaces {
  const places = once(() => {
    const found = new Map<string, { readonly line: number; readonly column: number }>();
    let line = 1;
    let lineStart = 0;
    let lineEnd = text.indexOf("\n");
    for (const { specifier, offset } of scanImports(text, "unknown", path).imports) {
      for (; lineEnd !== -1 && lineEnd < offset; lineEnd = text.indexOf("\n", lineStart)) {
        line += 1;
        lineStart = lineEnd + 1;
      }
      if (!found.has(specifier)) found.set(specifier, { line, column: offset - lineStart + 1 });
    }
    return found;
  });
  return { path, of: (specifier) => places().get(specifier) ?? null };
}
