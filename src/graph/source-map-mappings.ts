const COMMA = 44;
const SEMICOLON = 59;
/** Of a line, a column, a source: what doesn't fit into 32 bits is none. */
const MAXIMUM = 2 ** 32 - 1;
/** Digits of five bits fit into a number's 31 up to here. */
const SAFE_SHIFT = 25;
const MAXIMUM_SHIFT = 60;

const DIGITS = new Int8Array(256).fill(-1);
for (const [digit, char] of [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"].entries())
  DIGITS[char.charCodeAt(0)] = digit;

/**
 * Decodes the mappings of a source map (https://tc39.es/ecma426/#sec-mappings), and tells of each the line and column
 * (from 0) that it starts at in the script, its source, and the line and column (from 0) there, -1 where it has none. Nothing is kept: a bundle has millions.
 * @throws Error for what is none
 */
export function decodeMappings(
  mappings: Uint8Array,
  found: (line: number, column: number, source: number, originalLine: number, originalColumn: number) => void,
): void {
  // Column in the script; source, line and column of the original, name: each is told relative to the one before.
  const fields = new Float64Array(5);
  const { length } = mappings;
  let line = 0;
  for (let at = 0; at < length; ) {
    const first = mappings[at];
    if (first === COMMA || first === SEMICOLON) {
      if (first === SEMICOLON) {
        line += 1;
        fields[0] = 0;
      }
      at += 1;
      continue;
    }
    let field = 0;
    do {
      let bits = 0;
      let shift = 0;
      for (let isLast = false; !isLast; shift += 5) {
        if (at >= length) throw new Error("they end inside a number");
        const digit = DIGITS[mappings[at] ?? 0] ?? -1;
        if (digit < 0) throw new Error(`no base64 digit at ${at}`);
        if (shift <= SAFE_SHIFT) bits |= (digit & 31) << shift;
        else if (shift <= MAXIMUM_SHIFT) bits += (digit & 31) * 2 ** shift;
        else throw new Error(`a number that is too large at ${at}`);
        isLast = digit < 32;
        at += 1;
      }
      const size = bits <= 0x7fffffff ? bits >>> 1 : Math.floor(bits / 2);
      const value = (fields[field] ?? 0) + (bits % 2 === 1 ? -size : size);
      if (value < 0 || value > MAXIMUM) throw new Error(`a number that is out of range before ${at}`);
      fields[field] = value;
      field += 1;
    } while (field < 5 && !((field === 1 || field === 4) && isSeparator(mappings, at)));
    if (field === 1) found(line, fields[0] ?? 0, -1, -1, -1);
    else found(line, fields[0] ?? 0, fields[1] ?? 0, fields[2] ?? 0, fields[3] ?? 0);
  }
}

function isSeparator(mappings: Uint8Array, at: number): boolean {
  const byte = mappings[at];
  return byte === undefined || byte === COMMA || byte === SEMICOLON;
}
