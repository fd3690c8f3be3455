import type { Artifact } from "./artifact.js";

/**
 * Is a folder a working copy rather than what a build left? It may be zipped as it is, but whoever zips it mostly leaves
 * out the repository, and installs without development packages.
 */
export function isCheckout({ kind, files }: Artifact): boolean {
  return kind === "directory" && (files.has(".git/HEAD") || files.has(".git"));
}
