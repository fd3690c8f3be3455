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
  const { length } = mappings;
  let at = 0;
  /** A number that is told relative to the one before. */
  const next = (before: number): number => {
    let bits = 0;
    for (let shift = 0, digit = 32; digit >= 32; shift += 5, at += 1) {
      if (at >= length) throw new Error("they end inside a number");
      digit = DIGITS[mappings[at] ?? 0] ?? -1;
      if (digit < 0) throw new Error(`no base64 digit at ${at}`);
      if (shift <= SAFE_SHIFT) bits |= (digit & 31) << shift;
      else if (shift <= MAXIMUM_SHIFT) bits += (digit & 31) * 2 ** shift;
      else throw new Error(`a number that is too large at ${at}`);
    }
    const size = bits <= 0x7fffffff ? bits >>> 1 : Math.floor(bits / 2);
    const value = before + (bits % 2 === 1 ? -size : size);
    if (value < 0 || value > MAXIMUM) throw new Error(`a number that is out of range before ${at}`);
    return value;
  };
  const isEnd = (): boolean => at >= length || mappings[at] === COMMA || mappings[at] === SEMICOLON;

  let [line, column, source, originalLine, originalColumn, name] = [0, 0, 0, 0, 0, 0];
  while (at < length) {
    if (mappings[at] === SEMICOLON) {
      line += 1;
      column = 0;
      at += 1;
    } else if (mappings[at] === COMMA) at += 1;
    else {
      column = next(column);
      if (isEnd()) found(line, column, -1, -1, -1);
      else {
        source = next(source);
        originalLine = next(originalLine);
        originalColumn = next(originalColumn);
        if (!isEnd()) name = next(name);
        found(line, column, source, originalLine, originalColumn);
      }
    }
  }
}
