import type { Artifact, ArtifactFile } from "../artifact/artifact.js";
import { packagePath } from "../artifact/package-path.js";

/** Names of an artifact's files that don't mean on Lambda what they seem to. */
export interface OddNames {
  readonly backslash: readonly string[];
  /** Absolute, or with `..` in it. */
  readonly outside: readonly string[];
  /** Empty, too long for a Linux file system, or with a zero byte. */
  readonly impossible: readonly string[];
  /** A file where other names have a folder. */
  readonly clash: readonly string[];
  /** Of the user's own files: names that another file has in other letter case. */
  readonly sameButForCase: readonly string[];
  /** Files that a zip holds more than once. */
  readonly repeated: readonly ArtifactFile[];
}

/** ext4's NAME_MAX, and PATH_MAX without `/var/task/` in front: https://man7.org/linux/man-pages/man3/pathconf.3.html */
const MAXIMUM_SEGMENT_BYTES = 255;
const MAXIMUM_PATH_BYTES = 4096 - "/var/task/\0".length;

export function oddNames(artifact: Artifact): OddNames {
  const files = [...artifact.files.values()];
  const names = files.map(({ path }) => path);
  const clash = new Set(
    names.flatMap((name) => foldersOf(name).filter((folder) => artifact.files.has(folder))),
  );
  return {
    backslash: names.filter((name) => name.includes("\\") && !isOutside(name)),
    outside: names.filter(isOutside),
    impossible: names.filter(isImpossible),
    clash: [...clash],
    sameButForCase: sameButForCase(names.filter((name) => packagePath(name) === null)),
    repeated: files.filter(({ shadowed }) => shadowed !== undefined),
  };
}

function isOutside(name: string): boolean {
  return /^(?:[/\\]|[A-Za-z]:[/\\])|(?:^|[/\\])\.\.(?:[/\\]|$)/.test(name);
}

function isImpossible(name: string): boolean {
  if (name === "" || name.includes("\0")) return true;
  // Most names are far too short to be looked at closely.
  if (name.length * 3 <= MAXIMUM_SEGMENT_BYTES) return false;
  return (
    Buffer.byteLength(name) > MAXIMUM_PATH_BYTES ||
    name.split("/").some((segment) => Buffer.byteLength(segment) > MAXIMUM_SEGMENT_BYTES)
  );
}

/** Deeper than any path can be, a name is told for its length. */
const MAXIMUM_DEPTH = MAXIMUM_PATH_BYTES / 2;

function foldersOf(name: string): string[] {
  const folders: string[] = [];
  for (let slash = name.indexOf("/", 1); slash !== -1; slash = name.indexOf("/", slash + 1)) {
    folders.push(name.slice(0, slash));
    if (folders.length > MAXIMUM_DEPTH) return [];
  }
  return folders;
}

function sameButForCase(names: readonly string[]): string[] {
  const first = new Map<string, string>();
  return names.filter((name) => {
    const lower = name.toLowerCase();
    const other = first.get(lower);
    if (other === undefined) first.set(lower, name);
    return other !== undefined;
  });
}
