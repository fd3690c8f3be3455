import type { Artifact, ArtifactFile } from "../artifact/artifact.js";
import { readPartQuietly } from "../artifact/read-quietly.js";
import { sourceMapComment } from "../graph/source-map-url.js";

/** More than a comment that names a file takes, and the lines that may follow it. */
const END_BYTES = 4096;

/**
 * The index in a script of the comment by which it names its map, a file beside it: found at the end of what isn't
 * compressed, without reading the rest. Null where it takes the whole script to tell.
 */
export async function namedMapComment(
  artifact: Artifact,
  { path, bytes, zippedBytes }: ArtifactFile,
): Promise<number | null> {
  const start = bytes - END_BYTES;
  if (zippedBytes !== null || start < 0) return null;
  const end = await readPartQuietly(artifact, path, start, END_BYTES);
  const comment = end === null ? null : sourceMapComment(end);
  // What stands at the very start may be the middle of a line.
  if (end === null || comment === null || comment.start === 0) return null;
  const isInline = end.toString("latin1", comment.urlStart, comment.urlEnd).startsWith("data:");
  return isInline ? null : start + comment.start;
}
