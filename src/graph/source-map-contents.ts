const KEY = '"sourcesContent"';
const QUOTE = 34;
const BACKSLASH = 92;
const EMPTY = Buffer.from("[]");

/**
 * A map's bytes with empty `sourcesContent`: it is most of a map, and sizes don't need it, so it is left out before
 * anything becomes a string. An unescaped quote can't stand inside a JSON string, so the key is found by its bytes.
 * What isn't written as expected is left as it is.
 */
export function withoutContents(map: Buffer): Buffer {
  const parts: Buffer[] = [];
  let done = 0;
  for (let at = map.indexOf(KEY); at !== -1; at = map.indexOf(KEY, at + KEY.length)) {
    const open = valueStart(map, at + KEY.length);
    const end = open === -1 ? -1 : arrayEnd(map, open);
    if (end === -1) continue;
    parts.push(map.subarray(done, open), EMPTY);
    done = end;
    at = end - KEY.length;
  }
  return done === 0 ? map : Buffer.concat([...parts, map.subarray(done)]);
}

/** Index of the `[` behind the key's colon, or -1. */
function valueStart(map: Buffer, from: number): number {
  const colon = afterSpace(map, from);
  if (map[colon] !== 58) return -1;
  const open = afterSpace(map, colon + 1);
  return map[open] === 91 ? open : -1;
}

/** Index behind the `]` of a list of strings and nulls, or -1. */
function arrayEnd(map: Buffer, open: number): number {
  for (let at = open + 1; at < map.length; ) {
    const byte = map[at];
    if (byte === 93) return at + 1;
    if (byte === QUOTE) {
      at = stringEnd(map, at);
      if (at === -1) return -1;
    } else if (byte === 123 || byte === 91) return -1;
    else at++;
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
