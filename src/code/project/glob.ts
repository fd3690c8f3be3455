import { type GlobOptions, globSync as tinyglobbySync } from "tinyglobby";
import { entriesOf, realPath, statOf } from "../../cache/disk.js";

/** Paths that match, as tinyglobby finds them. */
export function globSync(
  patterns: string | readonly string[],
  options: Omit<GlobOptions, "patterns" | "fs">,
): string[] {
  return tinyglobbySync(patterns, { ...options, fs: NOTED });
}

type FileSystem = NonNullable<GlobOptions["fs"]>;

/** What the walk asks for: entries with their types, and where links lead. */
const NOTED: FileSystem = {
  readdirSync: ((folder: string) => entriesOf(folder)) as unknown as FileSystem["readdirSync"],
  realpathSync: ((path: string) => realPath(path)) as FileSystem["realpathSync"],
  statSync: ((path: string) => {
    const stats = statOf(path);
    if (stats === null) throw new Error(`${path} is gone`);
    return stats;
  }) as FileSystem["statSync"],
};
