import type { WeightedGraph } from "./retained.js";

/**
 * Retained bytes of every single node at once: the weight of its subtree in the dominator tree. For one node this
 * equals deletion (`retainedBytes(graph, [node])`); for sets of nodes it does not, since subtrees overlap: use
 * deletion there. Unreached nodes retain 0.
 *
 * Ours rather than a package's: npm's `dominators` is untyped and was last released in 2018; nothing else was found.
 */
export function retainedBySingle(graph: WeightedGraph): Float64Array {
  const { order, dominator } = dominatorTree(graph);
  const retained = new Float64Array(graph.targets.length);
  // Preorder backwards: a node comes after all that it dominates.
  for (let number = order.length - 1; number > 0; number--) {
    const node = order[number] ?? 0;
    const total = (retained[node] ?? 0) + (graph.bytes[node] ?? 0);
    retained[node] = total;
    const above = dominator[number] ?? 0;
    if (above === 0) continue;
    const parent = order[above] ?? 0;
    retained[parent] = (retained[parent] ?? 0) + total;
  }
  return retained;
}

interface DominatorTree {
  /** Node by preorder number; number 0 is a virtual root above all roots (its node is -1). */
  readonly order: readonly number[];
  /** Number of the immediate dominator by number. */
  readonly dominator: Int32Array;
}

/**
 * Semi-NCA (Georgiadis, "Linear-Time Algorithms for Dominators and Related Problems", 2005, §2.3): semidominators
 * as Lengauer and Tarjan find them, then the nearest common ancestor. Without recursion, for deep graphs.
 */
function dominatorTree(graph: WeightedGraph): DominatorTree {
  const { order, parent, sources } = depthFirst(graph);
  const size = order.length;
  const semi = Int32Array.from({ length: size }, (_, number) => number);
  const label = semi.slice();
  const ancestor = parent.slice();
  const path: number[] = [];
  /** The number with the smallest semidominator above `number` among those processed (numbers > `last`). */
  const evaluate = (number: number, last: number): number => {
    if (number <= last) return number;
    for (let at = number; at > last; at = ancestor[at] ?? 0) path.push(at);
    let best = path.pop() ?? number;
    let above = ancestor[best] ?? 0;
    for (let at = path.pop(); at !== undefined; at = path.pop()) {
      const own = label[at] ?? at;
      const inherited = label[best] ?? best;
      if ((semi[inherited] ?? 0) < (semi[own] ?? 0)) label[at] = inherited;
      above = ancestor[best] ?? above;
      ancestor[at] = above;
      best = at;
    }
    return label[best] ?? best;
  };
  for (let number = size - 1; number > 0; number--) {
    let smallest = parent[number] ?? 0;
    for (const source of sources[number] ?? []) {
      smallest = Math.min(smallest, semi[evaluate(source, number)] ?? 0);
    }
    semi[number] = smallest;
    label[number] = number;
  }
  const dominator = parent.slice();
  for (let number = 1; number < size; number++) {
    let above = dominator[number] ?? 0;
    while (above > (semi[number] ?? 0)) above = dominator[above] ?? 0;
    dominator[number] = above;
  }
  return { order, dominator };
}

/** Preorder numbers from a virtual root (0), tree parents and sources, all by number. */
function depthFirst(graph: WeightedGraph): { order: number[]; parent: Int32Array; sources: number[][] } {
  const numbers = new Int32Array(graph.targets.length).fill(-1);
  const order = [-1];
  const parents = [0];
  const stack: [number: number, targets: readonly number[], next: number][] = [[0, graph.roots, 0]];
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const target = top[1][top[2]++];
    if (target === undefined) stack.pop();
    else if (numbers[target] === -1) {
      numbers[target] = order.length;
      stack.push([order.length, graph.targets[target] ?? [], 0]);
      order.push(target);
      parents.push(top[0]);
    }
  }
  const sources: number[][] = order.map(() => []);
  for (const [number, node] of order.entries()) {
    for (const target of number === 0 ? graph.roots : (graph.targets[node] ?? [])) {
      sources[numbers[target] ?? 0]?.push(number);
    }
  }
  return { order, parent: Int32Array.from(parents), sources };
}
