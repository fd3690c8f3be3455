import type { Attribution } from "../artifact/packages.js";
import { compareText } from "../finding.js";
import type { ModuleGraph } from "./module-graph.js";
import type { WeightedGraph } from "./retained.js";

/** Node 0 of a package graph: the user's own files, and those of nobody. */
const OWN_NODE = "";

/** Packages at rest and who asks for them. Nodes are by `ids`, the first is `OWN_NODE`; `bytes` are at rest. */
export interface PackageGraph extends WeightedGraph {
  readonly ids: readonly string[];
}

/**
 * What keeps packages in an artifact: package.json dependencies (optional ones and installed peers too) and, where
 * a module graph is given, imports. Roots are the user's own node, and what nobody asks for: of a cycle without an
 * owner one member, the first by name. So each package is reachable, and what removing one frees can be counted.
 */
export function packageGraph(
  attribution: Attribution,
  ownDependencies: readonly string[],
  modules: ModuleGraph | null = null,
): PackageGraph {
  const ids = [OWN_NODE, ...attribution.packages.map(({ id }) => id)];
  const names = [OWN_NODE, ...attribution.packages.map(({ name }) => name)];
  const nodes = new Map(ids.map((id, node) => [id, node]));
  const targets = ids.map(() => new Set<number>());
  const connect = (from: string, to: string) => {
    const [source, target] = [nodes.get(from), nodes.get(to)];
    if (source !== undefined && target !== undefined && source !== target) targets[source]?.add(target);
  };
  for (const { id, requestedBy } of attribution.packages) for (const from of requestedBy) connect(from, id);
  for (const id of ownDependencies) connect(OWN_NODE, id);
  for (const { packageId, imports } of modules?.modules ?? []) {
    for (const { target } of imports) {
      const module = target === null ? undefined : modules?.modules[target];
      if (module !== undefined) connect(packageId ?? OWN_NODE, module.packageId ?? OWN_NODE);
    }
  }
  const sorted = targets.map((set) => [...set].sort((a, b) => a - b));
  const order = ids
    .map((_, node) => node)
    .sort((a, b) => compareText(names[a] ?? "", names[b] ?? "") || a - b);
  return {
    ids,
    bytes: Float64Array.from([
      attribution.ownBytes + attribution.unattributedBytes,
      ...attribution.packages.map(({ bytes }) => bytes),
    ]),
    targets: sorted,
    roots: findRoots(sorted, order),
  };
}

/** Node 0, and as few others as it takes to reach all, the first of each cycle in `order`. */
function findRoots(targets: readonly (readonly number[])[], order: readonly number[]): readonly number[] {
  const roots = [0];
  const reached = new Set<number>();
  flood(0, targets, reached);
  const rest = order.filter((node) => !reached.has(node));
  // The last one to be left in a depth-first walk lies in a cycle (or alone) that nothing outside leads to; the
  // walk came into it by the first in `order`.
  for (const candidate of finishOrder(rest, targets, reached).reverse()) {
    if (reached.has(candidate)) continue;
    roots.push(candidate);
    flood(candidate, targets, reached);
  }
  return roots.sort((a, b) => a - b);
}

function flood(start: number, targets: readonly (readonly number[])[], reached: Set<number>): void {
  const pending = [start];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (reached.has(node)) continue;
    reached.add(node);
    pending.push(...(targets[node] ?? []));
  }
}

function finishOrder(
  starts: readonly number[],
  targets: readonly (readonly number[])[],
  except: ReadonlySet<number>,
): number[] {
  const finished: number[] = [];
  const seen = new Set(except);
  for (const start of starts) {
    const path: { readonly node: number; next: number }[] = [];
    const enter = (node: number) => {
      if (seen.has(node)) return;
      seen.add(node);
      path.push({ node, next: 0 });
    };
    enter(start);
    for (let step = path.at(-1); step !== undefined; step = path.at(-1)) {
      const target = targets[step.node]?.[step.next];
      step.next += 1;
      if (target === undefined) finished.push(path.pop()?.node ?? step.node);
      else enter(target);
    }
  }
  return finished;
}
