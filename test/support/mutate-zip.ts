/** Numbers that repeat: mulberry32, https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
export function random(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** Values at which sizes and counts go wrong. */
const EDGES = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0xffffffff];

/** A zip with one to six wounds: bytes and fields changed, pieces cut out, doubled, moved, or its end gone. */
export function mutate(zip: Buffer, next: (below: number) => number): Buffer {
  let bytes = Buffer.from(zip);
  for (let wounds = 1 + next(6); wounds > 0 && bytes.length > 8; wounds -= 1) bytes = wound(bytes, next);
  return bytes;
}

function wound(bytes: Buffer, next: (below: number) => number): Buffer<ArrayBuffer> {
  const at = next(bytes.length);
  const length = 1 + next(Math.min(64, bytes.length - at));
  const piece = bytes.subarray(at, at + length);
  // Most keep the length: where that changes, the directory is lost, and all such zips are refused alike.
  switch (next(24)) {
    case 0:
      return Buffer.from(bytes.subarray(0, at));
    case 1:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
    case 2:
      return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]);
    case 3: {
      const to = next(bytes.length);
      return Buffer.concat([bytes.subarray(0, to), piece, bytes.subarray(to)]);
    }
    case 4:
    case 5:
    case 6:
    case 7:
      return inHeader(bytes, next);
    default: {
      const copy = Buffer.from(bytes);
      copy[at] = next(256);
      return copy;
    }
  }
}

/** A field of a record of the directory, where most can be told wrong. */
function inHeader(bytes: Buffer, next: (below: number) => number): Buffer<ArrayBuffer> {
  const copy = Buffer.from(bytes);
  const signature = ["PK\x01\x02", "PK\x03\x04", "PK\x05\x06", "PK\x06\x06"][next(4)] ?? "";
  const found = copy.indexOf(signature, next(copy.length), "latin1");
  const start = found === -1 ? copy.indexOf(signature, 0, "latin1") : found;
  const at = start + 4 + next(42);
  if (start === -1 || at + 4 > copy.length) return copy;
  const value = EDGES[next(EDGES.length)] ?? 0;
  if (next(2) === 0) copy.writeUInt16LE(value & 0xffff, at);
  else copy.writeUInt32LE(value, at);
  return copy;
}
