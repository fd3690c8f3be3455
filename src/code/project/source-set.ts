import { posix } from "node:path";
import type { Problem } from "../../errors.js";

/**
 * First-party source text, wherever it came from. Paths are POSIX and absolute (real, or virtual for sources
 * out of a map); the engine never touches a disk itself, so unsaved text works too.
 */
export interface SourceSet {
  /** Files to look for handlers in. Imports may lead to others. */
  readonly paths: readonly string[];
  /** Whether a first-party file of that path exists. */
  has(path: string): boolean;
  /** Names of the files in a folder, where that can be told. */
  namesIn?(folder: string): Iterable<string>;
  /** The file that a path means where case doesn't count, as on macOS and Windows; null where there is none. */
  inAnyCase?(path: string): string | null;
  /** The text, or null where there is none or it was skipped (a problem says why). */
  read(path: string): string | null;
  /** The path as people know it: relative to the working directory, or as the map names it. */
  display(path: string): string;
  /**
   * Where a specifier that is no relative path leads inside the project (tsconfig paths, workspaces,
   * `#imports`): candidate paths, without extension or with; empty for third-party packages.
   */
  alias(specifier: string, from: string): readonly string[];
  /** What was skipped while reading. Complete only after the analysis. */
  problems(): readonly Problem[];
  /** False for shipped JavaScript: a bundle's problems and styles are nobody's source. */
  readonly isSource: boolean;
}

/** Larger files are no hand-written source: parsing one costs seconds. */
export const MAXIMUM_SOURCE_BYTES = 5_000_000;

/** Sources held in memory by absolute POSIX path: unsaved text, tests, a map's contents. */
export function sourcesFromTexts(
  texts: ReadonlyMap<string, string>,
  options: {
    readonly display?: (path: string) => string;
    readonly alias?: SourceSet["alias"];
    readonly isSource?: boolean;
  } = {},
): SourceSet {
  const problems: Problem[] = [];
  const usable = new Map<string, string | null>();
  const display = options.display ?? ((path: string) => path.replace(/^\/+/, ""));
  return {
    paths: [...texts.keys()],
    has: (path) => texts.has(path),
    read(path) {
      const known = usable.get(path);
      if (known !== undefined) return known;
      const text = texts.get(path) ?? null;
      const problem = text === null ? null : unusableText(text, display(path));
      if (problem !== null) problems.push(problem);
      const read = problem === null ? text : null;
      usable.set(path, read);
      return read;
    },
    display,
    alias: options.alias ?? (() => []),
    problems: () => problems,
    isSource: options.isSource ?? true,
  };
}

/** Sources of which one has another text than it had, or is new: what an editor hasn't saved. */
export function withText(sources: SourceSet, path: string, text: string): SourceSet {
  const problem = unusableText(text, sources.display(path));
  const folder = posix.dirname(path);
  const name = posix.basename(path);
  return {
    ...sources,
    paths: sources.has(path) ? sources.paths : [...sources.paths, path],
    has: (other) => other === path || sources.has(other),
    namesIn: (other) =>
      other === folder ? new Set(sources.namesIn?.(other)).add(name) : (sources.namesIn?.(other) ?? []),
    read: (other) => (other !== path ? sources.read(other) : problem === null ? text : null),
    problems: () => (problem === null ? sources.problems() : [...sources.problems(), problem]),
  };
}

/** Why a text can't be linted, as a note; null when it can. */
export function unusableText(text: string, path: string): Problem | null {
  if (text.length > MAXIMUM_SOURCE_BYTES) {
    return {
      level: "note",
      code: "source-too-large",
      path,
      line: null,
      message: `${text.length} characters are too many for hand-written source (limit ${MAXIMUM_SOURCE_BYTES}); skipped. Lint its source instead, or its metafile where its sources still lie.`,
    };
  }
  if (text.includes("\u0000")) {
    return {
      level: "note",
      code: "source-not-text",
      path,
      line: null,
      message: "Holds NUL characters, so it is no UTF-8 source text; skipped. Save it as UTF-8.",
    };
  }
  if (nesting(text) > MAXIMUM_NESTING) {
    return {
      level: "note",
      code: "source-too-deep",
      path,
      line: null,
      message: `Brackets nest more than ${MAXIMUM_NESTING} deep, so it is no hand-written source; skipped.`,
    };
  }
  return null;
}

/** TypeScript's parser and binder recurse: nesting beyond this would use up the stack. */
const MAXIMUM_NESTING = 800;

/** How deep brackets nest, those in strings counted too: an upper bound that costs no parsing. */
function nesting(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 40 || code === 91 || code === 123) {
      depth++;
      if (depth > deepest) deepest = depth;
    } else if ((code === 41 || code === 93 || code === 125) && depth > 0) depth--;
  }
  return deepest;
}
