import type { Artifact } from "./artifact.js";
import type { PackageInstance } from "./packages.js";

/** "lodash@4.17.21", or "lodash" where the version isn't known. */
export function label(pkg: Pick<PackageInstance, "name" | "version">): string {
  return pkg.version === null ? pkg.name : `${pkg.name}@${pkg.version}`;
}

/** True for a package that lies in the artifact with its own files, false for one inside a bundle. */
export function isUnbundled(artifact: Artifact, pkg: Pick<PackageInstance, "path">): boolean {
  return artifact.files.has(`${pkg.path}/package.json`);
}
