import { join } from "node:path";
import type { Artifact } from "../artifact/artifact.js";
import { folderView } from "../artifact/view.js";
import { openZip } from "../artifact/zip.js";
import { InputError, type Problem } from "../errors.js";
import { deployedPaths, findDefaultPaths } from "./default-paths.js";
import type { Discovered, DiscoverOptions, FoundArtifact, FoundSource, OtherPaths } from "./discovered.js";
import { childFolders, filesIn, folderOf, functionFolder, isDeployable, pathIn } from "./folder-files.js";
import {
  findHandlerFiles,
  type HandlerFile,
  handlerExport,
  handlerFile,
  isOwn,
  namedHandler,
  ownScripts,
} from "./handler-files.js";
import { discoverFound, type FoundMetafile, findMetafiles } from "./metafile-file.js";
import { isLayerShaped, plainSubject } from "./plain-subject.js";
import { checkoutNote, isNeverDeployed, isWorkedIn, projectNote } from "./project-folder.js";
import { isMadeIn, isMadeOf } from "./same-content.js";
import { artifactClosure, scriptSubject } from "./script.js";
import { isSourceFolder } from "./source-kind.js";

/**
 * What a folder holds: metafiles first, then zips, then folders that become zips, then single files that export a
 * handler, with the chunks that they import. Nothing is counted twice.
 * Throws InputError (nothing-to-lint) when it holds none of them.
 */
export async function* discoverFolder(
  place: string,
  whole: Artifact,
  options: DiscoverOptions,
): AsyncGenerator<Discovered | FoundSource | OtherPaths> {
  // A handler that is named lies in what is named.
  const inProject = options.handler === null && isWorkedIn(place);
  const deployed = inProject ? deployedPaths(place) : [];
  if (deployed.length > 0) {
    yield* insteadOf(whole, place, deployed);
    return;
  }
  const { metafiles, problems } = await findMetafiles(place, whole);
  for (const problem of problems) yield { problem };
  const mayBeSource = options.handler === null || ownScripts(whole).length === 0;
  if (metafiles.length === 0 && mayBeSource && (await isSourceFolder(place, whole))) {
    yield { source: place };
    return;
  }
  const built = inProject && metafiles.length === 0 ? findDefaultPaths(place).taken : [];
  if (built.length > 0) {
    yield* insteadOf(whole, place, built);
    return;
  }
  if (
    (inProject && metafiles.length === 0 && isNeverDeployed(place)) ||
    (options.handler === null && metafiles.length === 0 && (await isOfServices(place, whole, options.cwd)))
  ) {
    yield { source: place };
    return;
  }
  if (whole.isWorkingCopy === true) yield { problem: checkoutNote(whole.path) };
  if (isLayerShaped(whole) || (isDeployable(whole) && !metafiles.some((found) => found.isProjectOf("")))) {
    yield { id: whole.id, open: () => plainSubject(whole, options) };
    return;
  }
  const folder = new Folder(place, whole, metafiles, options);
  yield* folder.discover("");
  if (folder.guessed && !folder.named && options.handler !== null)
    await handlerFile(whole, options.handler, options.runtime);
  if (folder.found > 0 || folder.refused) return;
  if (ownScripts(whole).length === 0) throw nothingToLint(whole);
  yield { id: whole.id, open: () => plainSubject(whole, options) };
}

/** Services lie in the folders below, and nothing at the root can be loaded. */
async function isOfServices(place: string, whole: Artifact, cwd: string): Promise<boolean> {
  const isAtRoot = (await findHandlerFiles(whole)).some(({ path }) => !path.includes("/"));
  return !isAtRoot && (await import("./service-handlers.js")).holdsServices(place, cwd);
}

function* insteadOf(
  project: Artifact,
  place: string,
  paths: readonly string[],
): Generator<Discovered | OtherPaths> {
  yield {
    problem: projectNote(
      project.path,
      paths.map((path) => pathIn(project, path)),
    ),
  };
  yield { paths: paths.map((path) => join(place, path)) };
}

class Folder {
  /** How many functions came out so far. */
  found = 0;
  /** True once a function was found by the handler that the options name, and by the usual names instead. */
  named = false;
  guessed = false;
  /** True once an input was refused with a problem of its own. */
  refused = false;
  readonly #place: string;
  readonly #whole: Artifact;
  readonly #metafiles: readonly FoundMetafile[];
  readonly #options: DiscoverOptions;
  /** Paths that a metafile describes, built or built from: they are its functions, not ours again. */
  readonly #described: Set<string>;
  readonly #zips: Artifact[] = [];

  constructor(place: string, whole: Artifact, metafiles: readonly FoundMetafile[], options: DiscoverOptions) {
    this.#place = place;
    this.#whole = whole;
    this.#metafiles = metafiles;
    this.#options = options;
    this.#described = new Set(metafiles.flatMap((found) => [...found.outputs, ...found.sources]));
  }

  async *discover(prefix: string): AsyncGenerator<Discovered> {
    for (const metafile of this.#metafiles.filter((found) => folderOf(found.path) === prefix)) {
      for await (const one of discoverFound(metafile, this.#options)) yield this.#count(one);
    }
    yield* this.#zipsIn(prefix);
    const scripts = await this.#handlerFiles(prefix);
    // What a handler imports from the folders below is a part of it, whatever it exports.
    for (const { path } of scripts) {
      for (const imported of await artifactClosure(this.#whole, path)) {
        if (imported !== path) this.#described.add(imported);
      }
    }
    for (const child of childFolders(this.#whole, prefix)) {
      if (!this.#isZipped(child)) yield* this.#child(child);
    }
    const [only] = scripts;
    if (prefix === "" && this.found === 0 && only !== undefined && scripts.length === 1) {
      yield* this.#function("", only);
      return;
    }
    for (const file of scripts) {
      const path = pathIn(this.#whole, file.path);
      yield* this.#found(path, () => scriptSubject(this.#whole, file, path, this.#options));
    }
  }

  async *#child(child: string): AsyncGenerator<Discovered> {
    const path = pathIn(this.#whole, child);
    const view = folderView(this.#whole, child, { id: path, path, role: "function" });
    if (
      isLayerShaped(view) ||
      (isDeployable(view) && !this.#metafiles.some((found) => found.isProjectOf(child)))
    ) {
      yield* this.#guard(async () => {
        await this.#checkHandler(view);
        return { id: path, open: () => plainSubject(view, this.#options) };
      });
      return;
    }
    const [only, ...others] = await this.#handlerFiles(child);
    if (only === undefined || others.length > 0) yield* this.discover(child);
    else yield* this.#function(child, only);
  }

  /** A folder whose root holds the one handler: all that lies in it ships with it. */
  async *#function(folder: string, handler: HandlerFile): AsyncGenerator<Discovered> {
    const prefix = folder === "" ? "" : `${folder}/`;
    const readBeside = async (map: string) =>
      this.#whole.files.has(prefix + map) ? this.#whole.read(prefix + map) : null;
    const handlers = [{ ...handler, path: handler.path.slice(prefix.length) }];
    yield* this.#found(pathIn(this.#whole, folder), () =>
      plainSubject(functionFolder(this.#whole, folder), this.#options, { handlers, readBeside }),
    );
  }

  async *#zipsIn(prefix: string): AsyncGenerator<Discovered> {
    const options = this.#options;
    for (const file of filesIn(this.#whole, prefix).filter((path) => /\.zip$/i.test(path))) {
      const path = pathIn(this.#whole, file);
      const untaken = new Set<Artifact>();
      yield* this.#guard(async () => {
        const zip = await openZip(join(this.#place, file), { id: path, path, role: "function" });
        untaken.add(zip);
        this.#zips.push(zip);
        const twin = this.#metafiles.find((found) => found.isZippedIn(zip));
        if (twin !== undefined) return linted(path, `holds what ${twin.reportPath} describes`);
        await this.#checkHandler(zip);
        return {
          id: path,
          open() {
            untaken.delete(zip);
            return plainSubject(zip, options);
          },
        };
      });
      for (const zip of untaken) await zip.close();
    }
  }

  async *#found(id: string, open: FoundArtifact["open"]): AsyncGenerator<Discovered> {
    yield this.#count({ id, open });
  }

  /** The handler that the options name has to be in each artifact: one without it is refused, and doesn't count. */
  async #checkHandler(artifact: Artifact): Promise<void> {
    const { handler, runtime } = this.#options;
    if (handler !== null && !isLayerShaped(artifact)) await handlerFile(artifact, handler, runtime);
  }

  /** One input that is refused leaves the others. */
  async *#guard(look: () => Promise<FoundArtifact | Problem>): AsyncGenerator<Discovered> {
    try {
      const found = await look();
      yield this.#count("open" in found ? found : { problem: found });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this.refused = true;
      yield { problem: error.problem };
    }
  }

  #count(one: Discovered): Discovered {
    if ("open" in one) this.found += 1;
    return one;
  }

  #isZipped(child: string): boolean {
    if (this.#zips.length === 0) return false;
    const view = folderView(this.#whole, child, { id: child, path: child, role: "function" });
    return this.#zips.some((zip) => isMadeOf(zip, view));
  }

  async #handlerFiles(prefix: string): Promise<HandlerFile[]> {
    const named = await namedHandler(this.#whole, prefix, this.#options);
    if (named !== null && !this.#described.has(named.path)) {
      this.named = true;
      return [named];
    }
    const found: HandlerFile[] = [];
    for (const path of filesIn(this.#whole, prefix)) {
      if (!/\.[cm]?js$/.test(path) || this.#described.has(path) || !isOwn(path)) continue;
      const file = this.#whole.files.get(path);
      if (file === undefined || this.#zips.some((zip) => isMadeIn(zip, this.#whole, prefix, file))) continue;
      const exportName = await handlerExport(this.#whole, path);
      if (exportName !== null) found.push({ path, exportName });
    }
    this.guessed ||= found.length > 0;
    return found;
  }
}

function linted(path: string, why: string): Problem {
  const message = `${why}; it is linted once, from there. Name the zip itself to lint it instead.`;
  return { level: "note", code: "counted-once", path, line: null, message };
}

function nothingToLint(folder: Artifact): InputError {
  return new InputError({
    code: "nothing-to-lint",
    path: folder.path,
    message:
      "holds no zip, no esbuild metafile and no JavaScript; expected what a build leaves. Name the build's output folder.",
  });
}
