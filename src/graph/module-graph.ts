import type { Problem } from "../errors.js";

/** When an import runs: in init, or only when a code path asks for it. */
export type ImportTiming = "static" | "lazy";

export interface ImportEdge {
  /** As written ("./a.js", "@aws-sdk/client-s3"). */
  readonly specifier: string;
  /** Index into `ModuleGraph.modules`; null when external or not found. */
  readonly target: number | null;
  readonly timing: ImportTiming;
  /** In a `try` block: its absence is no failure. */
  readonly optional: boolean;
  /** How it is written: ESM import/export, `require()`, `import()`. Decides `exports` conditions. */
  readonly syntax: "import" | "require";
  /**
   * Nobody has looked up yet when it runs, since what init loads is known without: asking for `timing` or `optional`
   * reads its importer. Who can do without asks last.
   */
  readonly isUnread?: true;
}

/** One file that is loaded. */
export interface Module {
  /** In the artifact, or the bundler's input path ("src/a.ts", "node_modules/x/index.js"). */
  readonly path: string;
  /** Bytes that it takes in the artifact (in a bundle: after tree shaking and minifying). */
  readonly bytes: number;
  /** The shipped file that a bundler put it into; absent where it is a file of its own. */
  readonly file?: string;
  /** Package id (`packages[].id` of the report), null for the user's own. */
  readonly packageId: string | null;
  readonly imports: readonly ImportEdge[];
}

/** A handler's file as a root of the graph. */
export interface GraphRoot {
  readonly functionId: string;
  /** Index into `ModuleGraph.modules`. */
  readonly module: number;
}

/** Modules and imports of one artifact, from whichever origin. Immutable once built. */
export interface ModuleGraph {
  readonly modules: readonly Module[];
  readonly roots: readonly GraphRoot[];
  /**
   * False where it can't be known which imports run in init (a bundler's `require-call` with neither
   * output nor input at hand): init is null then, never guessed.
   */
  readonly initKnown: boolean;
  /** By path: how many `require(…)` and `import(…)` have a specifier that is computed. Absent where nobody counted. */
  readonly dynamicRequires?: ReadonlyMap<string, number>;
  /** What was skipped while following imports. */
  readonly problems?: readonly Problem[];
}

/** A graph names modules as its build did, the code side by the working directory: one ends with the other. */
export function isSamePath(a: string, b: string): boolean {
  return a === b || a.endsWith(`/${b}`) || b.endsWith(`/${a}`);
}
