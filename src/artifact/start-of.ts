import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";

/** Should the file have become a pipe by now, nobody waits for it. (Windows has no such flag.) */
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
/** One for all: what is read is decoded at once. */
const buffer = Buffer.allocUnsafe(4096);

/**
 * The beginning of a file on disk, 4 kB at most, with each byte as one character, which is cheap and right for ASCII;
 * null where it can't be read, or isn't `bytes` long.
 */
export function startOf(path: string, bytes: number): string | null {
  try {
    const file = openSync(path, FLAGS);
    try {
      const length = readSync(file, buffer, 0, buffer.length, 0);
      // Most are shorter than the buffer: then what was read is their size.
      const isAsLong = length < buffer.length ? length === bytes : fstatSync(file).size === bytes;
      return isAsLong ? buffer.toString("latin1", 0, length) : null;
    } finally {
      closeSync(file);
    }
  } catch {
    return null;
  }
}
