import { posix } from "node:path";
import type { Artifact } from "../artifact/artifact.js";
import { fileLocation, type Location } from "../finding.js";

/** A file of an artifact as a place: in an archive, or on disk. */
export function inArtifact(
  { kind, path: artifact }: Pick<Artifact, "kind" | "path">,
  path: string,
): Location {
  return kind === "zip" ? fileLocation(path, artifact) : fileLocation(posix.join(artifact, path));
}
