import { packagePath } from "../artifact/package-path.js";
import type { ModuleGraph } from "../graph/module-graph.js";
import { initModules } from "../graph/reachability.js";
import { isNetworkPackage, packageOfSource } from "../lambda/clients-lookup.js";

/**
 * Packages that a function's init loads and whose clients wait for a network, those of the runtime too; sorted.
 * Empty where init isn't known.
 */
export function networkPackagesInInit(graph: ModuleGraph | null, functionId: string): string[] {
  if (graph === null || !graph.initKnown) return [];
  const names = new Set<string>();
  for (const index of initModules(graph, [functionId])) {
    const module = graph.modules[index];
    if (module === undefined) continue;
    const name = module.packageId === null ? null : packagePath(`${module.packageId}/`)?.name;
    if (name !== null && name !== undefined && module.bytes > 0) names.add(name);
    for (const edge of module.imports) {
      if (edge.target === null && edge.timing === "static") names.add(packageOfSource(edge.specifier));
    }
  }
  return [...names].filter(isNetworkPackage).sort();
}
