const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const BACKSLASH = 92;
const EMPTY_LIST_BYTES = 2;

/** Where a JSON string lies in a map's bytes, with its quotes. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/** What is most of a map, and left out before anything becomes a string: its bytes are read where they lie. */
export interface CutMap {
  /** In place of each string of mappings stands its index in `mappings`, of each list of contents a list of its index. */
  readonly bytes: Buffer;
  readonly mappings: readonly Place[];
  /** Null where a list has something else than a string. */
  readonly contents: readonly (readonly (Place | null)[])[];
  /** What the map would be shorter by with empty lists of contents. */
  readonly contentBytes: number;
}

/** Takes `mappings`, `sourcesContent` and `names` out of a map. What isn't written as expected is left as it is. */
export function cutMap(map: Buffer): CutMap {
  const kept: Buffer[] = [];
  const mappings: Place[] = [];
  const contents: (Place | null)[][] = [];
  let contentBytes = 0;
  let done = 0;
  const replace = (start: number, end: number, by: string): void => {
    kept.push(map.subarray(done, start), Buffer.from(by));
    done = end;
  };
  for (let at = map.indexOf(QUOTE); at !== -1; at = map.indexOf(QUOTE, at)) {
    const end = stringEnd(map, at);
    if (end === -1) break;
    const key = keyAt(map, at, end);
    const value = key === null ? -1 : afterSpace(map, afterSpace(map, end) + 1);
    at = end;
    if (key === "mappings" && map[value] === QUOTE) {
      const close = stringEnd(map, value);
      if (close === -1) break;
      replace(value, close, String(mappings.length));
      mappings.push({ start: value, end: close });
      at = close;
    } else if (key !== null && map[value] === 91) {
      const list: (Place | null)[] = [];
      const close = readList(map, value, list);
      if (close === -1) continue;
      replace(value, close, key === "names" ? "[]" : `[${contents.length}]`);
      if (key === "sourcesContent") {
        contents.push(list);
        contentBytes += close - value - EMPTY_LIST_BYTES;
      }
      at = close;
    }
  }
  return { bytes: Buffer.concat([...kept, map.subarray(done)]), mappings, contents, contentBytes };
}

/** Throws SyntaxError when there is no JSON. */
export function stringAt(map: Buffer, { start, end }: Place): string {
  return JSON.parse(map.toString("utf8", start, end));
}

const KEYS = ["mappings", "sourcesContent", "names"] as const;

/** Which of the keys a string is; null for another one, and for a value. */
function keyAt(map: Buffer, start: number, end: number): (typeof KEYS)[number] | null {
  if (map[afterSpace(map, end)] !== COLON) return null;
  const length = end - start - 2;
  return (
    KEYS.find((key) => key.length === length && map.toString("latin1", start + 1, end - 1) === key) ?? null
  );
}

/** Adds where the strings of a list of strings and plain values lie. Index behind its `]`, or -1. */
function readList(map: Buffer, open: number, list: (Place | null)[]): number {
  let isRead = false;
  for (let at = open + 1; at < map.length; ) {
    const byte = map[at];
    if (byte === 93) return at + 1;
    if (byte === QUOTE) {
      const end = stringEnd(map, at);
      if (end === -1 || isRead) return -1;
      list.push({ start: at, end });
      isRead = true;
      at = end;
    } else if (byte === 123 || byte === 91) return -1;
    else {
      if (byte === COMMA) {
        if (!isRead) list.push(null);
        isRead = false;
      }
      at++;
    }
  }
  return -1;
}

/** Index behind a string's closing quote, or -1. */
function stringEnd(map: Buffer, open: number): number {
  for (let quote = map.indexOf(QUOTE, open + 1); quote !== -1; quote = map.indexOf(QUOTE, quote + 1)) {
    let slashes = 0;
    while (map[quote - 1 - slashes] === BACKSLASH) slashes++;
    if (slashes % 2 === 0) return quote + 1;
  }
  return -1;
}

function afterSpace(map: Buffer, from: number): number {
  let at = from;
  while (map[at] === 32 || map[at] === 10 || map[at] === 13 || map[at] === 9) at++;
  return at;
}
