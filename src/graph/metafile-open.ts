import { dirname, resolve } from "node:path";
import type { Artifact } from "../artifact/artifact.js";
import { buildArtifact } from "../artifact/build-outputs.js";
import type { Manifest } from "../artifact/manifest.js";
import type { Attribution } from "../artifact/packages.js";
import { type KnownFile, type ProjectFiles, projectFiles } from "../artifact/project-files.js";
import { InputError } from "../errors.js";
import type { Metafile } from "./metafile.js";
import { attributeOutputs } from "./metafile-attribution.js";
import { type MetafileEntry, metafileEntries, outputClosure } from "./metafile-entries.js";
import { metafileGraph, metafileShape, type RequireTiming } from "./metafile-graph.js";
import { inputFile } from "./metafile-keys.js";
import { relativeKey, relativeMetafile } from "./metafile-relative.js";
import { sourceTimings, wrapperTimings } from "./metafile-timing.js";
import type { ModuleGraph } from "./module-graph.js";
import { mayHaveComments } from "./wrappers.js";

/** One function as a metafile describes it. */
export interface MetafileFunction {
  readonly entry: MetafileEntry;
  /** The entry's outputs by their metafile keys: itself, its chunks, lazy ones too, and their assets; no maps. */
  readonly outputs: readonly string[];
  readonly artifact: Artifact;
  readonly attribution: Attribution;
  /**
   * The entry's modules by input key, with the handlers of `functionIds` as roots.
   * Reads inputs (or else outputs) only where `require()` calls run in init.
   */
  graph(functionIds: readonly string[]): Promise<ModuleGraph>;
  /** The package.json of a package that was bundled, by its id, as it lies on disk now; null when it is gone. */
  manifest(packageId: string): Manifest | null;
  /** A file of a package that wasn't bundled, as it lies on disk now; null when it isn't there, or is large. */
  unbundledText(path: string): string | null;
  /** An input as it still lies on disk (absolute path), by its key; null when it is gone or was changed. */
  source(input: string): { readonly place: string; readonly text: string } | null;
}

export interface MetafileOptions {
  /** What `Metafile.path` is relative to; default: the process's. */
  readonly cwd?: string;
  /** esbuild's working directory, when known; else it is found upwards from the metafile. */
  readonly projectRoot?: string;
  /** Outputs that are not on disk (`write: false`), by output key. */
  readonly contents?: ReadonlyMap<string, Uint8Array>;
}

/**
 * Every function of a metafile, by output path; none when it has no JavaScript outputs.
 * @throws InputError when its sums contradict each other
 */
export function openMetafile(given: Metafile, options: MetafileOptions = {}): readonly MetafileFunction[] {
  const cwd = resolve(options.cwd ?? ".");
  const folder = resolve(options.projectRoot ?? cwd);
  const metafile = relativeMetafile(given, folder);
  const contents = new Map(
    [...(options.contents ?? [])].map(([key, content]) => [relativeKey(key, folder), content]),
  );
  const project = projectFiles(
    // Artifacts of a build are often handed on to a folder of their own, and linted from the project.
    [dirname(resolve(cwd, metafile.path)), cwd],
    knownFiles(metafile),
    options.projectRoot,
  );
  const timing = sourceTimings(metafile, project);
  const entries = metafileEntries(metafile);
  return entries.map((entry) =>
    openEntry(metafile, entry, entryName(entry, entries), project, timing, { ...options, cwd, contents }),
  );
}

function* knownFiles(metafile: Metafile): Generator<KnownFile> {
  for (const [key, { bytes }] of metafile.inputs) yield { path: inputFile(key), bytes };
}

function openEntry(
  metafile: Metafile,
  entry: MetafileEntry,
  name: string | null,
  project: ProjectFiles,
  timing: RequireTiming,
  options: MetafileOptions & { readonly cwd: string },
): MetafileFunction {
  const outputs = outputClosure(metafile, entry.output);
  const artifact = buildArtifact({
    id: name === null ? metafile.path : `${metafile.path}#${name}`,
    path: metafile.path,
    outputs: outputs.map((path) => ({ path, bytes: metafile.outputs.get(path)?.bytes ?? 0 })),
    cwd: options.cwd,
    projectRoot: options.projectRoot ?? null,
    contents: options.contents ?? new Map(),
  });
  const hasWrappers = () =>
    outputs.some((path) => {
      const output = metafile.outputs.get(path);
      return output !== undefined && mayHaveComments(output);
    });
  const graph = async (functionIds: readonly string[]): Promise<ModuleGraph> => {
    const shape = metafileShape(metafile, entry, outputs);
    const fromInputs = metafileGraph(shape, timing, functionIds);
    if (fromInputs.initKnown || !hasWrappers()) return fromInputs;
    const byWrappers = wrapperTimings(metafile, timing, await readScripts(artifact));
    return byWrappers === null ? fromInputs : metafileGraph(shape, byWrappers, functionIds);
  };
  return {
    entry,
    outputs,
    artifact,
    attribution: attributeOutputs(metafile, outputs, (folder) => project.manifest(folder)?.version ?? null),
    graph,
    manifest: project.manifest,
    unbundledText: project.otherText,
    source(input) {
      const known = metafile.inputs.get(input);
      if (known === undefined) return null;
      const { bytes } = known;
      const place = project.place(inputFile(input), bytes);
      const text = place === null ? null : project.text(inputFile(input), bytes);
      return place === null || text === null ? null : { place, text };
    },
  };
}

/** What follows `#` in an artifact's id: null for a lone entry, the output where an entry point was built twice. */
function entryName(entry: MetafileEntry, all: readonly MetafileEntry[]): string | null {
  if (all.length === 1) return null;
  if (entry.entryPoint === null) return entry.output;
  return all.filter(({ entryPoint }) => entryPoint === entry.entryPoint).length === 1
    ? entry.entryPoint
    : entry.output;
}

async function readScripts(artifact: Artifact): Promise<readonly Buffer[]> {
  const scripts: Buffer[] = [];
  for (const path of artifact.files.keys()) {
    if (!/\.[cm]?js$/.test(path)) continue;
    try {
      scripts.push(await artifact.read(path));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
    }
  }
  return scripts;
}
