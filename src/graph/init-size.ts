import type { ModuleGraph } from "./module-graph.js";
import { initModules } from "./reachability.js";

/**
 * What one function loads before its first invocation, in bytes, by package id too (in code-unit order); null where that
 * isn't known.
 */
export function initSize(graph: ModuleGraph, functionId: string) {
  if (!graph.initKnown) return null;
  let bytes = 0;
  let modules = 0;
  const packages = new Map<string, number>();
  for (const index of initModules(graph, [functionId])) {
    const module = graph.modules[index];
    if (module === undefined) continue;
    // What tree shaking removed entirely is on the way to others, but nothing of it runs.
    if (module.bytes > 0) modules += 1;
    bytes += module.bytes;
    if (module.packageId !== null)
      packages.set(module.packageId, (packages.get(module.packageId) ?? 0) + module.bytes);
  }
  return { modules, bytes, packages: Object.fromEntries([...packages].sort(([a], [b]) => (a < b ? -1 : 1))) };
}
