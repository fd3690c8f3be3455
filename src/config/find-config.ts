import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** In a folder the first of these that exists is taken; after them `package.json` with the key "lambda-lint". */
export const CONFIG_NAMES = ["ts", "mts", "js", "mjs", "cjs", "json"].map(
  (end) => `lambda-lint.config.${end}`,
);
export const PACKAGE_KEY = "lambda-lint";

/**
 * The configuration file nearest to `directory`, upwards; null when there is none. A folder with `.git`
 * ends the search: what lies above it belongs to somebody else.
 */
export function findConfig(directory: string): string | null {
  for (let folder = resolve(directory); ; folder = dirname(folder)) {
    const found = CONFIG_NAMES.map((name) => join(folder, name)).find((path) => existsSync(path));
    if (found !== undefined) return found;
    const manifest = join(folder, "package.json");
    if (holdsConfig(manifest)) return manifest;
    if (existsSync(join(folder, ".git")) || dirname(folder) === folder) return null;
  }
}

/** A package.json that can't be read or parsed only matters when it seems to hold a configuration. */
function holdsConfig(manifest: string): boolean {
  let text: string;
  try {
    text = readFileSync(manifest, "utf8");
  } catch {
    return false;
  }
  if (!text.includes(`"${PACKAGE_KEY}"`)) return false;
  try {
    return Object.hasOwn(Object(JSON.parse(text)), PACKAGE_KEY);
  } catch {
    return true;
  }
}
