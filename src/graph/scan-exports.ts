import { lexShipped } from "./lex-module.js";
import { skipSpace, skipString } from "./scan-literals.js";

/** An object of exports is looked through this far, no further. */
const MAXIMUM_OBJECT_LENGTH = 100_000;
/** What hands on exports that only another file knows, or code that runs. */
const COMPUTED_EXPORTS =
  /\b(?:__exportStar|__reExport|__webpack_exports__|Object\.assign\(\s*(?:module\.)?exports)\b|\bexports\s*=(?!=)/;

/**
 * Tells whether a JavaScript or TypeScript source exports a name, as an ES module or in CommonJS's usual ways.
 * Null where it can't be told from this file alone (`export *`, `module.exports = make()`).
 */
export function exportsHandler(source: string, path: string, name: string): boolean | null {
  const fromModule = /\.cjs$/.test(path) || !/\bexport\b/.test(source) ? null : moduleExports(source, name);
  if (fromModule !== null) return fromModule === "unknown" ? null : fromModule;
  if (!source.includes("exports")) return false;
  if (source.includes(name) && (assigns(source, name) || objectHolds(source, name))) return true;
  if (!COMPUTED_EXPORTS.test(source)) return false;
  return hasGetter(source, name) ? true : null;
}

/** What esbuild notes at the end of a CommonJS bundle of an ES module. */
const ESBUILD_NOTE = "0 && (module.exports = {";

/** All names that a bundle of esbuild's exports; null where they can't be told. */
export function bundleExports(source: string, path: string): readonly string[] | null {
  const note = source.lastIndexOf(ESBUILD_NOTE);
  if (note !== -1) return [...keysOf(source, note + ESBUILD_NOTE.length)];
  if (path.endsWith(".cjs")) return null;
  const lexed = lexShipped(source);
  if (lexed?.hasModuleSyntax !== true) return null;
  const names = lexed.exports.flatMap((item) => (item.type === "reexport-all" ? [] : item.name));
  return names.length === lexed.exports.length ? names : null;
}

/** Bundlers define exports by getters in an object that they hand over: `__webpack_require__.d(e, { handler: () => h })`. */
function hasGetter(source: string, name: string): boolean {
  for (let at = source.indexOf(`${name}:`); at !== -1; at = source.indexOf(`${name}:`, at + 1)) {
    const before = source[at - 1] ?? "";
    if (
      /[\s{,]/.test(before) &&
      /^:\s?(?:\(\)\s?=>|function\s?\(\))/.test(source.slice(at + name.length, at + name.length + 20))
    ) {
      return true;
    }
  }
  return false;
}

/** Null when the source is no ES module. */
function moduleExports(source: string, name: string): boolean | "unknown" | null {
  const lexed = lexShipped(source);
  if (lexed?.hasModuleSyntax !== true) return null;
  if (lexed.exports.some((item) => item.type !== "reexport-all" && item.name === name && !item.typeOnly))
    return true;
  return lexed.exports.some((item) => item.type === "reexport-all") ? "unknown" : false;
}

/** `exports.handler = …`, `exports["handler"] = …`, `Object.defineProperty(exports, "handler", …)`. */
function assigns(source: string, name: string): boolean {
  const word = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const property = new RegExp(`\\bexports\\s?(?:\\.${word}|\\[["']${word}["']\\])\\s?=(?!=)`);
  const defined = new RegExp(`defineProperty\\(\\s?(?:module\\.)?exports,\\s?["']${word}["']`);
  return property.test(source) || defined.test(source);
}

/**
 * `module.exports = { handler }`, also as the note that esbuild leaves (`0 && (module.exports = { handler })`);
 * `__export(x, { handler: () => … })` where `x` becomes `module.exports`.
 */
function objectHolds(source: string, name: string): boolean {
  const openers = source.includes("__toCommonJS")
    ? /\bexports\s?=\s?\{|\b__export\([\w$]{1,200},\s?\{/g
    : /\bexports\s?=\s?\{/g;
  for (const opener of source.matchAll(openers)) {
    if (keysOf(source, opener.index + opener[0].length).has(name)) return true;
  }
  return false;
}

/** The keys of an object literal whose brace is open at `start`; those that could be seen. */
function keysOf(source: string, start: number): ReadonlySet<string> {
  const keys = new Set<string>();
  let depth = 1;
  let isKey = true;
  const stop = Math.min(source.length, start + MAXIMUM_OBJECT_LENGTH);
  for (let at = skipSpace(source, start); at < stop && depth > 0; at = skipSpace(source, at)) {
    const char = source.charAt(at);
    if (char === '"' || char === "'") {
      const end = skipString(source, at);
      if (isKey && depth === 1) keys.add(source.slice(at + 1, end - 1));
      at = end;
      isKey = false;
    } else if (/[\w$]/.test(char)) {
      let end = at + 1;
      while (/[\w$]/.test(source.charAt(end))) end += 1;
      const word = source.slice(at, end);
      if (isKey && depth === 1) keys.add(word);
      // `async handler() {}`: the name comes after.
      isKey = isKey && (word === "async" || word === "get");
      at = end;
    } else {
      if (char === "{" || char === "(" || char === "[") depth += 1;
      else if (char === "}" || char === ")" || char === "]") depth -= 1;
      isKey = char === "," && depth === 1;
      at += 1;
    }
  }
  return keys;
}
