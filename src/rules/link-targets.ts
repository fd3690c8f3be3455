import { posix } from "node:path";
import type { Artifact } from "../artifact/artifact.js";
import { readLinks } from "../artifact/links.js";

/** A symlink of an artifact that leads to nothing on Lambda. */
export interface LostLink {
  readonly path: string;
  readonly target: string;
}

export interface LostLinks {
  /** Out of the artifact, to where Lambda has nothing. */
  readonly outside: readonly LostLink[];
  /** To a file that isn't in the artifact, or in a circle. */
  readonly nowhere: readonly LostLink[];
}

/** Folders of the execution environment that a link may mean: the system's, layers, and what is mounted or made at run time. */
const THERE =
  /^\/(?:opt|tmp|dev|proc|sys|run|usr|etc|bin|sbin|lib|lib64|mnt|var\/(?:task|runtime|lang))(?:\/|$)/;
/** Links to programs of packages, which nothing runs there, and pnpm's links to what was pruned. */
const LEFT_OVER = /(?:^|\/)node_modules\/\.bin\/|(?:^|\/)\.pnpm\/node_modules\//;

export async function lostLinks(artifact: Artifact): Promise<LostLinks> {
  if (![...artifact.files.values()].some(({ isLink }) => isLink)) return { outside: [], nowhere: [] };
  const { stored, targets } = await readLinks(artifact);
  const root = artifact.role === "layer" ? "/opt" : "/var/task";
  const exists = existing(artifact);
  const outside: LostLink[] = [];
  const nowhere: LostLink[] = [];
  for (const [path, target] of stored) {
    if (LEFT_OVER.test(path)) continue;
    const real = targets.get(path) ?? null;
    if (real !== null) {
      if (!real.startsWith("/") && !exists(real)) nowhere.push({ path, target });
      continue;
    }
    const place = posix.resolve(root, posix.dirname(path), target);
    if (place === root || place.startsWith(`${root}/`)) {
      const inside = place.slice(root.length + 1);
      if (!posix.isAbsolute(target) || !exists(inside)) nowhere.push({ path, target });
    } else if (!THERE.test(place)) outside.push({ path, target });
  }
  return { outside, nowhere };
}

/** Whether there is a file or folder; "" is the root. */
function existing({ files }: Artifact): (path: string) => boolean {
  const folders = new Set([""]);
  for (const path of files.keys()) {
    for (let slash = path.lastIndexOf("/"); slash > 0; slash = path.lastIndexOf("/", slash - 1)) {
      const folder = path.slice(0, slash);
      if (folders.has(folder)) break;
      folders.add(folder);
    }
  }
  return (path) => files.has(path) || folders.has(path);
}
