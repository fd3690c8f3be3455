import { accessSync, constants, mkdirSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

const NAME = "lambda-lint";
/** What CI services set it to when they mean something else (as find-cache-dir has it). */
const NO_FOLDER: readonly string[] = ["", "true", "false", "1", "0"];

/**
 * Where runs in a folder keep what they know for the next ones: `node_modules/.cache/lambda-lint` of the nearest package
 * upwards that has a `node_modules`, as other tools do (https://github.com/sindresorhus/find-cache-dir), or below
 * CACHE_DIR. The folder is made. Null where there is no such package, or it can't be written to.
 */
export function cacheFolder(cwd: string, env: Readonly<Record<string, string | undefined>>): string | null {
  const { CACHE_DIR: named } = env;
  const place =
    named !== undefined && !NO_FOLDER.includes(named) ? resolve(cwd, named) : besidePackages(resolve(cwd));
  if (place === null) return null;
  const folder = join(place, NAME);
  try {
    // Now, not with the first entry: analyses list node_modules, and would find it changed.
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return folder;
  } catch {
    return null;
  }
}

function besidePackages(start: string): string | null {
  for (let folder = start; ; folder = dirname(folder)) {
    const installed = join(folder, "node_modules");
    if (isThere(join(folder, "package.json")) && isThere(installed)) return join(installed, ".cache");
    if (folder === dirname(folder)) return null;
  }
}

function isThere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}
