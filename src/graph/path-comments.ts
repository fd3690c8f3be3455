/** A stretch of a bundle that came from one original, `start` at its path comment. Offsets in bytes. */
export interface CommentedSection {
  readonly path: string;
  readonly start: number;
  /** Where the original's own code starts: behind the comment's line. */
  readonly codeStart: number;
  readonly end: number;
}

const NEWLINE = 10;
const MAXIMUM_PATH = 1024;

/**
 * Cuts an unminified esbuild bundle at the comments that it puts before each original
 * (`// node_modules/x/index.js`, `// src/a.ts`, at line start, alone on their line), in the bundle's order;
 * an original may have several stretches. Empty when there is no such comment (minified, other bundlers).
 * `isOriginal` says which comments are paths; without it, what looks like one.
 */
export function commentedSections(
  code: Buffer,
  isOriginal: (path: string) => boolean = looksLikePath,
): readonly CommentedSection[] {
  const starts: { path: string; start: number; codeStart: number }[] = [];
  for (let at = code.indexOf("// "); at !== -1; at = code.indexOf("// ", at + 3)) {
    if (at > 0 && code[at - 1] !== NEWLINE) continue;
    const newline = code.indexOf(NEWLINE, at);
    const end = newline === -1 ? code.length : newline;
    if (end - at > MAXIMUM_PATH) continue;
    const path = code.toString("utf8", at + 3, code[end - 1] === 13 ? end - 1 : end);
    if (isOriginal(path)) starts.push({ path, start: at, codeStart: Math.min(end + 1, code.length) });
  }
  return starts.map((section, index) => ({ ...section, end: starts[index + 1]?.start ?? code.length }));
}

/** "src/a.ts", "node_modules/x/index.js", "../lib/b.mjs", "ns:virtual.js", "(disabled):crypto": no spaces, an extension. */
function looksLikePath(text: string): boolean {
  // First, so that no expression below backtracks over a long line.
  if (/\s/.test(text) || text.startsWith("http:") || text.startsWith("https:")) return false;
  if (text.includes("node_modules/")) return /^[^*'"`;{}]+$/.test(text);
  return /^(\(disabled\):|[\w-]{2,}:)?[^*'"`;:{}()<>?]+\.[A-Za-z]\w{0,5}(\?.*)?$/.test(text);
}
