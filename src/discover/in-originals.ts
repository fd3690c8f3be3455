import type { CodeModel, CodeRange } from "../code/code-model.js";
import type { BundleModules } from "../graph/bundle-graph.js";

interface At {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

/**
 * What was found in bundles, at the places where it lies in their originals, as far as their maps say: a map without
 * contents still has the lines.
 * @param bundles by the path that the model has
 */
export async function inOriginals(
  model: CodeModel,
  bundles: ReadonlyMap<string, BundleModules>,
): Promise<CodeModel> {
  const places = new Map<string, At | null>();
  const wanted: At[] = [];
  // A comment in the bundle itself speaks of the bundle's lines.
  const commented = new Set(model.suppressions.map(({ range }) => range.path));
  for (const at of reported(model)) {
    if (!bundles.has(at.path) || commented.has(at.path) || places.has(keyOf(at))) continue;
    places.set(keyOf(at), null);
    wanted.push(at);
  }
  if (wanted.length === 0) return model;
  for (const [path, bundle] of bundles) {
    const own = wanted.filter((at) => at.path === path);
    const found = own.length === 0 ? undefined : await bundle.places?.(own);
    for (const [index, at] of own.entries()) places.set(keyOf(at), found?.[index] ?? null);
  }
  const moved = (range: CodeRange): CodeRange => {
    const at = places.get(keyOf(range)) ?? null;
    return at === null ? range : { ...at, endLine: at.line, endColumn: at.column };
  };
  return {
    ...model,
    constructions: model.constructions.map((one) => ({
      ...one,
      range: moved(one.range),
      chain: one.chain.map((step) => ({ ...step, ...(isPlace(step) ? places.get(keyOf(step)) : null) })),
    })),
    imports: model.imports.map((one) => ({
      ...one,
      range: moved(one.range),
      firstUse: one.firstUse === null ? null : moved(one.firstUse),
      others: one.others.map(moved),
    })),
    dynamicImports: model.dynamicImports.map((one) => ({
      ...one,
      range: moved(one.range),
      staticImport: one.staticImport === null ? null : moved(one.staticImport),
    })),
  };
}

/** Paths of the files in which something was found, or through which a chain leads there. */
export function placesIn(model: CodeModel): ReadonlySet<string> {
  return new Set(reported(model).map(({ path }) => path));
}

function reported({ constructions, imports, dynamicImports }: CodeModel): readonly At[] {
  return [
    ...constructions.flatMap(({ range, chain }) => [range, ...chain.filter(isPlace)]),
    ...imports.flatMap(({ range, firstUse, others }) => [
      range,
      ...others,
      ...(firstUse === null ? [] : [firstUse]),
    ]),
    ...dynamicImports.flatMap(({ range, staticImport }) => [
      range,
      ...(staticImport === null ? [] : [staticImport]),
    ]),
  ];
}

function isPlace<T extends { path: string | null; line: number | null; column: number | null }>(
  step: T,
): step is T & At {
  return step.path !== null && step.line !== null && step.column !== null;
}

function keyOf({ path, line, column }: At): string {
  return `${path}:${line}:${column}`;
}
