import { packagePath } from "../artifact/package-path.js";
import type { BundleSections } from "../artifact/packages.js";
import { inputPackage } from "./metafile-keys.js";
import type { GraphRoot, ImportEdge, Module, ModuleGraph } from "./module-graph.js";
import { reach, sourcesOf } from "./reach.js";
import { scanImports } from "./scan.js";
import { upwardsCut } from "./source-map-names.js";
import { parseSourceMap } from "./source-map-parse.js";
import { type Originals, originalsOf, resolveBare, resolveRelative } from "./source-map-resolve.js";
import { inlineSourceMap, sourceMapComment } from "./source-map-url.js";

/** A bundle that is known by its source map only. */
export interface MappedBundle {
  /** For errors. */
  readonly path: string;
  readonly code: Buffer;
  /** Null: the bundle's inline map. */
  readonly map: Buffer | null;
  readonly sections: BundleSections;
}

/**
 * The module graph of a bundle with a source map: its sections as modules, edges from the imports in the map's
 * `sourcesContent`. Null without a map.
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
export function sourceMapGraph(bundle: MappedBundle, functionIds: readonly string[]): ModuleGraph | null {
  const contents = originalTexts(bundle);
  if (contents === null) return null;
  const paths = bundle.sections.sections.map(({ path }) => path);
  const packageIds = paths.map(inputPackage);
  const originals = originalsOf(paths, packageIds);
  const found = paths.map((path) => importsOf(contents.get(path), path));
  const inside = insideEdges(originals, found, packageIds);
  const entries = packageEntries(originals, inside);
  const edges = found.map((imports, at) =>
    imports.flatMap((item) => edgesOf(originals, paths[at] ?? "", item, entries)),
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
  const modules = bundle.sections.sections.map(
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
    paths.every((path) => contents.has(path));
  return { modules, roots: graphRoots, initKnown };
}

/** What compilers import for their output (TypeScript's `importHelpers`); no original says so. Always static. */
const COMPILER_HELPERS = new Set(["tslib", "@babel/runtime", "@swc/helpers"]);

function isCompilerHelper(packageId: string | null): boolean {
  return packageId !== null && COMPILER_HELPERS.has(packagePath(packageId)?.name ?? "");
}

/**
 * The originals' texts by path, as far as the map has them, under the sections' names too; null without a map. Throws
 * InputError for no map.
 */
export function originalTexts({
  code,
  map,
  path,
  sections,
}: MappedBundle): ReadonlyMap<string, string> | null {
  const comment = map === null ? sourceMapComment(code) : null;
  const bytes = map ?? (comment === null ? null : inlineSourceMap(code, comment));
  if (bytes === null) return null;
  const parsed = parseSourceMap(bytes, path, "contents");
  const contents = new Map<string, string>();
  for (const [at, original] of parsed.paths.entries()) {
    const content = parsed.contents[at];
    if (original === null || typeof content !== "string") continue;
    contents.set(original, content);
    // Sections that were cut at path comments are named relative to the build's folder, not the map's.
    const short = upwardsCut(original);
    if (!contents.has(short)) contents.set(short, content);
  }
  // A build that was written outside of its project has the way there in its map: `../../home/me/shop/src/a.ts`.
  for (const { path: name } of sections.sections) {
    if (contents.has(name)) continue;
    const ending = [...contents.keys()].filter((original) => original.endsWith(`/${name}`));
    const texts = new Set(ending.map((original) => contents.get(original)));
    const [text] = texts;
    if (text !== undefined && texts.size === 1) contents.set(name, text);
  }
  return contents;
}

type FoundImport = Omit<ImportEdge, "target">;

function importsOf(content: string | undefined, path: string): readonly FoundImport[] {
  if (content === undefined || path.endsWith(".json")) return [];
  return scanImports(content, "unknown", path).imports.map(({ specifier, timing, optional, syntax }) => ({
    specifier,
    timing,
    optional,
    syntax,
  }));
}

function isRelative(specifier: string): boolean {
  return specifier === "." || specifier === ".." || specifier.startsWith("./") || specifier.startsWith("../");
}

/** Targets of relative imports that stay in their package, by module. */
function insideEdges(
  originals: Originals,
  found: readonly (readonly FoundImport[])[],
  packageIds: readonly (string | null)[],
): readonly (readonly number[])[] {
  return found.map((imports, at) =>
    imports.flatMap(({ specifier }) => {
      const target = isRelative(specifier)
        ? resolveRelative(originals, originals.paths[at] ?? "", specifier)
        : null;
      return target === null || packageIds[target] !== packageIds[at] ? [] : [target];
    }),
  );
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

function edgesOf(
  originals: Originals,
  importer: string,
  item: FoundImport,
  entries: (id: string) => readonly number[],
): ImportEdge[] {
  if (!isRelative(item.specifier)) {
    const targets = resolveBare(originals, importer, item.specifier, entries);
    return targets.length === 0
      ? [{ ...item, target: null }]
      : targets.map((target) => ({ ...item, target }));
  }
  const target = resolveRelative(originals, importer, item.specifier);
  // A barrel without bytes: what it re-exports is found as its package's or the user's unimported modules.
  return target === null ? [] : [{ ...item, target }];
}

function targetsOf(edges: readonly ImportEdge[] | undefined): readonly number[] {
  return (edges ?? []).flatMap(({ target }) => (target === null ? [] : [target]));
}
