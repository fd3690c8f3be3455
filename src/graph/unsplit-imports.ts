import type { ImportEdge, Module, ModuleGraph } from "./module-graph.js";
import { fromModules, initModules, reachable } from "./reachability.js";

/** An `import()` of what lies in a file that init reads: what it asks for runs later, and is read at once. */
export interface UnsplitImport {
  /** As written, of the first of them. */
  readonly specifier: string;
  /** First-party modules that ask for it: paths in the graph. */
  readonly importers: readonly string[];
  readonly target: Module;
  /** The shipped file that holds it. */
  readonly file: string;
  /** That nothing but these `import()`s leads to, in files that init reads. */
  readonly bytes: number;
}

/** The user's own `import()`s that a bundler left in one file, by the modules that they ask for. */
export function unsplitImports(graph: ModuleGraph): readonly UnsplitImport[] {
  if (!graph.initKnown) return [];
  const init = initModules(graph);
  const fileOf = (index: number) => graph.modules[index]?.file ?? graph.modules[index]?.path ?? "";
  const read = new Set([...init].map(fileOf));
  const found = new Map<string, Asked>();
  for (const [index, { packageId, imports }] of graph.modules.entries()) {
    if (packageId !== null) continue;
    for (const [specifier, targets] of deferred(imports)) {
      if (targets.some((target) => init.has(target) || !read.has(fileOf(target)))) continue;
      const known = found.get(targets.join()) ?? { specifier, targets, importers: new Set() };
      known.importers.add(index);
      found.set(targets.join(), known);
    }
  }
  return [...found.values()].flatMap((asked): UnsplitImport[] => {
    const [first = -1] = asked.targets;
    const target = graph.modules[first];
    if (target === undefined) return [];
    let bytes = 0;
    for (const node of onlyBehind(graph, asked))
      if (read.has(fileOf(node))) bytes += graph.modules[node]?.bytes ?? 0;
    const importers = [...asked.importers].map((importer) => graph.modules[importer]?.path ?? "");
    return [{ specifier: asked.specifier, importers, target, file: fileOf(first), bytes }];
  });
}

interface Asked {
  readonly specifier: string;
  /** More than one where a map doesn't tell which of a package's modules is its entry. */
  readonly targets: readonly number[];
  readonly importers: Set<number>;
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
