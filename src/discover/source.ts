import { dirname, sep } from "node:path";
import type { Artifact, ArtifactFile } from "../artifact/artifact.js";
import type { CodeModel } from "../code/code-model.js";
import { InputError, type Problem } from "../errors.js";
import type { LambdaFunction } from "../function.js";
import type { ModuleSource, Subject } from "../subject/subject.js";
import type { DiscoverOptions } from "./discovered.js";
import { reportPath } from "./report-path.js";
import { parseSourceAnalysis, type SourceAnalysis, type SourceSize } from "./source-analysis.js";
import { undescribed } from "./undescribed.js";

/**
 * Source files and folders (absolute paths) without any artifact: the code rules look at the handlers in them.
 * All that a run names is one subject, so that files which share imports are read once.
 */
export async function sourceSubject(places: readonly string[], options: DiscoverOptions): Promise<Subject> {
  const { cwd, handler, clients, cache } = options;
  const analysis = await cache.remember(
    "sources",
    { places, cwd, handler, clients },
    parseSourceAnalysis,
    async () => (await import("./analyze-sources.js")).analyzeSources(places, options),
  );
  return analysedSubject(places, analysis, options);
}

/** What is known of sources by now as a subject. */
export function analysedSubject(
  places: readonly string[],
  { code, files, problems, wereNamed }: SourceAnalysis,
  options: DiscoverOptions,
): Subject {
  const artifact = sourceArtifact(places, files, options);
  const functions = code.handlers.map((handler) => ({
    ...undescribed(options),
    id: handler.functionId,
    name: handler.functionId,
    artifactId: artifact.id,
    handler: `${handler.path.replace(/\.[cm]?[jt]sx?$/, "")}.${handler.export}`,
    handlerModule: handler.path,
  }));
  const empty = code.handlers.length > 0 ? [] : [noHandler(artifact, options.handler, wereNamed)];
  return codeSubject(artifact, functions, code, [...problems, ...empty]);
}

/** Source files as a subject: there is code, and nothing that ships. */
export function codeSubject(
  artifact: Artifact,
  functions: readonly LambdaFunction[],
  code: CodeModel,
  problems: readonly Problem[],
): Subject {
  return {
    artifact,
    attribution: {
      unzippedBytes: total(artifact),
      ownBytes: total(artifact),
      unattributedBytes: 0,
      packages: [],
    },
    functions,
    layerBytes: new Map(),
    handlers: async () => null,
    problems,
    graph: async () => null,
    code: async () => code,
    source: async (): Promise<ModuleSource | null> => null,
    manifest: () => null,
    unbundledText: () => null,
    packageUse: async () => null,
    atRest: async () => ({ graph: { bytes: [], targets: [], roots: [] }, nodesOf: new Map() }),
  };
}

function noHandler({ path }: Artifact, handler: string | null, wereNamed: boolean): Problem {
  const message =
    handler !== null
      ? `no handler "${handler}" is there, so nothing was checked; name the file that exports it.`
      : wereNamed
        ? 'no "handler" or "lambdaHandler" of the project is in there, or imports it, so nothing was checked.'
        : 'no "handler" or "lambdaHandler" is exported there, so nothing was checked; name files that export one, or what a build made of them.';
  return { level: "note", code: "no-handler", path, line: null, message };
}

/** The artifact id of sources: the file or folder, or the folder that holds them all (absolute paths). */
export function sourceId(places: readonly string[], cwd: string): string {
  let common = places[0] ?? cwd;
  const holds = (place: string) => place === common || place.startsWith(common + sep);
  while (common !== dirname(common) && !places.every(holds)) common = dirname(common);
  return reportPath(common, cwd);
}

/** Sources as an artifact, for their paths and sizes. */
export function sourceArtifact(
  places: readonly string[],
  sources: readonly SourceSize[],
  { cwd }: Pick<DiscoverOptions, "cwd">,
): Artifact {
  const id = sourceId(places, cwd);
  const files = sources.map(({ path, bytes }): [string, ArtifactFile] => {
    const shown = reportPath(path, cwd);
    return [shown, { path: shown, bytes, zippedBytes: null, mode: null, isLink: false }];
  });
  return {
    id,
    path: id,
    kind: "source",
    role: "function",
    files: new Map(files.sort(([a], [b]) => (a < b ? -1 : 1))),
    zipBytes: null,
    problems: [],
    async read(path) {
      throw sourceText(path);
    },
    async readPart(path) {
      throw sourceText(path);
    },
    async close() {},
  };
}

function sourceText(path: string): InputError {
  return new InputError({
    code: "unreadable-file",
    path,
    message: "is source text; it is read by the code side.",
  });
}

function total(artifact: Artifact): number {
  let bytes = 0;
  for (const file of artifact.files.values()) bytes += file.bytes;
  return bytes;
}
