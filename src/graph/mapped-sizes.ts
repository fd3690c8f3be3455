import { isAscii } from "node:buffer";

const NEWLINE = 10;
const NO_SOURCE = -1;

/** Adds up the bytes of a script by source, mapping by mapping, in the script's order. */
export class MappedSizes {
  /** False once a mapping lay before the one that came before it: the sizes are wrong then. */
  isInOrder = true;
  readonly #code: Buffer;
  readonly #isAscii: boolean;
  /** Blank lines at the end are none. */
  readonly #end: number;
  /** By source; below 0: not mapped. */
  readonly #sizes: Float64Array;
  #line = 0;
  #lineEnd: number;
  /** Mappings of lines that the script doesn't have. */
  #isPast = false;
  /** The mapping whose code is being looked for the end of: its source, column (UTF-16) and offset (bytes). */
  #source = NO_SOURCE;
  #column = -1;
  #at = 0;
  /** The column that `#at` is: one further where the mapping points into a character. */
  #reached = 0;

  /** @param code UTF-8 */
  constructor(code: Buffer, sources: number) {
    this.#code = code;
    this.#isAscii = isAscii(code);
    this.#end = trimmedLength(code);
    this.#lineEnd = this.#endOfLine(0);
    this.#sizes = new Float64Array(sources).fill(-1);
  }

  /** @param column in UTF-16 code units, as in all maps; from 0, as `line` is */
  add(line: number, column: number, source: number): void {
    if (line < this.#line || (line === this.#line && column < this.#column)) {
      this.isInOrder = false;
      return;
    }
    if (line > this.#line) this.#moveTo(line);
    if (this.#isPast) {
      this.#column = column;
      return;
    }
    if (column === this.#column) {
      this.#touch(source);
      this.#source =
        this.#source === NO_SOURCE || source === NO_SOURCE ? NO_SOURCE : Math.max(this.#source, source);
      return;
    }
    const at = this.#offset(column);
    this.#give(at);
    this.#at = at;
    this.#column = column;
    this.#source = source;
    this.#touch(source);
  }

  /** The bytes by source, of those that are mapped at all. */
  done(): ReadonlyMap<number, number> {
    this.#give(this.#lineEnd);
    this.#source = NO_SOURCE;
    const sizes = new Map<number, number>();
    for (const [source, size] of this.#sizes.entries()) if (size >= 0) sizes.set(source, size);
    return sizes;
  }

  #touch(source: number): void {
    if (source !== NO_SOURCE && (this.#sizes[source] ?? 0) < 0) this.#sizes[source] = 0;
  }

  /** What lies between the last mapping and `end` is its source's. */
  #give(end: number): void {
    if (this.#source !== NO_SOURCE)
      this.#sizes[this.#source] = (this.#sizes[this.#source] ?? 0) + end - this.#at;
  }

  #moveTo(line: number): void {
    this.#give(this.#lineEnd);
    this.#source = NO_SOURCE;
    this.#column = -1;
    this.#reached = 0;
    while (this.#line < line && this.#lineEnd < this.#end) {
      this.#at = this.#lineEnd + 1;
      this.#lineEnd = this.#endOfLine(this.#at);
      this.#line += 1;
    }
    this.#isPast = this.#line < line;
    this.#line = line;
  }

  #endOfLine(start: number): number {
    const newline = this.#code.indexOf(NEWLINE, start);
    return newline === -1 || newline > this.#end ? this.#end : newline;
  }

  /** Of a column of this line, from the last mapping on. */
  #offset(column: number): number {
    let at = this.#at;
    let reached = this.#reached;
    if (this.#isAscii) at += column - reached;
    else {
      for (; reached < column && at < this.#lineEnd; reached++) {
        const byte = this.#code[at] ?? 0;
        at += byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
        if (byte >= 0xf0) reached += 1;
      }
    }
    this.#reached = Math.max(reached, column);
    return Math.min(this.#lineEnd, at);
  }
}

function trimmedLength(code: Buffer): number {
  let end = code.length;
  for (; end > 0; end--) {
    const byte = code[end - 1] ?? 0;
    if (byte !== 32 && (byte < 9 || byte > 13)) break;
  }
  return end;
}
