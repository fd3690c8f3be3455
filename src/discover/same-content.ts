import type { Artifact } from "../artifact/artifact.js";

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
