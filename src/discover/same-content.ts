import { posix } from "node:path";
import type { Artifact, ArtifactFile } from "../artifact/artifact.js";

/** True when two artifacts list the same files with the same sizes: a zip and the folder that it was made of. */
function holdsTheSame(a: Artifact, b: Artifact): boolean {
  if (a.files.size !== b.files.size) return false;
  for (const [path, file] of a.files) {
    const other = b.files.get(path);
    // A link that was followed while zipping has its target's size.
    if (other === undefined || (other.bytes !== file.bytes && other.isLink === file.isLink)) return false;
  }
  return true;
}

/** Smaller things can have the same names and sizes by chance. */
const TELLING_BYTES = 1000;

/** True when a zip was made of a folder: it lists the same, and is called the same or too large for chance. */
export function isMadeOf(zip: Artifact, folder: Artifact): boolean {
  if (!holdsTheSame(zip, folder)) return false;
  return stem(zip.path) === posix.basename(folder.path) || total(zip) >= TELLING_BYTES;
}

/** True when a zip was made of files of a folder, this script among them. */
export function isMadeIn(zip: Artifact, whole: Artifact, folder: string, script: ArtifactFile): boolean {
  if (!zip.files.has(posix.basename(script.path))) return false;
  for (const [path, { bytes }] of zip.files) {
    if (whole.files.get(posix.join(folder, path))?.bytes !== bytes) return false;
  }
  const isBeside = posix.dirname(zip.path) === posix.dirname(posix.join(whole.path, script.path));
  return isBeside || script.bytes >= TELLING_BYTES;
}

function stem(path: string): string {
  return posix.basename(path).replace(/\.zip$/i, "");
}

function total(artifact: Artifact): number {
  let bytes = 0;
  for (const file of artifact.files.values()) bytes += file.bytes;
  return bytes;
}

/** True when a zip holds a file under its name, wherever, with its size: the zip was made of it. */
export function holdsFile(zip: Artifact, file: Pick<ArtifactFile, "path" | "bytes">): boolean {
  const name = posix.basename(file.path);
  for (const other of zip.files.values()) {
    if (other.bytes === file.bytes && posix.basename(other.path) === name) return true;
  }
  return false;
}
