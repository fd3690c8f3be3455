import { isInEveryNode } from "../lambda/node-modules.js";
import { lastImport } from "./import-words.js";
import type { Scan, ScannedImport } from "./scan.js";
import { FRAME_WORDS, Frames } from "./scan-frames.js";
import { readCallArgument, skipRegex, skipSpace, skipString } from "./scan-literals.js";

/** Words that end nothing: after them a slash starts a regular expression. */
const OPERATOR_WORDS = new Set(
  "return typeof case in of delete void throw new do else instanceof yield await default extends".split(" "),
);
/** An arrow function without braces ends, at the latest, where one of these starts a statement. */
const STATEMENT_WORDS = new Set("const let var if for while switch return throw try export do".split(" "));
/** Words that mean something here or to `Frames`; of all others it is enough that they are words. */
const KNOWN_WORDS = knownLengths([
  ...OPERATOR_WORDS,
  ...STATEMENT_WORDS,
  ...FRAME_WORDS,
  ...["import", "require", "__require"],
]);
const WORD = /[\p{ID_Continue}$\u200c\u200d]+/uy;
const WORD_PART = /[\p{ID_Continue}$\u200c\u200d]/uy;
/** In front of a comment it may be one. */
const IMPORT_CALL = /import\s*[(/]/y;
/** Some classes have a method of that name. */
const IMPORT_METHOD = /import\([\w$,\s]{0,200}\)\s{0,9}\{/y;
const SLASH = 47;

export interface TokenScan extends Scan {
  /** False where a full AST must decide: what is in a function may run in init. */
  readonly isCertain: boolean;
}

/**
 * One pass over a source that knows strings, templates, comments, regular expressions and braces, but no grammar.
 * What it can't tell it doesn't hide: `isCertain` is false then, and the timing a cautious "lazy".
 */
export function scanTokens(
  source: string,
  options: { readonly isTypeScript: boolean; readonly wantsRequire: boolean },
): TokenScan {
  const imports: ScannedImport[] = [];
  const frames = new Frames(options.isTypeScript);
  let dynamicRequires = 0;
  let isCertain = true;

  /** A call of `require` or `import` whose word ends at `end`; false when it is no call. */
  const call = (offset: number, end: number, syntax: "import" | "require"): boolean => {
    const open = skipSpace(source, end);
    if (source[open] !== "(") return false;
    const argument = readCallArgument(source, open + 1);
    if (argument === null) {
      if (!isMethodHead(source, open)) dynamicRequires += 1;
      return true;
    }
    const inFunction = frames.inFunction();
    // When one of Node's own is loaded makes no difference to anybody.
    if (syntax === "require" && inFunction && !isInEveryNode(argument.specifier)) isCertain = false;
    const runsNow = syntax === "require" || frames.lastWord === "await";
    const isCaught = frames.inTry() || source.startsWith(".catch", skipSpace(source, argument.end));
    imports.push({
      specifier: argument.specifier,
      timing: runsNow && !inFunction ? "static" : "lazy",
      syntax,
      optional: isCaught,
      call: syntax === "require" && source[skipSpace(source, argument.end)] === "(" ? "called" : undefined,
      offset,
    });
    return true;
  };

  const word = (at: number): number => {
    const end = wordEnd(source, at);
    if (((KNOWN_WORDS[source.charCodeAt(at)] ?? 0) & (1 << (end - at))) === 0) {
      frames.word("", false);
      return end;
    }
    const text = source.slice(at, end);
    if (frames.last !== ".") {
      if (text === "import") call(at, end, "import");
      else if (options.wantsRequire && (text === "require" || text === "__require")) {
        if (frames.lastWord === "function") isCertain &&= text !== "require";
        else if (!call(at, end, "require") && text === "require") {
          // As a parameter, a variable or an argument it may be another one, or go by another name; a key is none.
          const next = source[skipSpace(source, end)];
          const isKey = next === ":" && (frames.last === "{" || frames.last === ",");
          const isHarmless = frames.lastWord === "typeof" || next === "." || isKey;
          if (!isHarmless) isCertain = false;
        }
      } else if (STATEMENT_WORDS.has(text)) frames.endArrows();
    }
    frames.word(text, OPERATOR_WORDS.has(text));
    return end;
  };

  // Behind the last mention nothing can be found, nor made uncertain.
  const end = Math.max(
    lastImport(source, (at) => isImportCall(source, at)),
    options.wantsRequire ? lastRequire(source) : -1,
  );
  for (let at = source.startsWith("#!") ? skipLine(source, 0) : 0; at <= end; ) {
    const code = source.charCodeAt(at);
    if (code <= 32) at += 1;
    else if ((code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code === 36)
      at = word(at);
    else if (code === SLASH) {
      const next = source.charCodeAt(at + 1);
      if (next === SLASH) at = skipLine(source, at);
      else if (next === 42) at = skipComment(source, at);
      else {
        if (frames.last === "}") isCertain = false;
        const end = frames.allowsRegex() ? skipRegex(source, at) : null;
        if (end === null) frames.operator("/");
        else frames.value();
        at = end ?? at + 1;
      }
    } else if (code === 34 || code === 39) {
      at = skipString(source, at);
      frames.value();
    } else if (code === 96) {
      at = frames.template(source, at + 1);
    } else if (code >= 48 && code <= 57) {
      at = wordEnd(source, at);
      frames.value();
    } else if (code > 127) at = word(at);
    else at = frames.punctuation(source, at);
  }
  return { imports, dynamicRequires, isCertain };
}

/** For each first letter (ASCII) the lengths of words, as bits: most words need not even be cut out. */
function knownLengths(words: readonly string[]): Int32Array {
  const lengths = new Int32Array(128);
  for (const word of words) {
    const letter = word.charCodeAt(0);
    lengths[letter] = (lengths[letter] ?? 0) | (1 << word.length);
  }
  return lengths;
}

const HEAD_LENGTH = 500;

/** `import(options) {…}` in a class or an object: what looks like a call is a method's name with its parameters. */
function isMethodHead(source: string, open: number): boolean {
  let depth = 0;
  for (let at = open; at < open + HEAD_LENGTH && at < source.length; at += 1) {
    const code = source.charCodeAt(at);
    if (code === 40) depth += 1;
    else if (code === 41) depth -= 1;
    if (depth === 0) return source[skipSpace(source, at + 1)] === "{";
  }
  return false;
}

/** The index behind a word or number that starts at `at`; at least one character further. */
function wordEnd(source: string, at: number): number {
  for (let i = at; ; i += 1) {
    const code = source.charCodeAt(i);
    const isWord =
      (code >= 97 && code <= 122) ||
      (code >= 65 && code <= 90) ||
      (code >= 48 && code <= 57) ||
      code === 95 ||
      code === 36;
    if (isWord) continue;
    if (!(code > 127)) return Math.max(i, at + 1);
    WORD.lastIndex = at;
    return at + (WORD.exec(source)?.[0].length ?? 1);
  }
}

/** Prose is full of the word, and puts no parenthesis behind it. */
function isImportCall(source: string, at: number): boolean {
  return matchesAt(IMPORT_CALL, source, at) && !matchesAt(IMPORT_METHOD, source, at);
}

/** Where the word stands last, or -1; "required" is another one. */
function lastRequire(source: string): number {
  let last = -1;
  // From the front: indexOf compares many characters at once, lastIndexOf one after the other.
  for (let at = source.indexOf("require"); at !== -1; at = source.indexOf("require", at + 1)) {
    if (!matchesAt(WORD_PART, source, at + "require".length)) last = at;
  }
  return last;
}

/** @param form sticky */
function matchesAt(form: RegExp, source: string, at: number): boolean {
  form.lastIndex = at;
  return form.test(source);
}

function skipLine(source: string, at: number): number {
  const end = source.indexOf("\n", at);
  return end === -1 ? source.length : end + 1;
}

function skipComment(source: string, at: number): number {
  const end = source.indexOf("*/", at + 2);
  return end === -1 ? source.length : end + 2;
}
