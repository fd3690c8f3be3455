import { messageOf } from "../errors.js";
import { invalid, type SourceMap } from "./source-map-parse.js";

const NEWLINE = 10;
const CARRIAGE_RETURN = 13;
const SPACE = 32;
const SEMICOLON = 59;

/**
 * The bytes of a script by original (number in `SourceMap.paths`), by source-map-explorer. A mapping owns the
 * code up to the next one on its line. What no mapping covers is in no original.
 * @param code UTF-8, without its source map comment
 * @throws InputError when the mappings can't be decoded or claim more than the script has
 */
export async function mappedBytes(
  code: Buffer,
  map: SourceMap,
  path: string,
): Promise<ReadonlyMap<number, number>> {
  // The one import of source-map-explorer, when first needed: it takes as long to load as all the rest.
  const { explore } = await import("source-map-explorer");
  let sizes: Readonly<Record<string, { readonly size: number }>>;
  try {
    const bundle = {
      code: withoutBlankRuns(withPlainLines(code)),
      map: Buffer.from(JSON.stringify(map.bare)),
    };
    // esbuild's maps point at line ends, which border checks take for errors. It changes its options: a new object.
    const result = await explore(bundle, { noBorderChecks: true, noRoot: true });
    sizes = result.bundles[0]?.files ?? {};
  } catch (rejection) {
    throw invalid(path, `can't be decoded (${rejectionMessage(rejection)})`, rejection);
  }
  const bytes = new Map<number, number>();
  let sum = 0;
  for (const [source, { size }] of Object.entries(sizes)) {
    const index = Number(source);
    if (!Number.isInteger(index) || index < 0 || index >= map.paths.length) continue;
    bytes.set(index, size);
    sum += size;
  }
  if (sum > code.length) throw invalid(path, `maps ${sum} bytes of a file that has ${code.length}`);
  return bytes;
}

/**
 * source-map-explorer takes one `\r\n` anywhere as the file's line end, and trims the file, which moves its lines
 * where it starts with blank ones. A copy of the same lines and columns, with `\n` as the only line end.
 */
function withPlainLines(code: Buffer): Buffer {
  const first = code[0] ?? SPACE;
  const isBlank = first === SPACE || (first >= 9 && first <= CARRIAGE_RETURN);
  const copy = Buffer.allocUnsafe(code.length + (isBlank ? 1 : 0));
  if (isBlank) copy[0] = SEMICOLON;
  code.copy(copy, isBlank ? 1 : 0);
  replaceAll(copy, "\r", " ");
  // Line ends for regular expressions, not for maps.
  for (const separator of ["\u2028", "\u2029"]) replaceAll(copy, separator, "\u2026");
  return copy;
}

/** In place; both are of the same length in UTF-8. */
function replaceAll(code: Buffer, from: string, to: string): void {
  for (let at = code.indexOf(from); at !== -1; at = code.indexOf(from, at + 1)) code.write(to, at);
}

/** As many lines without a visible character in a row as are left alone. */
const BLANK_LINES = 64;
const INTERRUPTION = Buffer.from(";");

/**
 * source-map-explorer looks for comments by an expression that takes quadratic time over blank lines (5 MB of them:
 * hours). A `;` at the start of every 64th ends such a run; nothing is mapped there.
 */
function withoutBlankRuns(code: Buffer): Buffer {
  const parts: Buffer[] = [];
  let done = 0;
  let lines = 0;
  for (let at = 0; at < code.length; at++) {
    const byte = code[at] ?? 0;
    if (byte > SPACE && byte < 127) lines = 0;
    else if (byte === NEWLINE && ++lines >= BLANK_LINES) {
      parts.push(code.subarray(done, at + 1), INTERRUPTION);
      done = at + 1;
      lines = 0;
    }
  }
  return done === 0 ? code : Buffer.concat([...parts, code.subarray(done)]);
}

/** It rejects with `{ bundles, errors: [{ code, message }] }`. */
function rejectionMessage(rejection: unknown): string {
  if (
    typeof rejection === "object" &&
    rejection !== null &&
    "errors" in rejection &&
    Array.isArray(rejection.errors)
  ) {
    return rejection.errors.map(messageOf).join("; ");
  }
  return messageOf(rejection);
}
