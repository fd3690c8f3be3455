import { statOf } from "../artifact/stat-of.js";
import { analyzeCode } from "../code/analyze.js";
import type { RequestedHandler } from "../code/handlers/handler-request.js";
import { PackageScans } from "../code/imports/package-scans.js";
import { weighInstalledPackages } from "../code/imports/package-weight.js";
import { sourcesFromDisk, toPosix } from "../code/project/project.js";
import type { SourceSet } from "../code/project/source-set.js";
import { touching } from "../code/project/touching.js";
import { helpersAmong, searchedProjects } from "./changed-files.js";
import type { DiscoverOptions } from "./discovered.js";
import type { SourceAnalysis, SourceSize } from "./source-analysis.js";
import { handlersToFollow } from "./source-handlers.js";

/**
 * Finds the handlers of source files and folders (absolute paths), and follows them. Reads the disk through
 * cache/disk.ts only, as all that it imports does: what it gives is kept together with what was read.
 */
export async function analyzeSources(
  places: readonly string[],
  options: DiscoverOptions,
): Promise<SourceAnalysis> {
  const changed = changedFiles(places, options.handler);
  const helpers = helpersAmong(changed);
  const projects = searchedProjects(helpers);
  const files = sourcesFromDisk([...places, ...projects], options.cwd);
  const searched = changed.length === 0 ? places : projects;
  const { problems, ...followed } = await handlersToFollow(searched, files, options);
  const scans = new PackageScans(options.cache);
  const all = await analyzeCode({
    files,
    ...followed,
    clients: options.clients,
    weigher: weighInstalledPackages(scans),
    cache: options.cache,
    ...(changed.length === 0
      ? {}
      : { changed: { files: changed.map(toPosix), helpers: helpers.map(toPosix) } }),
  });
  scans.keep();
  const shown = new Set(changed.map((file) => files.display(toPosix(file))));
  return {
    code: changed.length === 0 ? all : touching(all, shown),
    files: sizesOf(changed.length === 0 ? files.paths : changed.map(toPosix), files),
    problems,
    wereNamed: changed.length > 0,
  };
}

/**
 * Follows handlers (absolute paths) that are known; what they import is weighed where no artifact tells. Reads the
 * disk as `analyzeSources` does.
 */
export async function analyzeHandlers(
  known: readonly RequestedHandler[],
  { cwd, clients, cache }: Pick<DiscoverOptions, "cwd" | "clients" | "cache">,
  areWeighed: boolean,
): Promise<SourceAnalysis> {
  const handlers = known.map((one) => ({ ...one, file: toPosix(one.file) }));
  const paths = [...new Set(handlers.map(({ file }) => file))];
  const files = sourcesFromDisk(paths, cwd);
  const scans = new PackageScans(cache);
  const code = await analyzeCode({
    files,
    handlers,
    clients,
    weigher: areWeighed ? weighInstalledPackages(scans) : null,
    cache,
  });
  scans.keep();
  return { code, files: sizesOf(files.paths, files), problems: [], wereNamed: false };
}

/** The bytes of some sources; what can't be read has none. */
function sizesOf(paths: readonly string[], files: SourceSet): readonly SourceSize[] {
  return paths.map((path) => ({ path, bytes: Buffer.byteLength(files.read(path) ?? "") }));
}

/**
 * Files that were named, rather than folders: what somebody changed. The handlers that reach them are looked for in
 * their projects, and only what has to do with them is told. A handler that is named too is all there is.
 */
function changedFiles(places: readonly string[], handler: string | null): readonly string[] {
  const isFile = (place: string) => statOf(place)?.isFile() === true;
  return handler === null && places.every(isFile) ? places : [];
}
