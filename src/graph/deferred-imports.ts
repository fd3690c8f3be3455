import type { ImportEdge, Module, ModuleGraph } from "./module-graph.js";
import { fromModules, initModules, reachable } from "./reachability.js";

/** The user's own `import()`s of one module. */
export interface DeferredImport {
  /** As written, in the first of them. */
  readonly specifier: string;
  /** First-party modules that ask for it: paths in the graph. */
  readonly importers: readonly string[];
  readonly target: Module;
}

/** Init loads the module all the same, in each function that comes by the `import()`. */
export interface ImportLoadedByPackage extends DeferredImport {
  /** A module of another package that loads it in init. */
  readonly loader: Module;
}

/** The module lies in a file that init reads: what is asked for runs later, and is read at once. */
export interface UnsplitImport extends DeferredImport {
  /** The shipped file that holds it. */
  readonly file: string;
  /** That nothing but these `import()`s leads to, in files that init reads. */
  readonly bytes: number;
}

/** `import()`s of packages that another package's module loads in init. */
export function importsLoadedByPackages(graph: ModuleGraph): readonly ImportLoadedByPackage[] {
  return askedLater(graph).flatMap((asked): ImportLoadedByPackage[] => {
    const [index, ...others] = asked.targets;
    const target = index === undefined ? undefined : graph.modules[index];
    if (index === undefined || target?.packageId == null || others.length > 0) return [];
    const loaders = asked.inits.map((init) => loaderOf(graph, index, init));
    const [loader] = loaders;
    if (loader === undefined || loaders.includes(undefined)) return [];
    return [{ ...described(graph, asked), target, loader }];
  });
}

/** `import()`s that a bundler left in one file, with what they ask for. */
export function unsplitImports(graph: ModuleGraph): readonly UnsplitImport[] {
  const fileOf = (index: number) => graph.modules[index]?.file ?? graph.modules[index]?.path ?? "";
  return askedLater(graph).flatMap((asked): UnsplitImport[] => {
    const [first = -1] = asked.targets;
    const target = graph.modules[first];
    if (target?.file === undefined) return [];
    const read = asked.inits.map((init) => new Set([...init].map(fileOf)));
    const isRead = (index: number) => read.every((files) => files.has(fileOf(index)));
    if (asked.targets.some((one) => !isRead(one) || asked.inits.some((init) => init.has(one)))) return [];
    let bytes = 0;
    for (const node of onlyBehind(graph, asked)) if (isRead(node)) bytes += graph.modules[node]?.bytes ?? 0;
    return [{ ...described(graph, asked), target, file: target.file, bytes }];
  });
}

interface Asked {
  readonly specifier: string;
  /** More than one where a map doesn't tell which of a package's modules is its entry. */
  readonly targets: readonly number[];
  readonly importers: ReadonlySet<number>;
  /** What init loads, of each function that comes by one of the importers. */
  readonly inits: readonly ReadonlySet<number>[];
}

/** By the modules that they ask for; none where init isn't known. Two rules' messages ask. */
function askedLater(graph: ModuleGraph): readonly Asked[] {
  const known = asked.get(graph) ?? readAskedLater(graph);
  asked.set(graph, known);
  return known;
}

const asked = new WeakMap<ModuleGraph, readonly Asked[]>();

function readAskedLater(graph: ModuleGraph): readonly Asked[] {
  if (!graph.initKnown) return [];
  const found = new Map<string, Pick<Asked, "specifier" | "targets"> & { readonly importers: Set<number> }>();
  for (const [index, { packageId, imports }] of graph.modules.entries()) {
    if (packageId !== null) continue;
    for (const [specifier, targets] of deferred(imports)) {
      const known = found.get(targets.join()) ?? { specifier, targets, importers: new Set() };
      known.importers.add(index);
      found.set(targets.join(), known);
    }
  }
  if (found.size === 0) return [];
  const functions = [...new Set(graph.roots.map(({ functionId }) => functionId))].map((id) => ({
    init: initModules(graph, [id]),
    reached: reachable(fromModules(graph, "all", [id])),
  }));
  return [...found.values()].map((one) => ({
    ...one,
    inits: functions
      .filter(({ reached }) => [...one.importers].some((importer) => reached[importer] === 1))
      .map(({ init }) => init),
  }));
}

function deferred(imports: readonly ImportEdge[]): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  for (const edge of imports) {
    const { specifier, target } = edge;
    if (target === null || !isDeferred(edge)) continue;
    const known = found.get(specifier);
    if (known === undefined) found.set(specifier, [target]);
    else known.push(target);
  }
  return found;
}

function isDeferred({ syntax, timing }: ImportEdge): boolean {
  return syntax === "import" && timing === "lazy";
}

function described(graph: ModuleGraph, { specifier, importers }: Asked): Omit<DeferredImport, "target"> {
  return { specifier, importers: [...importers].map((importer) => graph.modules[importer]?.path ?? "") };
}

/** In a bundle an `import` may have been dropped with what uses it; a `require` stays. */
function loaderOf(graph: ModuleGraph, target: number, init: ReadonlySet<number>): Module | undefined {
  const { packageId, file } = graph.modules[target] ?? {};
  for (const index of init) {
    const module = graph.modules[index];
    if (module === undefined || module.packageId === null || module.packageId === packageId) continue;
    const loads = module.imports.some(
      (edge) =>
        edge.target === target &&
        (file === undefined || edge.syntax === "require") &&
        edge.timing === "static",
    );
    if (loads) return module;
  }
  return undefined;
}

/** What can't be reached any more without these `import()`s. */
function* onlyBehind(graph: ModuleGraph, { targets, importers }: Asked): Generator<number> {
  const all = fromModules(graph, "all");
  const left = all.targets.map((list, node) => {
    if (!importers.has(node)) return list;
    const others = new Set<number>();
    for (const edge of graph.modules[node]?.imports ?? [])
      if (edge.target !== null && !isDeferred(edge)) others.add(edge.target);
    return list.filter((one) => others.has(one) || !targets.includes(one));
  });
  const without = reachable({ ...all, targets: left });
  for (const [node, flag] of reachable(all).entries()) if (flag === 1 && without[node] === 0) yield node;
}
