import type { Artifact } from "../artifact/artifact.js";
import type { Links } from "../artifact/links.js";
import type { Manifest } from "../artifact/manifest.js";
import type { ModuleGraph } from "./module-graph.js";
import { PackageSearch } from "./package-search.js";

/** Which packages of an artifact something loads, or may load. */
export interface PackageUse {
  /** Ids of the packages that a handler imports, in init or lazily. */
  readonly loaded: ReadonlySet<string>;
  /**
   * Ids of others that may be loaded: by a name that is computed or handed on as a text, by a path, or from one of the
   * user's own files that no handler imports. With all that they depend on.
   */
  readonly possible: ReadonlySet<string>;
  /** Files of the artifact that a handler imports, or that may be loaded otherwise; of `possible` packages not all. */
  readonly files: ReadonlySet<string>;
  /** False where the user's own code imports a name of which nothing can be seen, or a file couldn't be scanned. */
  readonly isCertain: boolean;
}

export interface UsedArtifact {
  readonly artifact: Artifact;
  readonly graph: ModuleGraph;
  /** By package id; the root's own under "". */
  readonly manifests: ReadonlyMap<string, Manifest>;
  readonly links: Links;
  /** Bytes by package id. */
  readonly bytes: ReadonlyMap<string, number>;
  /** Whether a file, by its path in its package, serves development only: what it imports is not needed for that. */
  readonly isForDevelopment: (path: string, isOwn: boolean) => boolean;
  /** Packages that no other package loads by a name that is handed on: compilers, test runners. */
  readonly isTool: (packageName: string) => boolean;
}

/** Reads texts only where packages are left that no handler imports, and only of those that may name them. */
export async function packageUse(used: UsedArtifact): Promise<PackageUse> {
  const search = new PackageSearch(used);
  await search.run();
  return search;
}
