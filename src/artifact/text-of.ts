import { readText, statOf } from "../cache/disk.js";

/**
 * The text (UTF-8) of a file on disk, or null where there is none, it can't be read, or it is larger than
 * `maximumBytes`: for looks that may fail. Pipes and devices, which would block, are no files.
 */
export function textOf(path: string, maximumBytes = Number.POSITIVE_INFINITY): string | null {
  const stats = statOf(path);
  if (stats?.isFile() !== true || stats.size > maximumBytes) return null;
  try {
    return readText(path);
  } catch {
    return null;
  }
}
