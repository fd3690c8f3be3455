import type { MetafileOutput } from "./metafile.js";
import { inputFile } from "./metafile-keys.js";
import { commentedSections } from "./path-comments.js";

/** A module as an unminified esbuild output has it. */
export interface WrappedModule {
  readonly path: string;
  /** What the others call to load it ("require_index", "init_a"); null for code that is not wrapped. */
  readonly name: string | null;
  /** What the wrapper runs, and the functions that stand before it. */
  readonly body: string;
  /** What stands behind the wrapper: an entry that is loaded at once. "" without one. */
  readonly after: string;
}

/**
 * `var require_x = __commonJS({` with the path as the method's name; before esbuild 0.11 `__commonJS((exports, module) => {`.
 * `init_x = __esm({` is the same for ES modules that something requires or import()s.
 */
const HEAD =
  /^var ((?:require|init)_[\w$]+) = __(?:commonJS|commonJSMin|esm|esmMin)\((?:\{\s*(?:async )?(?:"[^"\n]*"|'[^'\n]*'|\[?`[^`\n]*`\]?)\(([^)\n]*)\) \{|(?:async )?\(([^)\n]*)\) => \{)/m;

const CLOSE = /\n(?: {2}\}\n)?\}\);/;

/**
 * Whether an output can hold path comments, without which there are no names to find. esbuild counts them to no input:
 * where all that is nobody's is shorter than they would be, it was minified.
 */
export function mayHaveComments({ bytes, inputs }: MetafileOutput): boolean {
  let left = bytes;
  for (const [input, size] of inputs) {
    left -= size;
    if (size > 0) left -= shortestComment(input);
  }
  return left >= 0;
}

/** Characters of "// path" and a line end, the path at least from its package or its name on: it may be told shorter. */
function shortestComment(input: string): number {
  const path = inputFile(input);
  const start = path.includes("node_modules/")
    ? path.lastIndexOf("node_modules/")
    : path.lastIndexOf("/") + 1;
  return "// \n".length + path.length - start;
}

/** The modules of an unminified output, wrapped ones with their wrapper taken off. */
export function wrappedModules(
  code: Buffer,
  isOriginal?: (path: string) => boolean,
): readonly WrappedModule[] {
  return commentedSections(code, isOriginal).map(({ path, codeStart, end }) => {
    const text = code.toString("utf8", codeStart, end);
    const head = HEAD.exec(text);
    if (head === null) return { path, name: null, body: text, after: "" };
    const body = text.slice(head.index + head[0].length);
    const close = CLOSE.exec(body);
    const at = close?.index ?? body.length;
    return {
      path,
      name: head[1] ?? null,
      body: text.slice(0, head.index) + body.slice(0, at),
      after: body.slice(at + (close?.[0].length ?? 0)),
    };
  });
}

const CALL = /(?<![\w$.])((?:require|init)_[\w$]+)\(\)/g;

/** Whether wrappers may be called. */
export function callsWrappers(body: string): boolean {
  return body.search(CALL) !== -1;
}

/** Writes calls of wrappers as `require()`, which a scan for imports understands: the wrapper's name as specifier. */
export function requireName(body: string): string {
  return body.replaceAll(CALL, 'require("$1")');
}
