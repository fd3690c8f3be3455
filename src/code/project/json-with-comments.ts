/** JSON as tsconfig files are written: comments and trailing commas allowed. Null where it isn't even that. */
export function parseJsonWithComments(text: string): unknown {
  let plain = "";
  for (let at = 0; at < text.length; ) {
    const char = text[at] ?? "";
    if (char === '"') {
      const end = endOfString(text, at);
      plain += text.slice(at, end);
      at = end;
    } else if (text.startsWith("//", at)) {
      const end = text.indexOf("\n", at);
      at = end === -1 ? text.length : end;
    } else if (text.startsWith("/*", at)) {
      const end = text.indexOf("*/", at + 2);
      at = end === -1 ? text.length : end + 2;
    } else {
      if (char === "}" || char === "]") plain = plain.trimEnd().replace(/,$/, "");
      plain += char;
      at++;
    }
  }
  try {
    return JSON.parse(plain.replace(/^\uFEFF/, ""));
  } catch {
    return null;
  }
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at + 1;
}
