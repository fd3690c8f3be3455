/** A piece of what an analysis costs. Paths are absolute. */
export type Work =
  /**
   * Import specifiers read off a text; parsed by TypeScript; read to see what a package's file loads; what it loads known
   * from an earlier run.
   */
  | { readonly kind: "scanned" | "parsed" | "weighed" | "recalled"; readonly path: string }
  /** Expressions that were evaluated to follow one handler, replayed calls left out. */
  | { readonly kind: "followed"; readonly functionId: string; readonly evaluations: number };

/** Is told of work as it is done, for those who guard against more of it. */
export type NoteWork = (work: Work) => void;
