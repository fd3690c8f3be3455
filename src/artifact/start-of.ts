import { closeSync, constants, openSync, readSync } from "node:fs";

/** Should the file have become a pipe by now, nobody waits for it. (Windows has no such flag.) */
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
/** One for all: what is read is decoded at once. */
const buffer = Buffer.allocUnsafe(8192);

/**
 * The beginning of a file on disk, 8 kB at most, with each byte as one character, which is cheap and right for ASCII;
 * null where it can't be read.
 */
export function startOf(path: string): string | null {
  try {
    const file = openSync(path, FLAGS);
    try {
      return buffer.toString("latin1", 0, readSync(file, buffer, 0, buffer.length, 0));
    } finally {
      closeSync(file);
    }
  } catch {
    return null;
  }
}
