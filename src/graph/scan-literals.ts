const BACKSLASH = 92;

/** The index behind a string that starts at `at`; an unfinished one ends with its line. */
export function skipString(source: string, at: number): number {
  const quote = source.charCodeAt(at);
  for (let i = at + 1; i < source.length; i += 1) {
    const code = source.charCodeAt(i);
    if (code === BACKSLASH) i += 1;
    else if (code === quote) return i + 1;
    else if (code === 10 || code === 13) return i;
  }
  return source.length;
}

/** The index behind a regular expression that starts at `at`, flags included; null when it is none. */
export function skipRegex(source: string, at: number): number | null {
  let inClass = false;
  for (let i = at + 1; i < source.length; i += 1) {
    const char = source[i];
    if (char === "\\") i += 1;
    else if (char === "\n" || char === "\r") return null;
    else if (char === "[") inClass = true;
    else if (char === "]") inClass = false;
    else if (char === "/" && !inClass) {
      let end = i + 1;
      while (/[a-z]/.test(source.charAt(end))) end += 1;
      return end;
    }
  }
  return null;
}

/** The index of the next character that is neither space nor comment. */
export function skipSpace(source: string, at: number): number {
  for (let i = at; i < source.length; ) {
    if (source.charCodeAt(i) <= 32) i += 1;
    else if (source.startsWith("//", i) || source.startsWith("/*", i)) {
      const isLine = source[i + 1] === "/";
      const end = source.indexOf(isLine ? "\n" : "*/", i + 2);
      if (end === -1) return source.length;
      i = end + (isLine ? 1 : 2);
    } else return i;
  }
  return source.length;
}

/**
 * The text of a call's first argument when that is a plain string, and the index behind the call.
 * Null for anything computed.
 */
export function readCallArgument(source: string, at: number): { specifier: string; end: number } | null {
  const start = skipSpace(source, at);
  const quote = source[start];
  if (quote !== '"' && quote !== "'" && quote !== "`") return null;
  const close = quote === "`" ? source.indexOf("`", start + 1) + 1 : skipString(source, start);
  const specifier = source.slice(start + 1, close - 1);
  if (close <= start + 1 || specifier.includes("${") || specifier.includes("\\")) return null;
  const end = skipSpace(source, close);
  // import("x", { with: … }) has a second argument.
  if (source[end] === ",") return { specifier, end };
  return source[end] === ")" ? { specifier, end: end + 1 } : null;
}
