/**
 * What a bundler has built, as it can tell from inside: the same for all of them. Ids are the bundler's own: absolute
 * paths with either kind of slash, perhaps with a query, or names of what a plugin made up (`\0…`).
 */
export interface Build {
  /** What stands for the artifact in the report: the folder that is written to, relative to the working directory. */
  readonly path: string;
  readonly modules: readonly BuiltModule[];
  readonly outputs: readonly BuiltOutput[];
}

export interface BuiltModule {
  readonly id: string;
  readonly imports: readonly BuiltImport[];
}

export interface BuiltImport {
  /** A module's id; of what stays outside the name that is left in the output. */
  readonly to: string;
  readonly external: boolean;
  /**
   * When it is evaluated, not how it is written: an `import()` of what the importer's own chunk runs at once is an
   * "import-statement". When a "require-call" runs is looked up in the importer's source.
   */
  readonly kind: "import-statement" | "dynamic-import" | "require-call";
  /** As written; absent where the bundler doesn't tell. */
  readonly specifier?: string;
}

export interface BuiltOutput {
  /** POSIX, relative to the working directory. */
  readonly path: string;
  /** As it is written to disk. */
  readonly content: Uint8Array;
  /** A source map of the content (what was appended to it since does no harm) as JSON; null without one. */
  readonly map: string | null;
  /** In the output's order; empty for assets. */
  readonly modules: readonly RenderedModule[];
  readonly imports: readonly OutputImport[];
  /** The module whose exports it has, where somebody loads it from outside; null for chunks and assets. */
  readonly entry: string | null;
}

/** A module as it went into an output, before that was minified. */
export interface RenderedModule {
  readonly id: string;
  /** Null where the bundler doesn't tell. */
  readonly code: string | null;
  /** About as long as it is; 0: nothing of it is left. */
  readonly size: number;
}

export interface OutputImport {
  /** Another output's path, or the name of what stays outside. */
  readonly path: string;
  readonly kind: "import-statement" | "dynamic-import" | "file-loader";
  readonly external: boolean;
}
