/** `require("a")`, in a call of a helper or with members taken from it, which run at the same time; the specifier is a group. */
const CALL =
  /(?:[\w$]+(?:\.[\w$]+)*\()?require\((?:"([^"\\\n]+)"|'([^'\\\n]+)')\)(?:(?:, ?exports)?\))?(?:\.(?!catch\b)[\w$]+)*/y;
const EXPORTED = /(?:(?:module\.)?exports\.[\w$]+ = )+(?:void 0|[\w$.]+|\{[\w$.,:\s]*\});/y;
/** What `require()` calls stand between in the files that TypeScript and Babel write, each in one piece, by how it begins. */
const BETWEEN: Readonly<Record<string, RegExp>> = {
  '"': /"[^"\\\n]*";/y,
  "'": /'[^'\\\n]*';/y,
  O: /Object\.defineProperty\(exports, ?"[\w$]+", ?\{\s*(?:value: (?:true|!0)|enumerable: true,\s*get: function ?\(\) ?\{\s*return [\w$.]+;\s*\})\s*\}\);/y,
  e: EXPORTED,
  m: EXPORTED,
  // Helpers of TypeScript: lines that are indented, up to a brace that is not.
  v: /var (__\w+) = \(this && this\.\1\) \|\| [^\n]*\{\r?\n(?:(?:[ \t]|\}\) : \(?function)[^\n]*\n)*\}[)(]*;/y,
};
const DECLARATION = /(?:const|let|var)\s+/y;
const EXPORT = /(?:(?:module\.)?exports\.[\w$]+ = )*/y;
const DECLARED = /(?:[\w$]+|\{[\w$:,\s]*\})\s*(=\s*)?/y;
/** The rest of a line that holds no function, and so nothing that runs later. (Longer ones are data, and a deep stack.) */
const FLAT = /(?:(?!require|=>)(?:[^;{}`/"'\n]|"[^"\\\n]*"|'[^'\\\n]*')){1,400};/y;
const SIMPLE_VALUE = /[\w$.]+|"[^"\\\n]*"|'[^'\\\n]*'/y;

/**
 * What a CommonJS file surely requires when it is loaded, by specifier: the calls at its top level before anything that
 * this doesn't know, outside of any `try`. For files in which `require` is Node's. `text` may be the file's beginning
 * only, in whatever encoding has ASCII in it.
 */
export function leadingRequires(text: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (let at = skipBlank(text, 0); at < text.length; ) {
    const end = statementEnd(text, at, found);
    if (end === null) break;
    at = skipBlank(text, end);
  }
  return found;
}

/** Where the statement at `at` ends, when it is one that is known; adds what it requires. */
function statementEnd(text: string, at: number, found: Set<string>): number | null {
  const form = BETWEEN[text[at] ?? ""];
  const end = form === undefined ? null : endOf(form, text, at);
  if (end !== null) return end;
  const declared = endOf(DECLARATION, text, at);
  if (declared !== null) return declarationEnd(text, declared, found) ?? endOf(FLAT, text, declared);
  const called = requiring(text, endOf(EXPORT, text, at) ?? at);
  if (called === null || text[called.end] !== ";") return null;
  found.add(called.specifier);
  return called.end + 1;
}

function declarationEnd(text: string, start: number, found: Set<string>): number | null {
  const specifiers: string[] = [];
  for (let at = start; ; ) {
    DECLARED.lastIndex = at;
    const name = DECLARED.exec(text);
    if (name === null) return null;
    at += name[0].length;
    if (name[1] !== undefined) {
      const called = requiring(text, at);
      const end = called === null ? endOf(SIMPLE_VALUE, text, at) : called.end;
      if (end === null) return null;
      if (called !== null) specifiers.push(called.specifier);
      at = end;
    }
    const next = skipBlank(text, at);
    if (text[next] === ";") {
      for (const specifier of specifiers) found.add(specifier);
      return next + 1;
    }
    if (text[next] !== ",") return null;
    at = skipBlank(text, next + 1);
  }
}

function requiring(text: string, at: number): { readonly specifier: string; readonly end: number } | null {
  CALL.lastIndex = at;
  const match = CALL.exec(text);
  if (match === null) return null;
  return { specifier: match[1] ?? match[2] ?? "", end: at + match[0].length };
}

function endOf(form: RegExp, text: string, at: number): number | null {
  form.lastIndex = at;
  return form.test(text) ? form.lastIndex : null;
}

/** The index behind white space and comments; the text's end for a comment that doesn't end. */
function skipBlank(text: string, start: number): number {
  let at = start;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code <= 32) at += 1;
    else if (code === 47 && text[at + 1] === "/") at = behind(text.indexOf("\n", at), 1, text);
    else if (code === 47 && text[at + 1] === "*") at = behind(text.indexOf("*/", at + 2), 2, text);
    else return at;
  }
}

function behind(found: number, length: number, text: string): number {
  return found === -1 ? text.length : found + length;
}
