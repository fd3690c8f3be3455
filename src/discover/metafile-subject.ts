import { posix } from "node:path";
import type { Problem } from "../errors.js";
import type { LambdaFunction } from "../function.js";
import { asMetafile, type Metafile } from "../graph/metafile.js";
import { inputFile } from "../graph/metafile-keys.js";
import { type MetafileFunction, type MetafileOptions, openMetafile } from "../graph/metafile-open.js";
import { fromModules } from "../graph/reachability.js";
import { modulesByPackage } from "../subject/retained-size.js";
import { once, type Subject } from "../subject/subject.js";
import { codeOfOutputs, codeOfSources, exportName } from "./artifact-code.js";
import type { DiscoverOptions } from "./discovered.js";
import { layerBytes, type OpenLayer } from "./open-layer.js";
import { reportPath } from "./report-path.js";
import { undescribed } from "./undescribed.js";

/** One subject for each function of a metafile. Throws InputError when its sums contradict each other. */
export function metafileSubjects(
  metafile: Metafile,
  options: DiscoverOptions,
  build: MetafileOptions,
): Subject[] {
  const fallback = posix.basename(metafile.path, ".json");
  return openMetafile(metafile, build).map((built) => {
    const { artifact, entry } = built;
    const fn: LambdaFunction = {
      ...undescribed(options),
      id: artifact.id,
      name: entry.entryPoint === null ? entry.output : inputFile(entry.entryPoint) || fallback,
      artifactId: artifact.id,
      handler: options.handler,
      handlerModule: entry.entryPoint,
    };
    return metafileSubject(built, [fn], options.layers.open, options);
  });
}

/** A finished build, from inside a bundler: its metafile as an object. */
export function metafileObjectSubjects(
  json: unknown,
  path: string,
  options: DiscoverOptions & {
    readonly projectRoot: string;
    readonly contents: ReadonlyMap<string, Uint8Array>;
  },
): Subject[] {
  const metafile = asMetafile(json, path);
  if (metafile === null) return [];
  const { cwd, projectRoot, contents } = options;
  return metafileSubjects(metafile, options, { cwd, projectRoot, contents });
}

/** One entry of a metafile, with the functions that deploy it. */
export function metafileSubject(
  { artifact, attribution, entry, ...built }: MetafileFunction,
  functions: readonly LambdaFunction[],
  layers: readonly OpenLayer[],
  options: DiscoverOptions,
): Subject {
  const graph = once(() => built.graph(functions.map(({ id }) => id)));
  return {
    artifact,
    attribution,
    functions,
    layerBytes: layerBytes(layers),
    handlers: async () => null,
    problems:
      attribution.estimated === true ? [...artifact.problems, estimated(artifact.path)] : artifact.problems,
    graph,
    code: once(async () => {
      const source = entry.entryPoint === null ? null : built.source(entry.entryPoint);
      if (source === null) return codeOfOutputs(artifact, functions, options);
      const handlers = functions.map(({ id, handler }) => ({
        functionId: id,
        file: source.place,
        export: exportName(handler),
      }));
      return codeOfSources(handlers, options);
    }),
    async source(modulePath) {
      const source = built.source(modulePath);
      return source === null
        ? null
        : { path: reportPath(source.place, options.cwd), inside: null, text: source.text };
    },
    manifest: built.manifest,
    unbundledText: built.unbundledText,
    // What a bundler put in is what something imports.
    packageUse: async () => null,
    atRest: once(async () => {
      const modules = await graph();
      return { graph: fromModules(modules, "all"), nodesOf: modulesByPackage(modules.modules) };
    }),
  };
}

function estimated(path: string): Problem {
  return {
    level: "note",
    code: "sizes-estimated",
    path,
    line: null,
    message:
      "has no source map that says what became of each module, so sizes of packages and of init are estimated, mostly to a tenth; build with source maps to know them.",
  };
}
