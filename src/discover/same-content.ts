import { posix } from "node:path";
import type { Artifact, ArtifactFile } from "../artifact/artifact.js";

/** True when two artifacts list the same files with the same sizes: a zip and the folder that it was made of. */
export function holdsTheSame(a: Artifact, b: Artifact): boolean {
  if (a.files.size !== b.files.size) return false;
  for (const [path, file] of a.files) {
    const other = b.files.get(path);
    // A link that was followed while zipping has its target's size.
    if (other === undefined || (other.bytes !== file.bytes && other.isLink === file.isLink)) return false;
  }
  return true;
}

/** True when a zip holds a file under its name, wherever, with its size: the zip was made of it. */
export function holdsFile(zip: Artifact, file: Pick<ArtifactFile, "path" | "bytes">): boolean {
  const name = posix.basename(file.path);
  for (const other of zip.files.values()) {
    if (other.bytes === file.bytes && posix.basename(other.path) === name) return true;
  }
  return false;
}
