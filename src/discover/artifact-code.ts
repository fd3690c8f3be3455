import { builtinModules } from "node:module";
import { posix } from "node:path";
import type { Artifact } from "../artifact/artifact.js";
import { decoded } from "../artifact/decoded.js";
import { packagePath } from "../artifact/package-path.js";
import type { CodeModel } from "../code/code-model.js";
import type { RequestedHandler } from "../code/handlers/handler-request.js";
import type { SourceSet } from "../code/project/source-set.js";
import { InputError } from "../errors.js";
import type { LambdaFunction } from "../function.js";
import type { BundleModules } from "../graph/bundle-graph.js";
import type { ModuleGraph } from "../graph/module-graph.js";
import type { DiscoverOptions } from "./discovered.js";
import type { HandlerFile } from "./handler-files.js";
import { inOriginals, placesIn } from "./in-originals.js";
import { parseSourceAnalysis } from "./source-analysis.js";

/** What is known of a plain artifact when somebody asks for its code. */
export interface CodeOrigin {
  readonly artifact: Artifact;
  /** What the files' paths are relative to, as reports show it. */
  readonly folder: string;
  /** With the functions whose handlers they are: many may share one. */
  readonly handlers: readonly (HandlerFile & { readonly functionId: string })[];
  readonly bundles: ReadonlyMap<string, BundleModules>;
  /** Scripts with one original, which a map has. */
  readonly compiled: ReadonlyMap<string, BundleModules>;
  /** Any other script, where it has a map. */
  mapped(path: string): Promise<BundleModules | null>;
  graph(): Promise<ModuleGraph | null>;
}

/**
 * The user's code in an artifact: of a bundle whose map carries them the originals, with their paths and lines; else
 * the JavaScript that ships. Null without a handler.
 */
export async function codeOfArtifact(
  origin: CodeOrigin,
  options: DiscoverOptions,
): Promise<CodeModel | null> {
  const models: CodeModel[] = [];
  const shipped: RequestedHandler[] = [];
  const sharing = new Map<string, string[]>();
  const mapped = new Map(origin.bundles);
  for (const handler of origin.handlers) {
    const key = JSON.stringify([handler.path, handler.exportName]);
    const sharers = sharing.get(key);
    if (sharers !== undefined) {
      sharers.push(handler.functionId);
      continue;
    }
    sharing.set(key, [handler.functionId]);
    const { functionId } = handler;
    const bundle = origin.bundles.get(handler.path) ?? (await loneOriginal(origin, handler.path));
    if (bundle !== undefined) mapped.set(handler.path, bundle);
    const model = await codeOfOriginals(bundle, functionId, handler, origin, options);
    if (model !== null) models.push(model);
    else shipped.push({ functionId, file: virtual(handler.path), export: handler.exportName });
  }
  if (shipped.length > 0) models.push(await codeOfShipped(origin, shipped, mapped, options));
  return models.length === 0 ? null : forAll(joined(models), [...sharing.values()]);
}

/** A compiled handler by its original, where that is all there is: beside others it is read as they are. */
async function loneOriginal({ compiled, graph }: CodeOrigin, path: string) {
  const bundle = compiled.get(path);
  const modules = bundle === undefined ? [] : ((await graph())?.modules ?? []);
  const imports = modules.find((module) => module.path === path)?.imports ?? [];
  const isAlone = imports.every(({ target }) => target === null || modules[target]?.packageId !== null);
  return isAlone ? bundle : undefined;
}

/** What was found of one function holds for all that have the same handler. */
function forAll(model: CodeModel, sharing: readonly (readonly string[])[]): CodeModel {
  const sharers = new Map(sharing.filter((ids) => ids.length > 1).map((ids) => [ids[0], ids]));
  if (sharers.size === 0) return model;
  const widened = <T extends { readonly functions: readonly string[] }>(one: T): T => ({
    ...one,
    functions: one.functions.flatMap((id) => sharers.get(id) ?? [id]),
  });
  return {
    ...model,
    constructions: model.constructions.map(widened),
    imports: model.imports.map(widened),
    dynamicImports: model.dynamicImports.map(widened),
  };
}

/** Of sources on disk: absolute paths, with the functions that they are the handlers of. */
export async function codeOfSources(
  handlers: readonly RequestedHandler[],
  options: DiscoverOptions,
): Promise<CodeModel> {
  const { code } = await options.cache.remember(
    "handlers",
    { handlers, cwd: options.cwd, clients: options.clients, areWeighed: false },
    parseSourceAnalysis,
    async () => (await import("./analyze-sources.js")).analyzeHandlers(handlers, options, false),
  );
  return code;
}

/** Of a build whose sources are gone: the scripts that it wrote. */
export async function codeOfOutputs(
  artifact: Artifact,
  functions: readonly Pick<LambdaFunction, "id" | "handler">[],
  options: DiscoverOptions,
): Promise<CodeModel | null> {
  const texts = await readTexts(artifact, [...artifact.files.keys()]);
  const [file] = texts.keys();
  if (file === undefined) return null;
  const handlers = functions.map(({ id, handler }) => ({
    functionId: id,
    file,
    export: exportName(handler),
  }));
  return analyzeTexts(texts, handlers, (path) => path.slice(1), false, options);
}

/** The name behind the last dot of a handler string, null without one: found by name then. */
export function exportName(handler: string | null): string | null {
  return handler === null ? null : handler.slice(handler.lastIndexOf(".") + 1);
}

async function codeOfOriginals(
  bundle: BundleModules | undefined,
  functionId: string,
  handler: HandlerFile,
  origin: CodeOrigin,
  options: DiscoverOptions,
): Promise<CodeModel | null> {
  const [graph, texts] = bundle === undefined ? [null, null] : [await bundle.graph(), await bundle.texts()];
  if (graph === null || texts === null) return null;
  const own = new Map<string, string>();
  for (const { path, packageId } of graph.modules) {
    const text = packageId === null ? texts.get(path) : undefined;
    if (text !== undefined) own.set(virtual(path), text);
  }
  const roots = [...new Set(graph.roots.map(({ module }) => graph.modules[module]?.path ?? ""))]
    .map(virtual)
    .filter((file) => own.has(file));
  if (roots.length === 0) return null;
  const packages = packagesIn(await origin.graph());
  const { recoverDropped } = await import("../code/project/dropped-modules.js");
  const {
    texts: recovered,
    alias,
    imported,
  } = await recoverDropped(own, (specifier) => packages.has(packageOf(specifier)));
  const entries = roots.filter((file) => !imported.has(file));
  const handlers = (entries.length > 0 ? entries : roots).map((file) => ({
    functionId,
    file,
    export: handler.exportName,
  }));
  return analyzeTexts(recovered, handlers, (path) => path.slice(1), true, options, alias);
}

/** Names of the packages that lie in the artifact, or that it still asks for. */
function packagesIn(graph: ModuleGraph | null): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { packageId, imports } of graph?.modules ?? []) {
    if (packageId !== null) names.add(packagePath(packageId)?.name ?? packageId);
    for (const { specifier, target } of imports) if (target === null) names.add(packageOf(specifier));
  }
  for (const name of builtinModules) names.add(name);
  return names;
}

function packageOf(specifier: string): string {
  const bare = specifier.replace(/^node:/, "");
  return packagePath(`node_modules/${bare}`)?.name ?? bare;
}

async function codeOfShipped(
  { artifact, folder, mapped, graph }: CodeOrigin,
  handlers: readonly RequestedHandler[],
  bundles: ReadonlyMap<string, BundleModules>,
  options: DiscoverOptions,
): Promise<CodeModel> {
  const modules = (await graph())?.modules ?? [];
  const own = modules.filter(({ path, packageId }) => packageId === null && artifact.files.has(path));
  const texts = await readTexts(
    artifact,
    own.map(({ path }) => path),
  );
  const place = artifact.kind === "zip" ? "" : folder;
  const model = await analyzeTexts(
    texts,
    handlers,
    (path) => posix.join(place, path.slice(1)),
    false,
    options,
  );
  const maps = new Map([...bundles].map(([path, one]) => [posix.join(place, path), one]));
  const reported = placesIn(model);
  for (const { path } of own) {
    const shown = posix.join(place, path);
    const map = !reported.has(shown) || maps.has(shown) ? null : await mapped(path);
    if (map !== null) maps.set(shown, map);
  }
  return inOriginals(model, maps);
}

async function analyzeTexts(
  texts: ReadonlyMap<string, string>,
  handlers: readonly RequestedHandler[],
  display: (path: string) => string,
  isSource: boolean,
  options: DiscoverOptions,
  alias?: SourceSet["alias"],
): Promise<CodeModel> {
  const { analyzeCode } = await import("../code/analyze.js");
  const { sourcesFromTexts } = await import("../code/project/source-set.js");
  const { withoutPackages } = await import("../code/own-text.js");
  const followed = isSource
    ? texts
    : new Map([...texts].map(([path, text]) => [path, withoutPackages(text)] as const));
  const files = sourcesFromTexts(followed, { display, isSource, ...(alias === undefined ? {} : { alias }) });
  return analyzeCode({ files, handlers, clients: options.clients, weigher: null });
}

async function readTexts(artifact: Artifact, paths: readonly string[]): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const path of paths) {
    if (!/\.[cm]?js$/.test(path)) continue;
    try {
      texts.set(virtual(path), decoded(await artifact.read(path)));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
    }
  }
  return texts;
}

/** The engine wants absolute paths; these lie nowhere. */
function virtual(path: string): string {
  return `/${path}`;
}

function joined(models: readonly CodeModel[]): CodeModel {
  return {
    handlers: models.flatMap((model) => model.handlers),
    constructions: models.flatMap((model) => model.constructions),
    imports: models.flatMap((model) => model.imports),
    dynamicImports: models.flatMap((model) => model.dynamicImports),
    suppressions: models.flatMap((model) => model.suppressions),
    problems: models.flatMap((model) => model.problems),
  };
}
