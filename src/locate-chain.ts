import type { ChainStep, Location } from "./finding.js";
import type { ImportStep } from "./graph/import-chain.js";
import { scanImports } from "./graph/scan.js";
import type { ModuleSource, Subject } from "./subject/subject.js";

/**
 * The same chain with the lines of the import statements, where the sources are at hand; `note` is told of each.
 */
export async function locateChain(
  chain: readonly ImportStep[],
  subject: Subject,
  note: (source: ModuleSource) => void,
): Promise<readonly ChainStep[]> {
  const located: ChainStep[] = [];
  for (const { specifier, ...step } of chain) {
    const source = await subject.source(step.path);
    if (source !== null) note(source);
    const place = source === null || specifier === null ? null : findImport(source, specifier);
    located.push(source === null ? step : { ...step, path: source.path, ...place });
  }
  return located;
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

function findImport(
  { text, path }: ModuleSource,
  specifier: string,
): { line: number; column: number } | null {
  const found = scanImports(text, "unknown", path).imports.find((one) => one.specifier === specifier);
  if (found === undefined) return null;
  const before = text.slice(0, found.offset).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
