import type { ImportEdge, Module, ModuleGraph } from "./module-graph.js";
import { certainImports, type ModuleFormat } from "./scan.js";

/** An import that surely runs in init. */
export interface CertainImport {
  /** Index into `ModuleGraph.modules` of the importing one. */
  readonly module: number;
  readonly edge: ImportEdge;
}

/**
 * Of the imports that `wanted` picks, those that run whenever a function is loaded: in no branch and no `try`, in
 * modules that are imported like that themselves. Only modules on the way to them are read and parsed.
 * @param read a module's text; null for what isn't at hand: nothing behind it is certain
 */
export async function certainInit(
  graph: ModuleGraph,
  functionId: string,
  wanted: (edge: ImportEdge, module: Module) => boolean,
  read: (path: string) => Promise<string | null>,
): Promise<readonly CertainImport[]> {
  const found: CertainImport[] = [];
  const isPicked = (module: Module) => module.imports.some((edge) => isInit(edge) && wanted(edge, module));
  for (const { index, edges } of await certainModules(graph, functionId, isPicked, read)) {
    const module = graph.modules[index];
    if (module === undefined) continue;
    for (const edge of edges) if (wanted(edge, module)) found.push({ module: index, edge });
  }
  return found;
}

/** A module that surely runs in init. */
export interface CertainModule {
  /** Index into `ModuleGraph.modules`. */
  readonly index: number;
  /** Those of its imports that surely run. */
  readonly edges: readonly ImportEdge[];
  /** How it is loaded; the handler's own by neither. */
  readonly by: ReadonlySet<ImportEdge["syntax"]>;
}

/** The modules that surely run whenever a function is loaded, of those from which init may come to a picked one. */
export async function certainModules(
  graph: ModuleGraph,
  functionId: string,
  isPicked: (module: Module) => boolean,
  read: (path: string) => Promise<string | null>,
): Promise<readonly CertainModule[]> {
  const leading = leadingTo(graph, isPicked);
  const found: CertainModule[] = [];
  const reached = new Map<number, Set<ImportEdge["syntax"]>>();
  for (const { module, functionId: id } of graph.roots) {
    if (id === functionId && leading.has(module)) reached.set(module, new Set());
  }
  for (const [index, by] of reached) {
    const module = graph.modules[index];
    if (module === undefined) continue;
    const isCertain = await certainOf(graph, module, read);
    const edges = module.imports.filter((edge) => isInit(edge) && isCertain(edge));
    found.push({ index, edges, by });
    for (const { target, syntax } of edges) {
      if (target === null || !leading.has(target)) continue;
      const ways = reached.get(target) ?? new Set();
      reached.set(target, ways.add(syntax));
    }
  }
  return found;
}

function isInit({ timing, optional }: ImportEdge): boolean {
  return timing === "static" && !optional;
}

/** Modules from which init may come to one that is picked, itself included. */
function leadingTo(graph: ModuleGraph, isPicked: (module: Module) => boolean): ReadonlySet<number> {
  const sources = importersOf(graph);
  const leading = new Set(
    [...graph.modules.keys()].filter((index) => {
      const module = graph.modules[index];
      return module !== undefined && isPicked(module);
    }),
  );
  for (const index of leading) for (const source of sources.get(index) ?? []) leading.add(source);
  return leading;
}

const importers = new WeakMap<ModuleGraph, ReadonlyMap<number, readonly number[]>>();

/** Who imports a module in init. */
function importersOf(graph: ModuleGraph): ReadonlyMap<number, readonly number[]> {
  const made = importers.get(graph);
  if (made !== undefined) return made;
  const sources = new Map<number, number[]>();
  for (const [index, module] of graph.modules.entries()) {
    for (const edge of module.imports) {
      if (edge.target === null || !isInit(edge)) continue;
      const list = sources.get(edge.target) ?? [];
      list.push(index);
      sources.set(edge.target, list);
    }
  }
  importers.set(graph, sources);
  return sources;
}

/** What was read of a graph's modules: functions that share an artifact ask for the same. */
const known = new WeakMap<ModuleGraph, Map<string, Promise<(edge: ImportEdge) => boolean>>>();

function certainOf(
  graph: ModuleGraph,
  { path }: Module,
  read: (path: string) => Promise<string | null>,
): Promise<(edge: ImportEdge) => boolean> {
  const modules = known.get(graph) ?? new Map<string, Promise<(edge: ImportEdge) => boolean>>();
  known.set(graph, modules);
  const found = modules.get(path) ?? readCertain(path, read);
  modules.set(path, found);
  return found;
}

async function readCertain(
  path: string,
  read: (path: string) => Promise<string | null>,
): Promise<(edge: ImportEdge) => boolean> {
  const source = await read(path);
  const certain = source === null ? null : certainImports(source, formatOf(path));
  if (certain === null) return () => false;
  const keys = new Set(certain.map(({ syntax, specifier }) => `${syntax} ${specifier}`));
  return ({ syntax, specifier }) => keys.has(`${syntax} ${specifier}`);
}

/** By its syntax where the name doesn't tell: what it is loaded as makes no difference to what it imports. */
function formatOf(path: string): ModuleFormat {
  if (path.endsWith(".mjs")) return "esm";
  return path.endsWith(".cjs") ? "cjs" : "unknown";
}
