const NEWLINE = 10;
/** Lines that may follow the comment: `//# debugId=`, a licence. */
const LINES = 5;
const COMMENT = /^\s*\/[/*][#@]\s*sourceMappingURL=/;
const COMMENT_BYTES = 64;

/** Where a script's source map comment is: it starts at `start`, its URL lies in `[urlStart, urlEnd)`. Bytes. */
export interface SourceMapComment {
  readonly start: number;
  readonly urlStart: number;
  readonly urlEnd: number;
}

/** The URL that a script names its source map by (perhaps a `data:` URL), or null. Looks at its last lines only. */
export function sourceMapUrl(code: Buffer): string | null {
  const comment = sourceMapComment(code);
  return comment === null ? null : code.toString("utf8", comment.urlStart, comment.urlEnd);
}

export function sourceMapComment(code: Buffer): SourceMapComment | null {
  let end = code.length;
  for (let line = 0; line < LINES && end > 0; line++) {
    while (end > 0 && isSpace(code[end - 1])) end--;
    const start = end === 0 ? 0 : code.lastIndexOf(NEWLINE, end - 1) + 1;
    const head = COMMENT.exec(code.toString("latin1", start, Math.min(end, start + COMMENT_BYTES)));
    if (head !== null) {
      const urlStart = start + head[0].length;
      const close = code.toString("latin1", Math.max(urlStart, end - 2), end) === "*/" ? 2 : 0;
      let urlEnd = end - close;
      while (urlEnd > urlStart && isSpace(code[urlEnd - 1])) urlEnd--;
      return urlEnd > urlStart ? { start, urlStart, urlEnd } : null;
    }
    end = start;
  }
  return null;
}

const DATA_BYTES = 256;

/** The map that a script carries in its own comment, decoded; null when it carries none. */
export function inlineSourceMap(code: Buffer, comment: SourceMapComment): Buffer | null {
  const head = code.toString(
    "latin1",
    comment.urlStart,
    Math.min(comment.urlEnd, comment.urlStart + DATA_BYTES),
  );
  const comma = head.indexOf(",");
  if (!head.startsWith("data:") || comma === -1) return null;
  const body = code.toString("latin1", comment.urlStart + comma + 1, comment.urlEnd);
  if (head.slice(0, comma).endsWith(";base64")) return Buffer.from(body, "base64");
  try {
    return Buffer.from(decodeURIComponent(body), "utf8");
  } catch {
    return null;
  }
}

function isSpace(byte: number | undefined): boolean {
  return byte === 32 || byte === NEWLINE || byte === 13 || byte === 9;
}
