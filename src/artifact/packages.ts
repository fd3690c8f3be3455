/** One npm package where it sits in an artifact: name + version + place. */
export interface PackageInstance {
  /** Unique in an artifact: its path ("node_modules/a/node_modules/b"). */
  readonly id: string;
  readonly name: string;
  /** From its package.json, else from a pnpm store path; null where neither tells. */
  readonly version: string | null;
  readonly path: string;
  /** Files at rest, or modules of a bundle. */
  readonly files: number;
  /** Bytes that it takes in the artifact. */
  readonly bytes: number;
  /** Null where the artifact is not compressed yet. */
  readonly zippedBytes: number | null;
  /** Ids of the packages that ask for it (dependencies, imports), sorted; the user's own code is not listed. */
  readonly requestedBy: readonly string[];
}

/** Who the bytes of an artifact belong to: `ownBytes + unattributedBytes + Σ packages.bytes = unzippedBytes`. */
export interface Attribution {
  readonly unzippedBytes: number;
  readonly ownBytes: number;
  /** Of nobody: a bundler's helpers and comments, `.package-lock.json`, `.bin`. */
  readonly unattributedBytes: number;
  /** Sorted by id. */
  readonly packages: readonly PackageInstance[];
  /** True where only the sum is known, and each part a share of it by weight. */
  readonly estimated?: boolean;
}

/** A bundle cut into what it was made of. */
export interface BundleSections {
  /** By original path ("node_modules/x/index.js", "src/a.ts"), each once. */
  readonly sections: readonly { readonly path: string; readonly bytes: number }[];
  /** Bytes of no original: helpers, comments, line ends, an inline map. Sections + this = the file's bytes. */
  readonly unattributedBytes: number;
  /** Of the packages among the originals, by package id, where somebody knows. */
  readonly versions?: ReadonlyMap<string, string>;
}

/** What removing a set of packages would save, less what earlier findings already claim. */
export interface RetainedSize {
  readonly artifactBytes: number;
  readonly zippedBytes: number | null;
  readonly initBytes: number | null;
  /** Ids of the packages that would leave entirely, the removed ones included; sorted. */
  readonly packages: readonly string[];
}
