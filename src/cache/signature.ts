/**
 * What changes whenever a file's content or a folder's entries do: size, times of the last change to content and to the
 * inode (ms), inode. npm sets the first time of all that it installs to one day in 1985; the second nobody can set.
 */
export type Signature = readonly [size: number, mtimeMs: number, ctimeMs: number, inode: number];

interface Status {
  readonly size: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly ino: number;
  isDirectory(): boolean;
}

/** Clocks of file systems: FAT's counts by 2 s, all others finer. */
const COARSEST_CLOCK_MS = 2_000;

/**
 * The signature of what was looked at just now; null where it tells nothing: what changed a moment ago may change again
 * within the same tick of the file system's clock (git calls it racy), and what Windows says of folders isn't sure.
 */
export function signatureOf(stats: Status, now = Date.now()): Signature | null {
  if (Math.max(stats.mtimeMs, stats.ctimeMs) >= now - COARSEST_CLOCK_MS) return null;
  if (process.platform === "win32" && stats.isDirectory()) return null;
  return [stats.size, stats.mtimeMs, stats.ctimeMs, stats.ino];
}

export function isSame(signature: Signature, other: readonly number[]): boolean {
  return signature.every((value, index) => value === other[index]);
}
