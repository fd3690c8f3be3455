import { dirname, isAbsolute, join, resolve, sep } from "node:path";
import { type Manifest, parseManifest } from "./manifest.js";
import { packagePath } from "./package-path.js";
import { startOf } from "./start-of.js";
import { statOf } from "./stat-of.js";
import { textOf } from "./text-of.js";

/** The files that a build was made of, as far as they still lie on disk as the build saw them. */
export interface ProjectFiles {
  /**
   * The text of a file by its path in the build; null when it is not there, not readable, or is not
   * `bytes` long any more (then it is not what was built; null: it is, it was built just now).
   */
  text(path: string, bytes: number | null): string | null;
  /** The beginning of that text, as `startOf` gives it. */
  start(path: string, bytes: number): string | null;
  /** Where a file lies on disk, absolute; null when it isn't there as it was built. */
  place(path: string, bytes: number | null): string | null;
  /** The text of a file that the build left out, as it is now; null when it isn't there, or is large. */
  otherText(path: string): string | null;
  /** A package.json by the package's folder in the build; null where there is none. */
  manifest(folder: string): Manifest | null;
}

/** A file whose size is known. */
export interface KnownFile {
  readonly path: string;
  readonly bytes: number | null;
}

/** How far up a build's folder may lie above its metafile. */
const LEVELS = 12;
/** How many leading folders of a moved build's paths (`../../Documents/app/src/a.ts`) may be gone. */
const GONE = 8;
const SAMPLES = 12;

/**
 * Finds the folder that a build's paths are relative to: upwards from each of `starts`, the first that holds most of some
 * files of the known sizes; if none does, the same with leading folders of the paths taken off (a moved build).
 * `root`, when known, is taken as it is. Never throws: what can't be read is not there.
 */
export function projectFiles(
  starts: readonly string[],
  files: Iterable<KnownFile>,
  root?: string,
): ProjectFiles {
  const place = root === undefined ? findPlace(starts, sample(files)) : { root: resolve(root), gone: 0 };
  const locate = (path: string): string | null => {
    if (place === null) return isAbsolute(path) ? path : null;
    return placed(place, path);
  };
  const manifests = new Map<string, Manifest | null>();
  const folders = new Map<string, boolean>();
  /** Of a package that isn't there, which a moved build has many files of, no file has to be asked for. */
  const isGone = (path: string): boolean => {
    const id = packagePath(path)?.id;
    if (id === undefined) return false;
    const known = folders.get(id);
    if (known !== undefined) return known;
    const folder = locate(id);
    const gone = folder !== null && statOf(folder) === null;
    folders.set(id, gone);
    return gone;
  };
  const asBuilt = (path: string, bytes: number | null): string | null => {
    if (isGone(path)) return null;
    const file = locate(path);
    const size = file === null ? null : sizeOf(file);
    return size === null || (bytes !== null && size !== bytes) ? null : file;
  };
  return {
    place: asBuilt,
    text(path, bytes) {
      const file = asBuilt(path, bytes);
      return file === null ? null : textOf(file);
    },
    start(path, bytes) {
      const file = isGone(path) ? null : locate(path);
      return file === null ? null : startOf(file, bytes);
    },
    otherText(path) {
      const file = locate(path);
      return file === null ? null : textOf(file, OTHER_BYTES);
    },
    manifest(folder) {
      const known = manifests.get(folder);
      if (known !== undefined) return known;
      const file = locate(`${folder}/package.json`);
      const manifest = file === null ? null : readManifest(folder, file);
      manifests.set(folder, manifest);
      return manifest;
    },
  };
}

/** A folder, and how many leading segments of a path (`..` included) to leave out below it. */
interface Place {
  readonly root: string;
  readonly gone: number;
}

function placed(place: Place, path: string): string | null {
  if (place.gone === 0) {
    if (isAbsolute(path)) return path;
    return isPlain(place.root, path) ? `${place.root}/${path}` : join(place.root, path);
  }
  const rest = path.split("/").slice(place.gone);
  return rest.length === 0 ? null : join(place.root, ...rest);
}

/** Nothing that `join` would change, which takes a while for a thousand paths. */
function isPlain(root: string, path: string): boolean {
  return sep === "/" && root !== sep && !path.includes("./") && !path.includes("//") && !path.endsWith(".");
}

function findPlace(starts: readonly string[], files: readonly KnownFile[]): Place | null {
  const roots = new Set(starts.flatMap(upwards));
  let best: Place | null = null;
  let found = 0;
  for (let gone = 0; gone <= GONE && found === 0; gone++) {
    for (const root of roots) {
      const place = { root, gone };
      const count = files.filter(({ path, bytes }) => {
        const file = placed(place, path);
        return file !== null && sizeOf(file) === bytes;
      }).length;
      if (count > found) [best, found] = [place, count];
    }
  }
  return best;
}

function upwards(start: string): readonly string[] {
  const folders = [resolve(start)];
  for (let at = resolve(start); folders.length < LEVELS && dirname(at) !== at; at = dirname(at))
    folders.push(dirname(at));
  return folders;
}

/** Some of the first-party files and some of the packages': either may be gone. */
function sample(files: Iterable<KnownFile>): readonly KnownFile[] {
  const own: KnownFile[] = [];
  const foreign: KnownFile[] = [];
  for (const file of files) {
    const alike = file.path.includes("node_modules/") ? foreign : own;
    if (alike.length < SAMPLES / 2) alike.push(file);
  }
  return [...own, ...foreign];
}

function sizeOf(file: string): number | null {
  const stats = statOf(file);
  return stats?.isFile() === true ? stats.size : null;
}

const OTHER_BYTES = 1 << 20;
const MANIFEST_BYTES = 1 << 20;

function readManifest(folder: string, file: string): Manifest | null {
  const text = textOf(file, MANIFEST_BYTES);
  try {
    return text === null ? null : parseManifest(folder, text);
  } catch {
    return null;
  }
}
