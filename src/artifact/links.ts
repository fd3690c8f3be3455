import { posix } from "node:path";
import { InputError } from "../errors.js";
import type { Artifact } from "./artifact.js";
import { LAYER_ROOT } from "./mounted.js";

/** As many links in a row as Linux follows (path_resolution(7)). */
const MAXIMUM_HOPS = 40;
/** Longer than any path that a system takes: such a "link" is no link. */
const MAXIMUM_TARGET_BYTES = 4096;

/** The symlinks of an artifact, as Node sees them when it asks for real paths. */
export interface Links {
  /**
   * The real path of a file or folder of the artifact, links in any part of it followed.
   * Null for loops and for what leaves the artifact. Says nothing about whether there is such a file.
   */
  realPath(path: string): string | null;
  /** Path of each link and what it points to in the artifact; null for loops and escapes. */
  readonly targets: ReadonlyMap<string, string | null>;
  /** Path of each link and its target as stored; "/" for one that can't be read. */
  readonly stored: ReadonlyMap<string, string>;
}

const known = new WeakMap<Artifact["files"], Promise<Links>>();

/** Reads the targets of all symlinks of an artifact, once: pnpm's layout is made of them. */
export async function readLinks(artifact: Artifact): Promise<Links> {
  const links = known.get(artifact.files) ?? readAll(artifact);
  known.set(artifact.files, links);
  return links;
}

async function readAll(artifact: Artifact): Promise<Links> {
  const stored = new Map<string, string>();
  for (const file of artifact.files.values()) {
    if (!file.isLink) continue;
    try {
      stored.set(file.path, (await artifact.read(file.path, MAXIMUM_TARGET_BYTES)).toString("utf8"));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      stored.set(file.path, "/");
    }
  }
  const folders = new Map<string, string | null>();
  const realPath = (path: string) => (stored.size === 0 ? path : follow(path, stored, folders));
  const targets = new Map([...stored.keys()].map((path) => [path, realPath(path)]));
  return { realPath, targets, stored };
}

function follow(
  path: string,
  stored: ReadonlyMap<string, string>,
  folders: Map<string, string | null>,
): string | null {
  const slash = path.lastIndexOf("/");
  const folder = slash === -1 ? "" : path.slice(0, slash);
  let real = folders.get(folder);
  if (real === undefined) {
    real = walk(folder, stored);
    folders.set(folder, real);
  }
  if (real === null) return null;
  // Mostly nothing is linked: the same string again, rather than a new one that has to be hashed.
  const place = real === folder ? path : join(real, path.slice(slash + 1));
  return stored.has(place) ? walk(place, stored) : place;
}

/** Segment by segment from the root; a link's target is put in front of the segments still to go. */
function walk(path: string, stored: ReadonlyMap<string, string>): string | null {
  const pending = segmentsOf(path);
  let real = rootOf(path);
  let hops = 0;
  for (let segment = pending.pop(); segment !== undefined; segment = pending.pop()) {
    if (segment === "" || segment === ".") continue;
    if (segment === "..") {
      if (real === "" || real === LAYER_ROOT) return null;
      real = parent(real);
      continue;
    }
    const place = join(real, segment);
    if (place.length > MAXIMUM_TARGET_BYTES) return null;
    const target = stored.get(place);
    if (target === undefined) {
      real = place;
      continue;
    }
    hops += 1;
    if (hops > MAXIMUM_HOPS) return null;
    if (posix.isAbsolute(target)) {
      if (!target.startsWith(`${LAYER_ROOT}/`)) return null;
      real = LAYER_ROOT;
    }
    pending.push(...segmentsOf(target));
  }
  return real;
}

/** Layers' files lie in a tree of their own. */
function rootOf(path: string): string {
  return path.startsWith(`${LAYER_ROOT}/`) ? LAYER_ROOT : "";
}

/** The last one first. */
function segmentsOf(path: string): string[] {
  return path.slice(rootOf(path).length).split("/").reverse();
}

function join(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}

function parent(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash === -1 ? "" : path.slice(0, slash);
}
