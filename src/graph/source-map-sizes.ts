import { messageOf } from "../errors.js";
import { invalid, type SourceMap } from "./source-map-parse.js";

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
    const bundle = { code: withPlainLines(code), map: Buffer.from(JSON.stringify(map.bare)) };
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
 * where it starts with blank ones. A copy of the same line structure has neither.
 */
function withPlainLines(code: Buffer): Buffer {
  const first = code[0] ?? SPACE;
  const isBlank = first === SPACE || (first >= 9 && first <= CARRIAGE_RETURN);
  const copy = Buffer.allocUnsafe(code.length + (isBlank ? 1 : 0));
  if (isBlank) copy[0] = SEMICOLON;
  code.copy(copy, isBlank ? 1 : 0);
  for (let at = copy.indexOf("\r\n"); at !== -1; at = copy.indexOf("\r\n", at + 2)) copy[at] = SPACE;
  return copy;
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
