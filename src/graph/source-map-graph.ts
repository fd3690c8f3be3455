import { packagePath } from "../artifact/package-path.js";
import type { BundleSections } from "../artifact/packages.js";
import type { OriginalTexts } from "./bundle-graph.js";
import { inputPackage } from "./metafile-keys.js";
import type { GraphRoot, ImportEdge, Module, ModuleGraph } from "./module-graph.js";
import { reach, sourcesOf } from "./reach.js";
import { scanOriginal } from "./scan.js";
import { upwardsCut } from "./source-map-names.js";
import type { SourceMap } from "./source-map-parse.js";
import { type Originals, originalsOf, resolveBare, resolveRelative } from "./source-map-resolve.js";

/**
 * The module graph of a bundle with a source map: its sections as modules, edges from the imports in the map's
 * `sourcesContent`.
 *
 * An approximation. Originals without bytes (barrels that only re-export, type-only files) are in no map, so an
 * import of one is led to what may lie behind it: a package's modules that nobody inside the package imports. Which `exports` condition was taken is not known, nor whether an import was
 * tree-shaken. There are more edges than in truth, so retained sizes of packages are lower bounds.
 *
 * Roots are the user's own modules that nobody imports. `initKnown` is true only when every module has its content,
 * one root leads to all of them and none but a compiler's helpers was lost behind a missing original: else some
 * timing would be a guess.
 * @throws InputError when the map is none
 */
export function sourceMapGraph(
  map: SourceMap,
  { sections }: BundleSections,
  functionIds: readonly string[],
): ModuleGraph {
  const texts = originalTexts(map, sections);
  const paths = sections.map(({ path }) => path);
  const packageIds = paths.map(inputPackage);
  const originals = originalsOf(paths, packageIds);
  const isKnown: boolean[] = [];
  const found = paths.map((path) => {
    const text = texts.get(path);
    isKnown.push(text !== undefined);
    return importsOf(text, path);
  });
  const relative = found.map((imports, at) =>
    imports.map(({ specifier }) =>
      isRelative(specifier) ? resolveRelative(originals, paths[at] ?? "", specifier) : null,
    ),
  );
  const inside = relative.map((targets, at) =>
    targets.flatMap((target) => (target === null || packageIds[target] !== packageIds[at] ? [] : [target])),
  );
  const entries = packageEntries(originals, inside);
  const edges = found.map((imports, at) =>
    imports.flatMap((item, index): ImportEdge[] => {
      if (!isRelative(item.specifier)) return bareEdges(originals, paths[at] ?? "", item, entries);
      const target = relative[at]?.[index] ?? null;
      // A barrel without bytes: what it re-exports is found as its package's or the user's unimported modules.
      return target === null ? [] : [{ ...item, target }];
    }),
  );

  const own = paths.flatMap((_, at) => (packageIds[at] === null ? [at] : []));
  const roots = sourcesOf(own.length > 0 ? own : paths.map((_, at) => at), (at) => targetsOf(edges[at]));
  const reached = reach(roots, (at) => targetsOf(edges[at]));
  const lost = paths.flatMap((_, at) => (reached.has(at) ? [] : [at]));
  const [first] = roots;
  if (first !== undefined) {
    for (const target of sourcesOf(lost, (at) => targetsOf(edges[at]))) {
      edges[first]?.push({
        specifier: paths[target] ?? "",
        target,
        timing: "static",
        optional: false,
        syntax: "import",
      });
    }
  }
  const modules = sections.map(
    ({ path, bytes }, at): Module => ({
      path,
      bytes,
      packageId: packageIds[at] ?? null,
      imports: edges[at] ?? [],
    }),
  );
  const graphRoots = functionIds.flatMap((functionId) =>
    roots.map((module): GraphRoot => ({ functionId, module })),
  );
  const initKnown =
    lost.every((at) => isCompilerHelper(packageIds[at] ?? null)) &&
    roots.length === 1 &&
    isKnown.every((known) => known);
  return { modules, roots: graphRoots, initKnown };
}

/** What compilers import for their output (TypeScript's `importHelpers`); no original says so. Always static. */
const COMPILER_HELPERS = new Set(["tslib", "@babel/runtime", "@swc/helpers"]);

function isCompilerHelper(packageId: string | null): boolean {
  return packageId !== null && COMPILER_HELPERS.has(packagePath(packageId)?.name ?? "");
}

/** The originals' texts by path, under the sections' names too, made anew each time. */
export function originalTexts(map: SourceMap, sections: BundleSections["sections"]): OriginalTexts {
  const byPath = new Map<string, number>();
  for (const [at, original] of map.paths.entries()) {
    if (original === null || !map.hasContent(at)) continue;
    byPath.set(original, at);
    // Sections that were cut at path comments are named relative to the build's folder, not the map's.
    const short = upwardsCut(original);
    if (!byPath.has(short)) byPath.set(short, at);
  }
  // A build that was written outside of its project has the way there in its map: `../../home/me/shop/src/a.ts`.
  for (const { path: name } of sections) {
    if (byPath.has(name)) continue;
    const ending = new Set<number>();
    for (const [original, at] of byPath) if (original.endsWith(`/${name}`)) ending.add(at);
    const [first] = ending;
    if (first !== undefined && new Set([...ending].map(map.content)).size === 1) byPath.set(name, first);
  }
  return {
    get(path) {
      const at = byPath.get(path);
      return at === undefined ? undefined : (map.content(at) ?? undefined);
    },
  };
}

type FoundImport = Omit<ImportEdge, "target">;

function importsOf(content: string | undefined, path: string): readonly FoundImport[] {
  if (content === undefined || path.endsWith(".json")) return [];
  return scanOriginal(content, path).imports.map(({ specifier, timing, optional, syntax }) => ({
    specifier,
    timing,
    optional,
    syntax,
  }));
}

function isRelative(specifier: string): boolean {
  return specifier === "." || specifier === ".." || specifier.startsWith("./") || specifier.startsWith("../");
}

/** The modules of a package that nobody inside it imports, each package worked out once. */
function packageEntries(
  originals: Originals,
  inside: readonly (readonly number[])[],
): (id: string) => readonly number[] {
  const known = new Map<string, readonly number[]>();
  return (id) => {
    const entries = known.get(id) ?? sourcesOf(originals.packages.get(id) ?? [], (at) => inside[at] ?? []);
    known.set(id, entries);
    return entries;
  };
}

function bareEdges(
  originals: Originals,
  importer: string,
  item: FoundImport,
  entries: (id: string) => readonly number[],
): ImportEdge[] {
  const targets = resolveBare(originals, importer, item.specifier, entries);
  return targets.length === 0 ? [{ ...item, target: null }] : targets.map((target) => ({ ...item, target }));
}

function targetsOf(edges: readonly ImportEdge[] | undefined): readonly number[] {
  return (edges ?? []).flatMap(({ target }) => (target === null ? [] : [target]));
}
