import { posix } from "node:path";
import type { Artifact } from "../artifact/artifact.js";
import { attributeFiles } from "../artifact/attribution.js";
import { decoded } from "../artifact/decoded.js";
import { keepingFiles } from "../artifact/kept.js";
import { withLayers } from "../artifact/mounted.js";
import { artifactWith } from "../artifact/view.js";
import { InputError, type Problem } from "../errors.js";
import type { LambdaFunction } from "../function.js";
import { withBundles } from "../graph/bundle-graph.js";
import type { ModuleGraph } from "../graph/module-graph.js";
import { packageGraph } from "../graph/package-graph.js";
import { packageUse } from "../graph/package-use.js";
import { plainGraph } from "../graph/plain.js";
import { Handlers } from "../handler/handler-module.js";
import { isDevelopmentFile } from "../lambda/dead-files.js";
import { isDevelopmentPackage } from "../lambda/development-packages.js";
import { searchFolders } from "../lambda/node-path.js";
import { type ModuleSource, once, type Subject } from "../subject/subject.js";
import { codeOfArtifact } from "./artifact-code.js";
import type { DiscoverOptions } from "./discovered.js";
import {
  findHandlerFiles,
  type HandlerFile,
  handlerFile,
  handlerString,
  unreadableScripts,
} from "./handler-files.js";
import { layerBytes, mountedManifests, type OpenLayer } from "./open-layer.js";
import { readBundles } from "./read-bundles.js";
import { undescribed } from "./undescribed.js";

/** What is known about an artifact before it is looked into. */
export interface GivenSubject {
  /** Default: the handler that the options name, else those that are found. */
  readonly handlers?: readonly HandlerFile[];
  /** What a template says of the functions that deploy it; default: one per handler, of which nothing more is known. */
  readonly functions?: readonly LocatedFunction[];
  /** Unpacked beside it, in this order. */
  readonly layers?: readonly OpenLayer[];
  /** What the files' paths are relative to, as reports show it; default: the artifact's path. */
  readonly folder?: string;
  /** Gives a source map that lies beside the artifact rather than in it. */
  readonly readBeside?: (path: string) => Promise<Buffer | null>;
}

/** A function, and its handler's file in the artifact; null where there is none. */
export interface LocatedFunction {
  readonly fn: LambdaFunction;
  readonly handler: HandlerFile | null;
}

/** A zip, a folder or some files of one, with the functions that deploy it. */
export async function plainSubject(
  opened: Artifact,
  options: DiscoverOptions,
  given: GivenSubject = {},
): Promise<Subject> {
  const artifact = keepingFiles(opened);
  const role = given.functions === undefined && isLayerShaped(artifact) ? "layer" : artifact.role;
  const located =
    role === "layer" ? [] : (given.functions ?? (await locateFunctions(artifact, options, given)));
  const handlers = located.flatMap(({ fn, handler }) =>
    handler === null ? [] : [{ ...handler, functionId: fn.id }],
  );
  const { bundles, compiled, problems, mapped } = await readBundles(
    artifact,
    handlers.map(({ path }) => path),
    given.readBeside ?? (async () => null),
    options.cwd,
  );
  const files = await attributeFiles(
    artifact,
    new Map([...bundles].map(([path, { sections }]) => [path, sections])),
  );
  const layers = role === "layer" ? [] : (given.layers ?? options.layers.open);
  const functions = located.map(({ fn }) => fn);
  const mounted = once(() =>
    withLayers(
      artifact,
      layers.map((layer) => layer.artifact),
    ),
  );
  const folders = [
    ...new Set(functions.flatMap((fn) => searchFolders(fn.runtime).map(({ folder }) => folder))),
  ];
  const graph = once(async (): Promise<ModuleGraph | null> => {
    if (handlers.length === 0) return null;
    const manifests = [files.manifests, ...(await Promise.all(layers.map(mountedManifests)))];
    const shipped = await plainGraph(mounted(), handlers, new Map(manifests.flatMap((some) => [...some])), {
      links: layers.length === 0 ? files.links : null,
      searchFolders: folders,
    });
    return withBundles(shipped, bundles);
  });
  const isSilent = role === "layer" || handlers.length > 0 || given.functions !== undefined;
  const noHandlers = isSilent ? [] : [noHandler(artifact), ...(await unreadableScripts(artifact))];
  return {
    artifact: artifactWith(artifact, { role, kind: kindOf(artifact, bundles.size) }),
    attribution: files.attribution,
    functions,
    layerBytes: layerBytes(layers),
    problems: [...artifact.problems, ...problems, ...files.problems, ...noHandlers],
    graph,
    handlers: once(() => Handlers.of(mounted(), { searchFolders: folders })),
    code: once(() =>
      codeOfArtifact(
        { artifact, folder: given.folder ?? artifact.path, handlers, bundles, compiled, mapped, graph },
        options,
      ),
    ),
    source: (modulePath) => sourceOf(artifact, given.folder ?? artifact.path, modulePath),
    unbundledText: () => null,
    manifest: (packageId) => files.manifests.get(packageId) ?? null,
    packageUse: once(async () => {
      const modules = await graph();
      if (modules === null || handlers.length < located.length) return null;
      return packageUse({
        ...{ artifact, graph: modules, manifests: files.manifests, links: files.links },
        bytes: new Map(files.attribution.packages.map(({ id, bytes }) => [id, bytes])),
        isForDevelopment: isDevelopmentFile,
        isTool: isDevelopmentPackage,
      });
    }),
    atRest: once(async () => {
      const packages = packageGraph(files.attribution, files.ownDependencies, await graph());
      return { graph: packages, nodesOf: new Map(packages.ids.map((id, node) => [id, [node]])) };
    }),
  };
}

/** A layer's code lies where Lambda looks for it in /opt: nodejs/node_modules. */
export function isLayerShaped(artifact: Pick<Artifact, "files">): boolean {
  let hasPackages = false;
  for (const path of artifact.files.keys()) {
    if (!/^(nodejs|bin|lib|extensions)\//.test(path)) return false;
    hasPackages ||= path.startsWith("nodejs/node_modules/");
  }
  return hasPackages;
}

/** Scripts that came with a map and nothing else: the map is what is known about them. */
function kindOf(artifact: Artifact, bundles: number): Artifact["kind"] {
  const isScripts =
    artifact.kind === "directory" && [...artifact.files.keys()].every((path) => /\.[cm]?js$/.test(path));
  return isScripts && bundles > 0 ? "source-map" : artifact.kind;
}

async function sourceOf(
  artifact: Artifact,
  folder: string,
  modulePath: string,
): Promise<ModuleSource | null> {
  const file = artifact.files.get(modulePath);
  if (file === undefined || file.isLink || !/\.[cm]?[jt]sx?$/.test(modulePath)) return null;
  try {
    const text = decoded(await artifact.read(modulePath));
    if (artifact.kind === "zip") return { path: modulePath, inside: artifact.path, text };
    return { path: posix.join(folder, modulePath), inside: null, text };
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

/** One function per handler, of which nothing but the options is known. */
async function locateFunctions(
  artifact: Artifact,
  options: DiscoverOptions,
  given: GivenSubject,
): Promise<readonly LocatedFunction[]> {
  const base = { ...undescribed(options), artifactId: artifact.id };
  // A folder that is the working directory has no name in its path.
  const name = functionName(
    artifact.path === "." ? posix.basename(options.cwd.replaceAll("\\", "/")) : artifact.path,
  );
  const handlers = given.handlers ?? (await handlersOf(artifact, options));
  const named = given.handlers === undefined ? options.handler : null;
  if (handlers.length === 0) {
    const fn = { ...base, id: artifact.id, name, handler: options.handler, handlerModule: null };
    return [{ fn, handler: null }];
  }
  return handlers.map((handler) => ({
    handler,
    fn: {
      ...base,
      id: handlers.length === 1 ? artifact.id : `${artifact.id}#${handler.path}`,
      name: handlers.length === 1 ? name : `${name}/${handler.path.replace(/\.[cm]?js$/, "")}`,
      handler: named ?? handlerString(handler),
      handlerModule: handler.path,
    },
  }));
}

async function handlersOf(
  artifact: Artifact,
  { handler, runtime }: DiscoverOptions,
): Promise<readonly HandlerFile[]> {
  return handler === null ? findHandlerFiles(artifact) : [await handlerFile(artifact, handler, runtime)];
}

/** The base name of an artifact's path, without what says that it is an archive or a script. */
function functionName(path: string): string {
  const stem = posix.basename(path).replace(/\.(zip|[cm]?js)$/i, "");
  if (stem !== "index" || posix.dirname(path) === ".") return stem;
  return posix.basename(posix.dirname(path));
}

function noHandler(artifact: Artifact): Problem {
  return {
    level: "note",
    code: "no-handler",
    path: artifact.path,
    line: null,
    message:
      'exports no "handler" or "lambdaHandler" that could be found, so what init loads is unknown; name it with --handler file.export.',
  };
}
