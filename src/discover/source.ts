import { dirname, sep } from "node:path";
import type { Artifact, ArtifactFile } from "../artifact/artifact.js";
import { statOf } from "../artifact/stat-of.js";
import type { CodeModel } from "../code/code-model.js";
import { InputError, type Problem } from "../errors.js";
import type { LambdaFunction } from "../function.js";
import type { ModuleSource, Subject } from "../subject/subject.js";
import { helpersAmong, projectsOf } from "./changed-files.js";
import type { DiscoverOptions } from "./discovered.js";
import { reportPath } from "./report-path.js";
import { handlersToFollow } from "./source-handlers.js";
import { undescribed } from "./undescribed.js";

/**
 * Source files and folders (absolute paths) without any artifact: the code rules look at the handlers in them.
 * All that a run names is one subject, so that files which share imports are read once.
 */
export async function sourceSubject(places: readonly string[], options: DiscoverOptions): Promise<Subject> {
  const { analyzeCode } = await import("../code/analyze.js");
  const { weighInstalledPackages } = await import("../code/package-weight.js");
  const { sourcesFromDisk, toPosix } = await import("../code/project.js");
  const changed = changedFiles(places, options.handler);
  const helpers = helpersAmong(changed);
  const searched = [...places, ...projectsOf(helpers)];
  const files = sourcesFromDisk(searched, options.cwd);
  const { problems: unread, ...followed } = await handlersToFollow(searched, files, options);
  const all = await analyzeCode({
    files,
    ...followed,
    clients: options.clients,
    weigher: weighInstalledPackages(),
    ...(changed.length === 0
      ? {}
      : { changed: { files: changed.map(toPosix), helpers: helpers.map(toPosix) } }),
  });
  const shown = new Set(changed.map((file) => files.display(toPosix(file))));
  const code = changed.length === 0 ? all : (await import("../code/touching.js")).touching(all, shown);
  const listed = changed.length === 0 ? files.paths : changed.map(toPosix);
  const artifact = sourceArtifact(places, listed, (path) => files.read(path), options);
  const functions = code.handlers.map((handler) => ({
    ...undescribed(options),
    id: handler.functionId,
    name: handler.functionId,
    artifactId: artifact.id,
    handler: `${handler.path.replace(/\.[cm]?[jt]sx?$/, "")}.${handler.export}`,
    handlerModule: handler.path,
  }));
  const empty = code.handlers.length > 0 ? [] : [noHandler(artifact, options.handler, changed.length > 0)];
  return codeSubject(artifact, functions, code, [...unread, ...empty]);
}

/**
 * Files that were named, rather than folders: what somebody changed. The handlers that reach them are looked for in
 * their projects, and only what has to do with them is told. A handler that is named too is all there is.
 */
function changedFiles(places: readonly string[], handler: string | null): readonly string[] {
  const isFile = (place: string) => statOf(place)?.isFile() === true;
  return handler === null && places.every(isFile) ? places : [];
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
  paths: readonly string[],
  read: (path: string) => string | null,
  options: DiscoverOptions,
): Artifact {
  const id = sourceId(places, options.cwd);
  const files = paths.map((path): [string, ArtifactFile] => {
    const bytes = Buffer.byteLength(read(path) ?? "");
    const shown = reportPath(path, options.cwd);
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
