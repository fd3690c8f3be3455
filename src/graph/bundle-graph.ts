import { packagePath } from "../artifact/package-path.js";
import type { BundleSections } from "../artifact/packages.js";
import type { ImportEdge, Module, ModuleGraph } from "./module-graph.js";
import type { OriginalPlace, Place } from "./source-map-places.js";

/** A bundle of an artifact: what it is made of, and how its originals import each other where that is known. */
export interface BundleModules {
  readonly sections: BundleSections;
  /** How the originals import each other; its roots are what the bundle itself runs. Null where nobody says. */
  graph(): Promise<ModuleGraph | null>;
  /** The originals' texts by path, as far as a map has them; null without a map. */
  texts(): Promise<OriginalTexts | null>;
  /** Where places of the bundle lie in its originals; absent without a map. */
  places?(wanted: readonly Place[]): Promise<readonly (OriginalPlace | null)[]>;
}

export interface OriginalTexts {
  get(path: string): string | undefined;
}

/**
 * Replaces the bundles of a graph of files by what they are made of: the file keeps the bytes of no original and
 * leads to its originals. Where nobody says how those import each other, all hang on the file, and init is unknown.
 * Originals also import what the bundler dropped since only its types are used: of what is not in the bundle they
 * keep what the shipped file still asks for.
 */
export async function withBundles(
  graph: ModuleGraph,
  bundles: ReadonlyMap<string, BundleModules>,
): Promise<ModuleGraph> {
  const modules: Module[] = [...graph.modules];
  let { initKnown } = graph;
  for (const [index, file] of graph.modules.entries()) {
    const bundle = bundles.get(file.path);
    if (bundle === undefined) continue;
    const offset = modules.length;
    const inner = await bundle.graph();
    if (inner === null) {
      for (const section of bundle.sections.sections) modules.push(sectionModule(section, file.path));
      initKnown = false;
    } else {
      const shipped = new Set(file.imports.map(({ specifier }) => specifier));
      for (const module of inner.modules)
        modules.push({ ...shifted(module, offset, shipped), file: file.path });
      initKnown &&= inner.initKnown;
    }
    const starts =
      inner === null ? bundle.sections.sections.keys() : new Set(inner.roots.map((root) => root.module));
    const edges = [...starts].map((start) => edgeTo(start + offset, modules[start + offset]?.path ?? ""));
    modules[index] = {
      ...file,
      bytes: bundle.sections.unattributedBytes,
      imports: [...file.imports, ...edges],
    };
  }
  return { ...graph, modules, initKnown };
}

function sectionModule({ path, bytes }: BundleSections["sections"][number], file: string): Module {
  return { path, bytes, file, packageId: packagePath(path)?.id ?? null, imports: [] };
}

function shifted(module: Module, offset: number, shipped: ReadonlySet<string>): Module {
  const imports = module.imports
    .filter(({ specifier, target }) => target !== null || shipped.has(specifier))
    .map((edge) => ({ ...edge, target: edge.target === null ? null : edge.target + offset }));
  return { ...module, imports };
}

function edgeTo(target: number, specifier: string): ImportEdge {
  return { specifier, target, timing: "static", optional: false, syntax: "import" };
}
