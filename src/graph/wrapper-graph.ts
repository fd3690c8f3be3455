import type { BundleSections } from "../artifact/packages.js";
import { inputPackage } from "./metafile-keys.js";
import type { ImportEdge, Module, ModuleGraph } from "./module-graph.js";
import { reach } from "./reach.js";
import { scanImports } from "./scan.js";
import { upwardsCut } from "./source-map-names.js";
import { callsWrappers, requireName, wrappedModules } from "./wrappers.js";

/**
 * The module graph of an unminified esbuild bundle, by the bundle itself: modules that are wrapped are loaded by calls of
 * their wrappers, all others run with the file.
 *
 * What init loads is exact. How modules without a wrapper import each other isn't told any more: they are the roots, so
 * retained sizes are lower bounds.
 * @param sections cut at the bundle's path comments
 * @returns null where a wrapper is of an unknown kind, or one is called by nobody
 */
export function wrapperGraph(
  code: Buffer,
  { sections }: BundleSections,
  functionIds: readonly string[],
): ModuleGraph | null {
  const index = new Map(sections.map(({ path }, at) => [path, at]));
  const stretches = wrappedModules(code);
  const targets = new Map<string, number>();
  const wrapped = new Set<number>();
  for (const { path, name, body } of stretches) {
    const at = index.get(upwardsCut(path));
    if (at === undefined || (name === null && UNKNOWN_WRAPPER.test(body))) return null;
    if (name === null) continue;
    targets.set(name, at);
    wrapped.add(at);
  }
  const edges: ImportEdge[][] = sections.map(() => []);
  const roots = new Set(sections.keys());
  for (const at of wrapped) roots.delete(at);
  const callsIn = (text: string, path: string): readonly ImportEdge[] => {
    // Most of what is large calls none.
    if (!callsWrappers(text)) return [];
    return scanImports(requireName(text), "cjs", path).imports.flatMap(({ specifier, timing, optional }) => {
      const target = targets.get(specifier);
      const named = target === undefined ? undefined : sections[target]?.path;
      if (target === undefined || named === undefined) return [];
      return [{ specifier: named, target, timing, optional, syntax: "require" as const }];
    });
  };
  for (const { path, name, body, after } of stretches) {
    const at = index.get(upwardsCut(path)) ?? 0;
    const isRunAtOnce = name === null && wrapped.has(at);
    const own = [...(isRunAtOnce ? [] : callsIn(body, path))];
    for (const edge of callsIn(isRunAtOnce ? body : after, path)) {
      if (edge.timing === "static" && edge.target !== null) roots.add(edge.target);
      else own.push(edge);
    }
    edges[at]?.push(...own);
  }
  const targetsOf = (at: number) =>
    (edges[at] ?? []).flatMap(({ target }) => (target === null ? [] : [target]));
  if (reach(roots, targetsOf).size < sections.length) return null;
  const modules = sections.map(
    ({ path, bytes }, at): Module => ({
      path,
      bytes,
      packageId: inputPackage(path),
      imports: edges[at] ?? [],
    }),
  );
  const graphRoots = functionIds.flatMap((functionId) =>
    [...roots].map((module) => ({ functionId, module })),
  );
  return { modules, roots: graphRoots, initKnown: true };
}

/** `= __esm(…)` as no version is known to write it. */
const UNKNOWN_WRAPPER = /^var [\w$]+ = __(?:commonJS|esm)/m;
