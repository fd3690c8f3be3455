import { packagePath } from "../artifact/package-path.js";
import type { PackageInstance } from "../artifact/packages.js";
import { isPlatformPackage } from "../binaries/platform-name.js";
import { compareText } from "../finding.js";
import type { ModuleGraph } from "../graph/module-graph.js";
import { initModules } from "../graph/reachability.js";
import type { RuleContext } from "./define-rule.js";

/**
 * Whether a function needs a binary: `init` loads what it belongs to, `maybe` something does later or may do, `no`
 * where nothing does, or only in a `try` that has another way.
 */
export type Need = "init" | "maybe" | "no";

/** Who needs which binary, by its path. */
export interface NativeNeeds {
  of(path: string): Need;
  /** Ids of the packages that ask for the one that a file lies in, by way of others for one platform; sorted. */
  askers(path: string): readonly string[];
}

/** Where no graph can be made, everything may be needed. */
export async function nativeNeeds(context: RuleContext): Promise<NativeNeeds> {
  const packages = new Map(context.attribution.packages.map((pkg) => [pkg.id, pkg]));
  const ownerOf = (path: string) => packages.get(packagePath(path)?.id ?? "") ?? null;
  const askers = (path: string) => askersOf(ownerOf(path), packages);
  const graph = await context.graph();
  if (graph === null) return { of: () => "maybe", askers };
  const reached = needsByModule(graph);
  const use = await context.packageUse();
  const ofPackage = (id: string): Need =>
    reached.packages.get(id) ?? (use === null || use.possible.has(id) ? "maybe" : "no");
  const of = (path: string): Need => {
    const itself = reached.files.get(path);
    const pkg = ownerOf(path);
    // Loaders of packages try one platform's file after the other: that tells nothing about the package.
    if (itself !== undefined && (pkg === null || itself !== "no")) return itself;
    if (pkg === null) return "maybe";
    // What picks one of them at run time computes the name: whoever asks for the package is who loads it.
    return isPlatformPackage(pkg.name) ? strongest(askers(path).map(ofPackage)) : ofPackage(pkg.id);
  };
  return { of, askers };
}

/** sharp asks for libvips by way of @img/sharp-linux-x64. */
function askersOf(
  pkg: PackageInstance | null,
  packages: ReadonlyMap<string, PackageInstance>,
): readonly string[] {
  const found = new Set<string>();
  const seen = new Set(pkg?.requestedBy);
  for (const id of seen) {
    const asking = packages.get(id);
    if (asking === undefined) continue;
    if (!isPlatformPackage(asking.name)) found.add(id);
    else for (const next of asking.requestedBy) seen.add(next);
  }
  return [...found].sort(compareText);
}

function strongest(needs: readonly Need[]): Need {
  if (needs.includes("init")) return "init";
  return needs.length === 0 || needs.includes("maybe") ? "maybe" : "no";
}

/** By package and by file, as far as imports tell. */
function needsByModule(graph: ModuleGraph) {
  const needed = reachedWithoutTry(graph);
  const init = graph.initKnown ? initModules(graph) : new Set<number>();
  const packages = new Map<string, Need>();
  const files = new Map<string, Need>();
  for (const [index, { path, packageId }] of graph.modules.entries()) {
    const need: Need = !needed.has(index) ? "no" : init.has(index) ? "init" : "maybe";
    if (packageId !== null) packages.set(packageId, strongest([need, packages.get(packageId) ?? "no"]));
    if (/\.node$/.test(path)) files.set(path, need);
  }
  return { packages, files };
}

/** Modules that are loaded whatever may be absent. */
function reachedWithoutTry(graph: ModuleGraph): ReadonlySet<number> {
  const reached = new Set(graph.roots.map(({ module }) => module));
  for (const index of reached) {
    for (const { target, optional } of graph.modules[index]?.imports ?? [])
      if (target !== null && !optional) reached.add(target);
  }
  return reached;
}
