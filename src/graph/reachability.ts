import type { Module, ModuleGraph } from "./module-graph.js";
import type { UndecidedEdge, WeightedGraph } from "./retained.js";

/**
 * Flags (1 = reached) of the nodes that the roots reach when the nodes of `without` are taken out.
 * A removed root reaches nothing.
 */
export function reachable(graph: WeightedGraph, without: Iterable<number> = []): Uint8Array {
  const reached = new Uint8Array(graph.targets.length);
  const removed = new Uint8Array(graph.targets.length);
  for (const node of without) removed[node] = 1;
  const stack: number[] = [];
  const visit = (node: number): void => {
    if (reached[node] !== 0 || removed[node] !== 0) return;
    reached[node] = 1;
    stack.push(node);
  };
  for (const root of graph.roots) visit(root);
  const undecided: UndecidedEdge[] = [];
  for (;;) {
    const node = stack.pop();
    if (node !== undefined) {
      graph.targets[node]?.forEach(visit);
      undecided.push(...(graph.undecided?.get(node) ?? []));
      continue;
    }
    // Only where nothing else leads on.
    const edge = undecided.pop();
    if (edge === undefined) return reached;
    if (reached[edge.target] === 0 && removed[edge.target] === 0 && edge.holds()) visit(edge.target);
  }
}

/** Sum of the bytes of the nodes that `reachable` flags. */
export function reachableBytes(graph: WeightedGraph, without: Iterable<number> = []): number {
  let bytes = 0;
  for (const [node, flag] of reachable(graph, without).entries())
    if (flag === 1) bytes += graph.bytes[node] ?? 0;
  return bytes;
}

/**
 * A module graph as plain numbers, nodes numbered as `graph.modules`. `init` follows static edges only: what is
 * reachable is what runs before the first invocation. `all` follows lazy ones too: what is reachable is what
 * has to be shipped. Roots are the handlers of `functionIds`, by default of all functions.
 */
export function fromModules(
  graph: ModuleGraph,
  follow: "init" | "all",
  functionIds?: Iterable<string>,
): WeightedGraph {
  const wanted = functionIds === undefined ? null : new Set(functionIds);
  const roots = new Set<number>();
  for (const root of graph.roots) if (wanted === null || wanted.has(root.functionId)) roots.add(root.module);
  return { ...numbered(graph, follow), roots: [...roots] };
}

type Numbers = Pick<WeightedGraph, "bytes" | "targets" | "undecided">;

/** Most rules ask, some once for each function. */
const numbers = new WeakMap<ModuleGraph, Map<"init" | "all", Numbers>>();

function numbered(graph: ModuleGraph, follow: "init" | "all"): Numbers {
  const kept = numbers.get(graph) ?? new Map<"init" | "all", Numbers>();
  numbers.set(graph, kept);
  let known = kept.get(follow);
  if (known === undefined) {
    known = numbersOf(graph.modules, follow);
    kept.set(follow, known);
  }
  return known;
}

function numbersOf(modules: readonly Module[], follow: "init" | "all"): Numbers {
  const bytes = new Float64Array(modules.length);
  const undecided = new Map<number, UndecidedEdge[]>();
  /** By target: the last module that was seen to lead there. */
  const last = new Int32Array(modules.length).fill(-1);
  const targets = modules.map((module, node) => {
    bytes[node] = module.bytes;
    const list: number[] = [];
    for (const edge of module.imports) {
      const { target } = edge;
      if (target === null) continue;
      if (follow === "init" && edge.isUnread === true) {
        const late = undecided.get(node) ?? [];
        late.push({ target, holds: () => edge.timing === "static" });
        undecided.set(node, late);
      } else if (last[target] !== node && (follow === "all" || edge.timing === "static")) {
        last[target] = node;
        list.push(target);
      }
    }
    return list;
  });
  return { bytes, targets, ...(undecided.size === 0 ? {} : { undecided }) };
}

/** What init loads by the modules that it begins with: rules ask one after the other. */
const lastInit = new WeakMap<ModuleGraph, { readonly roots: string; readonly init: ReadonlySet<number> }>();

/** Indices of the modules that run before the first invocation: reached from the handlers by static edges only. */
export function initModules(graph: ModuleGraph, functionIds?: Iterable<string>): ReadonlySet<number> {
  const weighted = fromModules(graph, "init", functionIds);
  const roots = weighted.roots.join();
  const known = lastInit.get(graph);
  if (known?.roots === roots) return known.init;
  const init = new Set<number>();
  reachable(weighted).forEach((flag, node) => {
    if (flag === 1) init.add(node);
  });
  lastInit.set(graph, { roots, init });
  return init;
}
