import { packagePath } from "../artifact/package-path.js";
import type { ChainStep } from "../finding.js";
import type { ImportEdge, Module, ModuleGraph } from "./module-graph.js";

/** A step of an import chain, with the specifier as it is written in the source (null: the handler itself). */
export interface ImportStep extends ChainStep {
  readonly specifier: string | null;
}

/**
 * The shortest way from a handler's file to a module, as steps to read from top to bottom: first "handler", then
 * for every file on the way what it imports ("imports ./report", "imports pdf-lib lazily"). A step's path is the
 * importing file's; files of one package are one step, with the package's folder as its path. Empty when no
 * handler leads there.
 *
 * Of ways with equally many steps the one with fewer lazy imports, then with fewer packages, then with fewer files,
 * then the first in the graph's order: the same at every run.
 */
export function importChain(
  graph: ModuleGraph,
  isTarget: (module: Module) => boolean,
): readonly ImportStep[] {
  const { cost, from } = shortestWays(graph);
  let best = -1;
  let least = UNREACHED;
  graph.modules.forEach((module, index) => {
    const own = cost[index] ?? UNREACHED;
    if (own >= least || !isTarget(module)) return;
    best = index;
    least = own;
  });
  const steps: ImportStep[] = [];
  for (let at = best; at !== -1; ) {
    const way = from[at];
    const module = graph.modules[way?.source ?? at];
    if (module === undefined) break;
    if (way === undefined) steps.push(step(module, "handler", null));
    else if (!staysInside(module, graph.modules[at]))
      steps.push(step(module, imports(way.edge), way.edge.specifier));
    at = way === undefined ? -1 : way.source;
  }
  return steps.reverse();
}

/** For every module the one through which the shortest way from a handler leads; null for handlers and what none reaches. */
export function importers(graph: ModuleGraph): readonly (number | null)[] {
  const { from } = shortestWays(graph);
  return graph.modules.map((_, index) => from[index]?.source ?? null);
}

function step(module: Module, label: string, specifier: string | null): ImportStep {
  return { path: module.packageId ?? module.path, line: null, column: null, label, specifier };
}

function imports({ specifier, timing, target }: ImportEdge): string {
  // A bundler's specifier may be a resolved path: a package's name says more.
  const written = target === null ? specifier : (packagePath(specifier)?.name ?? specifier);
  return timing === "lazy" ? `imports ${written} lazily` : `imports ${written}`;
}

function staysInside(source: Module, target: Module | undefined): boolean {
  return source.packageId !== null && source.packageId === target?.packageId;
}

const UNREACHED = Number.POSITIVE_INFINITY;
/** What counts first weighs more than any number of what counts next: 8,000 steps stay exact in a double. */
const STEP = 2 ** 40;
const LAZY = 2 ** 27;
const FOREIGN = 2 ** 14;
const FILE = 1;

interface Way {
  readonly source: number;
  readonly edge: ImportEdge;
}

interface Ways {
  readonly cost: Float64Array;
  /** Undefined for roots and for what is not reached. */
  readonly from: readonly (Way | undefined)[];
}

const known = new WeakMap<ModuleGraph, Ways>();

/** The cheapest way to every module (Dijkstra), kept: a report asks for many targets of one graph. */
function shortestWays(graph: ModuleGraph): Ways {
  const cached = known.get(graph);
  if (cached !== undefined) return cached;
  const cost = new Float64Array(graph.modules.length).fill(UNREACHED);
  const from = new Array<Way | undefined>(graph.modules.length).fill(undefined);
  const queue = new Queue();
  for (const { module } of graph.roots) {
    if (cost[module] !== UNREACHED) continue;
    cost[module] = 0;
    queue.push(0, module);
  }
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    const source = graph.modules[node.value];
    if (source === undefined || node.cost > (cost[node.value] ?? UNREACHED)) continue;
    for (const edge of source.imports) {
      const target = edge.target === null ? undefined : graph.modules[edge.target];
      if (edge.target === null || target === undefined) continue;
      const atLeast = node.cost + price(source, target);
      // Whether it is lazy is asked last: that may take reading a file.
      if (atLeast >= (cost[edge.target] ?? 0)) continue;
      const next = edge.timing === "lazy" ? atLeast + LAZY : atLeast;
      if (next >= (cost[edge.target] ?? 0)) continue;
      cost[edge.target] = next;
      from[edge.target] = { source: node.value, edge };
      queue.push(next, edge.target);
    }
  }
  const ways = { cost, from };
  known.set(graph, ways);
  return ways;
}

/** Of an import that is not lazy. */
function price(source: Module, target: Module): number {
  if (staysInside(source, target)) return FILE;
  return STEP + (target.packageId === null ? 0 : FOREIGN) + FILE;
}

interface Queued {
  readonly cost: number;
  readonly value: number;
}

/** A binary heap; equal costs leave in the order of their values. */
class Queue {
  readonly #heap: Queued[] = [];

  push(cost: number, value: number): void {
    const item = { cost, value };
    let at = this.#heap.length;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = this.#heap[above];
      if (parent === undefined || !isBefore(item, parent)) break;
      this.#heap[at] = parent;
      at = above;
    }
    this.#heap[at] = item;
  }

  pop(): Queued | undefined {
    const first = this.#heap[0];
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return first;
    let at = 0;
    for (;;) {
      const left = this.#heap[2 * at + 1];
      const right = this.#heap[2 * at + 2];
      const child = right !== undefined && left !== undefined && isBefore(right, left) ? right : left;
      if (child === undefined || !isBefore(child, last)) break;
      this.#heap[at] = child;
      at = 2 * at + (child === left ? 1 : 2);
    }
    this.#heap[at] = last;
    return first;
  }
}

function isBefore(a: Queued, b: Queued): boolean {
  return a.cost < b.cost || (a.cost === b.cost && a.value < b.value);
}
