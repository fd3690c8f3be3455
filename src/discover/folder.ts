import { join } from "node:path";
import type { Artifact } from "../artifact/artifact.js";
import { folderView } from "../artifact/view.js";
import { openZip } from "../artifact/zip.js";
import { InputError, type Problem } from "../errors.js";
import { compareText } from "../finding.js";
import type { Discovered, DiscoverOptions } from "./discovered.js";
import { type HandlerFile, handlerExport, isOwn, ownScripts } from "./handler-files.js";
import { type FoundMetafile, findMetafiles, metafileSubjects } from "./metafile-file.js";
import { plainSubject } from "./plain-subject.js";
import { holdsTheSame } from "./same-content.js";
import { scriptSubject } from "./script.js";

/**
 * What a folder holds: metafiles first, then zips, then folders that become zips, then single files that export a
 * handler, with the chunks that they import. Nothing is counted twice.
 * Throws InputError (nothing-to-lint) when it holds none of them.
 */
export async function* discoverFolder(
  place: string,
  whole: Artifact,
  options: DiscoverOptions,
): AsyncGenerator<Discovered> {
  const { metafiles, problems } = await findMetafiles(place, whole);
  for (const problem of problems) yield { problem };
  if (isDeployable(whole) && !metafiles.some((found) => found.isProjectOf(""))) {
    yield { subject: await plainSubject(whole, options) };
    return;
  }
  const folder = new Folder(place, whole, metafiles, options);
  let found = 0;
  for await (const one of folder.discover("")) {
    if ("subject" in one) found += 1;
    yield one;
  }
  if (found > 0 || folder.skipped) return;
  if (ownScripts(whole).length === 0) throw nothingToLint(whole);
  yield { subject: await plainSubject(whole, options) };
}

/** A folder with its own package.json or node_modules is deployed as it is. */
function isDeployable(folder: Artifact): boolean {
  if (folder.files.has("package.json")) return true;
  for (const path of folder.files.keys()) if (path.startsWith("node_modules/")) return true;
  return false;
}

class Folder {
  /** True once an input was refused with a problem of its own. */
  skipped = false;
  readonly #place: string;
  readonly #whole: Artifact;
  readonly #metafiles: readonly FoundMetafile[];
  readonly #options: DiscoverOptions;
  /** Paths that a metafile describes: they are its functions, not ours again. */
  readonly #described: ReadonlySet<string>;

  constructor(place: string, whole: Artifact, metafiles: readonly FoundMetafile[], options: DiscoverOptions) {
    this.#place = place;
    this.#whole = whole;
    this.#metafiles = metafiles;
    this.#options = options;
    this.#described = new Set(metafiles.flatMap((found) => found.outputs));
  }

  async *discover(prefix: string): AsyncGenerator<Discovered> {
    for (const metafile of this.#metafiles.filter((found) => folderOf(found.path) === prefix)) {
      yield* metafileSubjects(metafile, this.#options);
    }
    const zips = yield* this.#zips(prefix);
    const scripts = await this.#handlerFiles(prefix);
    for (const child of childFolders(this.#whole, prefix)) {
      if (await this.#isZipped(child, zips)) continue;
      yield* this.#child(child);
    }
    for (const file of scripts) {
      yield { subject: await scriptSubject(this.#whole, file, this.#options) };
    }
  }

  async *#child(child: string): AsyncGenerator<Discovered> {
    const path = `${this.#whole.path === "." ? "" : `${this.#whole.path}/`}${child}`;
    const view = folderView(this.#whole, child, { id: path, path, role: "function" });
    if (isDeployable(view) && !this.#metafiles.some((found) => found.isProjectOf(child))) {
      yield { subject: await plainSubject(view, this.#options) };
      return;
    }
    const handlers = await this.#handlerFiles(child);
    const [only, ...others] = handlers;
    if (only === undefined || others.length > 0) {
      yield* this.discover(child);
      return;
    }
    const inside = { ...only, path: only.path.slice(child.length + 1) };
    yield { subject: await plainSubject(view, this.#options, { handlers: [inside] }) };
  }

  async *#zips(prefix: string): AsyncGenerator<Discovered, Artifact[]> {
    const opened: Artifact[] = [];
    for (const file of filesIn(this.#whole, prefix).filter((path) => /\.zip$/i.test(path))) {
      const path = `${this.#whole.path === "." ? "" : `${this.#whole.path}/`}${file}`;
      try {
        const zip = await openZip(join(this.#place, file), { id: path, path, role: "function" });
        opened.push(zip);
        const twin = this.#metafiles.find((found) => found.isZippedIn(zip));
        if (twin === undefined) yield { subject: await plainSubject(zip, this.#options) };
        else {
          await zip.close();
          yield { problem: linted(path, `holds what ${twin.reportPath} describes`) };
        }
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        this.skipped = true;
        yield { problem: error.problem };
      }
    }
    return opened;
  }

  async #isZipped(child: string, zips: readonly Artifact[]): Promise<boolean> {
    if (zips.length === 0) return false;
    const view = folderView(this.#whole, child, { id: child, path: child, role: "function" });
    return zips.some((zip) => holdsTheSame(zip, view));
  }

  async #handlerFiles(prefix: string): Promise<HandlerFile[]> {
    const found: HandlerFile[] = [];
    for (const path of filesIn(this.#whole, prefix)) {
      if (!/\.[cm]?js$/.test(path) || this.#described.has(path) || !isOwn(path)) continue;
      const exportName = await handlerExport(this.#whole, path);
      if (exportName !== null) found.push({ path, exportName });
    }
    return found;
  }
}

/** Files directly in a folder, sorted. */
function filesIn(artifact: Artifact, folder: string): string[] {
  const prefix = folder === "" ? "" : `${folder}/`;
  return [...artifact.files.keys()].filter(
    (path) => path.startsWith(prefix) && !path.includes("/", prefix.length),
  );
}

/** Folders directly in a folder that may hold functions, sorted. */
function childFolders(artifact: Artifact, folder: string): string[] {
  const prefix = folder === "" ? "" : `${folder}/`;
  const children = new Set<string>();
  for (const path of artifact.files.keys()) {
    const slash = path.startsWith(prefix) ? path.indexOf("/", prefix.length) : -1;
    if (slash !== -1 && isOwn(path.slice(0, slash + 1))) children.add(path.slice(0, slash));
  }
  return [...children].sort(compareText);
}

function folderOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash === -1 ? "" : path.slice(0, slash);
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
