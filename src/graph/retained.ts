/** A graph to size: node i weighs `bytes[i]` and reaches `targets[i]`. Immutable: what is computed is kept. */
export interface WeightedGraph {
  readonly bytes: ArrayLike<number>;
  readonly targets: readonly (readonly number[])[];
  readonly roots: readonly number[];
  /** By node: edges of which it takes a while to tell whether they are there. */
  readonly undecided?: ReadonlyMap<number, readonly UndecidedEdge[]>;
}

export interface UndecidedEdge {
  readonly target: number;
  holds(): boolean;
}

/**
 * The bytes that would leave with a set of nodes: reachable bytes minus the bytes still reachable with the set
 * removed. Nodes that no root reaches retain nothing. Never add two retained sizes up: what two sets hold only
 * together is in neither, what both hold alone is in both.
 *
 * Exact, and cheap for many sets: a node whose path in one spanning tree avoids the set stays for sure, so only
 * the set's subtrees in that tree are looked at again, never the whole graph.
 */
export function retainedBytes(graph: WeightedGraph, set: Iterable<number>): number {
  return weightOf(graph, retainedNodes(graph, set));
}

/** Sum of the bytes of some nodes. */
export function weightOf(graph: WeightedGraph, nodes: Iterable<number>): number {
  let bytes = 0;
  for (const node of nodes) bytes += graph.bytes[node] ?? 0;
  return bytes;
}

/** The nodes that would leave with a set of nodes, those of the set that a root reaches included. */
export function retainedNodes(graph: WeightedGraph, set: Iterable<number>): ReadonlySet<number> {
  const tree = spanningTree(graph);
  const removed = new Set<number>();
  const suspects = new Set<number>();
  const stack: number[] = [];
  for (const node of set) {
    if (!isReached(tree, node)) continue;
    removed.add(node);
    if (!suspects.has(node)) suspects.add(node) && stack.push(node);
  }
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    for (let child = tree.firstChild[node] ?? NONE; child !== NONE; child = tree.nextSibling[child] ?? NONE) {
      if (!suspects.has(child)) suspects.add(child) && stack.push(child);
    }
  }
  for (const node of suspects) {
    if (!removed.has(node) && hasLivingSource(tree, node, suspects)) stack.push(node);
  }
  // What stays is no suspect any more; nor is what that reaches.
  for (const node of stack) suspects.delete(node);
  const clear = (): void => {
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      for (const target of graph.targets[node] ?? []) {
        if (removed.has(target) || !suspects.delete(target)) continue;
        stack.push(target);
      }
    }
  };
  clear();
  for (let before = -1; before !== suspects.size && suspects.size > removed.size; ) {
    before = suspects.size;
    for (const { source, edge } of tree.undecided) {
      const { target } = edge;
      if (suspects.has(source) || !suspects.has(target) || removed.has(target) || !edge.holds()) continue;
      suspects.delete(target);
      stack.push(target);
      clear();
    }
  }
  return suspects;
}

const NONE = -1;
const ROOT = -2;

/** Breadth-first, so that it is shallow, with who reaches whom backwards. Unreached nodes have no part in it. */
interface SpanningTree {
  /** NONE: unreached; ROOT: a root. */
  readonly parent: Int32Array;
  readonly firstChild: Int32Array;
  readonly nextSibling: Int32Array;
  /** Sources of node i: `sources[sourceStart[i] .. sourceStart[i + 1]]`. */
  readonly sourceStart: Int32Array;
  readonly sources: Int32Array;
  /** Of reached nodes; in the tree only where nothing else leads to their target. */
  readonly undecided: readonly { readonly source: number; readonly edge: UndecidedEdge }[];
}

const trees = new WeakMap<WeightedGraph, SpanningTree>();

function spanningTree(graph: WeightedGraph): SpanningTree {
  const known = trees.get(graph);
  if (known !== undefined) return known;
  const size = graph.targets.length;
  const parent = new Int32Array(size).fill(NONE);
  const firstChild = new Int32Array(size).fill(NONE);
  const nextSibling = new Int32Array(size).fill(NONE);
  const sourceStart = new Int32Array(size + 1);
  const queue: number[] = [];
  for (const root of graph.roots) {
    if (parent[root] !== NONE) continue;
    parent[root] = ROOT;
    queue.push(root);
  }
  const undecided: { readonly source: number; readonly edge: UndecidedEdge }[] = [];
  const reach = (target: number, node: number): void => {
    if (parent[target] !== NONE) return;
    parent[target] = node;
    nextSibling[target] = firstChild[node] ?? NONE;
    firstChild[node] = target;
    queue.push(target);
  };
  // Both lists grow while they are walked.
  for (let at = 0, late = 0; at < queue.length || late < undecided.length; ) {
    const node = queue[at];
    if (node !== undefined) {
      graph.targets[node]?.forEach((target) => {
        sourceStart[target + 1] = (sourceStart[target + 1] ?? 0) + 1;
        reach(target, node);
      });
      for (const edge of graph.undecided?.get(node) ?? []) undecided.push({ source: node, edge });
      at += 1;
      continue;
    }
    const next = undecided[late];
    late += 1;
    if (next !== undefined && parent[next.edge.target] === NONE && next.edge.holds())
      reach(next.edge.target, next.source);
  }
  for (let node = 0; node < size; node++)
    sourceStart[node + 1] = (sourceStart[node + 1] ?? 0) + (sourceStart[node] ?? 0);
  const sources = new Int32Array(sourceStart[size] ?? 0);
  const next = sourceStart.slice();
  for (const node of queue) {
    graph.targets[node]?.forEach((target) => {
      const at = next[target] ?? 0;
      sources[at] = node;
      next[target] = at + 1;
    });
  }
  const tree = { parent, firstChild, nextSibling, sourceStart, sources, undecided };
  trees.set(graph, tree);
  return tree;
}

function isReached(tree: SpanningTree, node: number): boolean {
  const parent = tree.parent[node];
  return parent !== undefined && parent !== NONE;
}

/** Is it a root, or reached by a node that stays for sure? */
function hasLivingSource(tree: SpanningTree, node: number, suspects: ReadonlySet<number>): boolean {
  if (tree.parent[node] === ROOT) return true;
  const end = tree.sourceStart[node + 1] ?? 0;
  for (let at = tree.sourceStart[node] ?? 0; at < end; at++) {
    if (!suspects.has(tree.sources[at] ?? NONE)) return true;
  }
  return false;
}
