import type { Artifact } from "../artifact/artifact.js";
import { parseManifest } from "../artifact/manifest.js";
import { packagePath } from "../artifact/package-path.js";
import type { LambdaFunction } from "../function.js";
import { certainInit } from "../graph/certain-init.js";
import type { ImportEdge, Module, ModuleGraph } from "../graph/module-graph.js";
import { initModules } from "../graph/reachability.js";
import { certainImports } from "../graph/scan.js";
import { isInEveryNode, isNodeModule } from "../lambda/node-modules.js";
import type { RuleContext } from "./define-rule.js";

/** An import that surely runs when a function is loaded and that leads nowhere in the artifact and its layers. */
export interface MissingImport {
  readonly specifier: string;
  readonly syntax: ImportEdge["syntax"];
  /** The importing module, of a bundle the original where it is known. */
  readonly module: Module;
  /** The name of the package that it asks for; null for a path, and for one of Node's own modules. */
  readonly package: string | null;
}

/**
 * What a function's init surely imports and nobody ships, Node's own modules included. What stands in a branch or a
 * `try`, and what its importer's package.json calls optional, is left out.
 */
export async function missingImports(
  context: RuleContext,
  graph: ModuleGraph,
  fn: LambdaFunction,
): Promise<readonly MissingImport[]> {
  const handlers = await context.handlers();
  const found =
    handlers === null
      ? await ofOutputs(context, graph, fn)
      : (await certainInit(graph, fn.id, mayBeMissing, (path) => handlers.text(path))).flatMap(
          ({ module, edge }) => missing(graph.modules[module], edge),
        );
  const kept: MissingImport[] = [];
  for (const one of found) if (!(await isOptional(one, context))) kept.push(one);
  if (kept.length === 0) return [];
  const originals = originalsOf(context.artifact, graph, fn);
  return kept.map((one) => {
    const module = context.artifact.files.has(one.module.path) ? originals.get(one.specifier) : undefined;
    return module === undefined ? one : { ...one, module };
  });
}

/** Of a build: what its outputs surely import, by the inputs that ask for it. */
async function ofOutputs(
  { artifact }: RuleContext,
  graph: ModuleGraph,
  fn: LambdaFunction,
): Promise<readonly MissingImport[]> {
  if (!graph.initKnown) return [];
  const asked = [...initModules(graph, [fn.id])].flatMap((index) => {
    const module = graph.modules[index];
    // When they run is asked of those only: it may take reading the module.
    return (module?.imports ?? [])
      .filter(mayBeMissing)
      .filter(({ timing, optional }) => timing === "static" && !optional)
      .flatMap((edge) => missing(module, edge));
  });
  // Bundles are large: one that asks for nothing needn't be read.
  if (asked.length === 0) return [];
  const certain = new Set<string>();
  for (const path of artifact.files.keys()) {
    if (!/\.[cm]?js$/.test(path)) continue;
    const text = await artifact.read(path).catch(() => null);
    if (text === null) return [];
    for (const { specifier } of certainImports(text.toString("utf8"), "unknown") ?? [])
      certain.add(specifier);
  }
  return asked.filter(({ specifier }) => certain.has(specifier));
}

function mayBeMissing({ target, specifier }: ImportEdge): boolean {
  return target === null && !isInEveryNode(specifier);
}

function missing(module: Module | undefined, { specifier, syntax }: ImportEdge): MissingImport[] {
  if (module === undefined || /^(?:data|https?):|^#|^\0/.test(specifier)) return [];
  const isPath = /^(?:\.{0,2}\/|\.{1,2}$|file:)/.test(specifier);
  // Beyond the artifact and its layers: what lies there nobody knows.
  if (/^(?:\/(?!opt\/)|file:)/.test(specifier)) return [];
  // `.prisma/client` is in no package manager's list, but it is where a package would be.
  const name =
    isPath || isNodeModule(specifier)
      ? null
      : (packagePath(`node_modules/${specifier}`)?.name ?? specifier.split("/")[0] ?? null);
  return [{ specifier, syntax, module, package: name }];
}

/** What a package.json calls optional its package can do without, however it imports it. */
async function isOptional({ module, package: name }: MissingImport, context: RuleContext): Promise<boolean> {
  const handlers = await context.handlers();
  if (name === null || handlers === null) return false;
  const folder = module.packageId ?? "";
  const text = await handlers.text(folder === "" ? "package.json" : `${folder}/package.json`);
  const manifest = text === null ? null : parseManifest(folder, text);
  if (manifest === null) return false;
  return Object.hasOwn(manifest.optionalDependencies, name) || manifest.optionalPeers.includes(name);
}

/**
 * Who imports what nobody ships, by what is written. Of a bundle both the script and its original import it: the
 * original is where somebody can change it.
 */
function originalsOf(
  artifact: Artifact,
  graph: ModuleGraph,
  fn: LambdaFunction,
): ReadonlyMap<string, Module> {
  const originals = new Map<string, Module>();
  for (const index of initModules(graph, [fn.id])) {
    const module = graph.modules[index];
    if (module === undefined || artifact.files.has(module.path) || module.path.startsWith("/opt/")) continue;
    for (const { specifier, target } of module.imports)
      if (target === null && !originals.has(specifier)) originals.set(specifier, module);
  }
  return originals;
}
