import { builtinModules } from "node:module";
import { posix } from "node:path";
import { type Manifest, parseManifest, requestedNames } from "../../artifact/manifest.js";
import { type Entry, entriesOf, nativeRealPath, readText as readUtf8, statOf } from "../../cache/disk.js";
import { mapExports, mapImports } from "../../graph/resolve-maps.js";
import { splitName } from "../../graph/resolve-paths.js";

type Syntax = "import" | "require";

const BUILTIN = new Set(builtinModules);
const EXTENSIONS = ["", ".js", ".json", ".cjs", ".mjs"];
const INDEXES = ["index.js", "index.cjs"];

interface Folder {
  /** Without symbolic links. */
  readonly real: string;
  readonly entries: ReadonlyMap<string, Entry>;
}

/** Finds files of installed packages as Node does; each folder and package.json is read once. */
export class InstalledPackages {
  readonly #manifests = new Map<string, Manifest | null>();
  readonly #folders = new Map<string, Folder | null>();
  readonly #resolved = new Map<string, string | null>();
  readonly #packages = new Map<string, string | null>();
  readonly #reach = new Map<string, ReadonlySet<string>>();

  /** The file, without symbolic links, that a specifier means; null for builtins and what isn't there. */
  resolve(specifier: string, from: string, syntax: Syntax): string | null {
    if (specifier.startsWith("node:") || BUILTIN.has(specifier)) return null;
    const folder = posix.dirname(from);
    const key = `${syntax} ${specifier}\n${folder}`;
    let found = this.#resolved.get(key);
    if (found === undefined) {
      found = this.#search(specifier, folder, syntax);
      this.#resolved.set(key, found);
    }
    return found;
  }

  /** The packages (by folder) that a package may load, itself included, by what the package.json files ask for. */
  reachOf(folder: string): ReadonlySet<string> {
    const known = this.#reach.get(folder);
    if (known !== undefined) return known;
    const reach = new Set([folder]);
    for (const one of reach) {
      const manifest = this.#manifestOf(one);
      for (const name of manifest === null ? [] : requestedNames(manifest)) {
        const target = this.#folderOf(name, one);
        if (target !== null) reach.add(target);
      }
    }
    this.#reach.set(folder, reach);
    return reach;
  }

  #search(specifier: string, folder: string, syntax: Syntax): string | null {
    if (specifier.startsWith(".")) return this.#file(posix.join(folder, specifier));
    if (specifier.startsWith("#")) return this.#ownImport(specifier, folder, syntax);
    const [name, subpath] = splitName(specifier);
    if (name === null) return null;
    const place = this.#placeOf(name, folder);
    const manifest = place === null ? null : this.#manifestOf(place);
    if (place === null || manifest === null) return null;
    if (manifest.exports === null) return this.#file(subpath === "" ? place : `${place}/${subpath}`);
    const target = mapExports(manifest, subpath, syntax);
    return target === null ? null : this.#file(posix.join(place, target));
  }

  #ownImport(specifier: string, from: string, syntax: Syntax): string | null {
    for (let folder = from; folder !== posix.dirname(folder); folder = posix.dirname(folder)) {
      const manifest = this.#manifestOf(folder);
      if (manifest === null) continue;
      const target = mapImports(manifest, specifier, syntax);
      return target?.startsWith("./") === true ? this.#file(posix.join(folder, target)) : null;
    }
    return null;
  }

  /** Where a package lies that code in a folder asks for by name. */
  #placeOf(name: string, from: string): string | null {
    for (let folder = from; ; folder = posix.dirname(folder)) {
      const place = `${folder === "/" ? "" : folder}/node_modules/${name}`;
      if (this.#manifestOf(place) !== null) return place;
      if (folder === posix.dirname(folder)) return null;
    }
  }

  /** The same without symbolic links. */
  #folderOf(name: string, from: string): string | null {
    const key = `${name}\n${from}`;
    let found = this.#packages.get(key);
    if (found === undefined) {
      const place = this.#placeOf(name, from);
      found = place === null ? null : (this.#list(place)?.real ?? null);
      this.#packages.set(key, found);
    }
    return found;
  }

  #manifestOf(folder: string): Manifest | null {
    let known = this.#manifests.get(folder);
    if (known === undefined) {
      const text = readText(`${folder}/package.json`);
      known = text === null ? null : parseManifest(folder, text);
      this.#manifests.set(folder, known);
    }
    return known;
  }

  #file(base: string, takesMain = true): string | null {
    const wantsFolder = base.endsWith("/");
    const path = wantsFolder ? base.slice(0, -1) : base;
    const name = posix.basename(path);
    const folder = this.#list(posix.dirname(path));
    for (const extension of wantsFolder ? [""] : EXTENSIONS) {
      const entry = folder?.entries.get(name + extension);
      if (folder === null || entry === undefined) continue;
      const file = fileOf(entry, `${folder.real}/${name}${extension}`);
      if (file !== null && !wantsFolder) return file;
      const main = extension === "" && takesMain ? (this.#manifestOf(path)?.main ?? null) : null;
      const found = main === null ? null : this.#file(posix.join(path, main), false);
      if (found !== null) return found;
    }
    const inside = folder?.entries.has(name) === true ? this.#list(path) : null;
    for (const index of INDEXES) {
      const entry = inside?.entries.get(index);
      const file = inside === null || entry === undefined ? null : fileOf(entry, `${inside.real}/${index}`);
      if (file !== null) return file;
    }
    return null;
  }

  #list(folder: string): Folder | null {
    let known = this.#folders.get(folder);
    if (known === undefined) {
      known = listFolder(folder);
      this.#folders.set(folder, known);
    }
    return known;
  }
}

function listFolder(folder: string): Folder | null {
  try {
    const entries = entriesOf(folder);
    return {
      real: nativeRealPath(folder).replaceAll("\\", "/"),
      entries: new Map(entries.map((one) => [one.name, one])),
    };
  } catch {
    return null;
  }
}

/** The file that a folder's entry is, without symbolic links; null when it is none. */
function fileOf(entry: Entry, path: string): string | null {
  if (entry.isFile()) return path;
  if (!entry.isSymbolicLink() || statOf(path)?.isFile() !== true) return null;
  return nativeRealPath(path).replaceAll("\\", "/");
}

function readText(path: string): string | null {
  try {
    return readUtf8(path);
  } catch {
    return null;
  }
}
