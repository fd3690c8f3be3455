import { posix } from "node:path";
import type { LambdaFunction } from "../function.js";
import { asMetafile, type Metafile } from "../graph/metafile.js";
import { inputFile } from "../graph/metafile-keys.js";
import { type MetafileFunction, type MetafileOptions, openMetafile } from "../graph/metafile-open.js";
import { fromModules } from "../graph/reachability.js";
import { modulesByPackage } from "../subject/retained-size.js";
import { once, type Subject } from "../subject/subject.js";
import { codeOfOutputs, codeOfSources, exportName } from "./artifact-code.js";
import type { DiscoverOptions } from "./discovered.js";
import { reportPath } from "./report-path.js";

/** One subject for each function of a metafile. Throws InputError when its sums contradict each other. */
export function metafileSubjects(
  metafile: Metafile,
  options: DiscoverOptions,
  build: MetafileOptions,
): Subject[] {
  return openMetafile(metafile, build).map((fn) => metafileSubject(fn, metafile, options));
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

function metafileSubject(fn: MetafileFunction, metafile: Metafile, options: DiscoverOptions): Subject {
  const { artifact, attribution, entry } = fn;
  const graph = once(() => fn.graph([artifact.id]));
  const fallback = posix.basename(metafile.path, ".json");
  const lambda: LambdaFunction = {
    id: artifact.id,
    name: entry.entryPoint === null ? entry.output : inputFile(entry.entryPoint) || fallback,
    template: null,
    artifactId: artifact.id,
    layerIds: [],
    handler: options.handler,
    handlerModule: entry.entryPoint,
    runtime: options.runtime,
    architecture: options.architecture,
    memory: null,
    timeout: null,
    settings: null,
  };
  return {
    artifact,
    attribution,
    functions: [lambda],
    layerBytes: new Map(),
    problems: artifact.problems,
    graph,
    code: once(async () => {
      const source = entry.entryPoint === null ? null : fn.source(entry.entryPoint);
      if (source === null) return codeOfOutputs(artifact, lambda.id, options);
      return codeOfSources(
        [{ functionId: lambda.id, file: source.place, export: exportName(options) }],
        options,
      );
    }),
    async source(modulePath) {
      const source = fn.source(modulePath);
      return source === null
        ? null
        : { path: reportPath(source.place, options.cwd), inside: null, text: source.text };
    },
    // What a bundler put in is what something imports.
    packageUse: async () => null,
    atRest: once(async () => {
      const modules = await graph();
      return { graph: fromModules(modules, "all"), nodesOf: modulesByPackage(modules.modules) };
    }),
  };
}
