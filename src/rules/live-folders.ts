import { readQuietly } from "../artifact/read-quietly.js";
import { literalsOf, looksBeside } from "../graph/literals.js";
import type { PackageUse } from "../graph/package-use.js";
import { deadFolder } from "../lambda/dead-files.js";
import type { DeadFile } from "./dead-weight-files.js";
import type { RuleContext } from "./define-rule.js";

/** Less in a folder isn't worth reading a package's code for. */
const MINIMUM_READ_FOR = 10_000;
const MAXIMUM_TEXT_BYTES = 4 * 1024 * 1024;

/**
 * Folders that look like tests or documents but aren't: something in them is loaded, or a script of the package names
 * them beside itself. Without a handler, or of packages that may be loaded by name, all that isn't at a package's root.
 */
export async function liveFolders(
  context: RuleContext,
  use: PackageUse | null,
  found: readonly DeadFile[],
): Promise<ReadonlySet<string>> {
  const sizes = new Map<string, { readonly owner: string; readonly folder: string; bytes: number }>();
  for (const { file, kind, owner } of found) {
    if (owner === null || (kind !== "tests" && kind !== "docs")) continue;
    const folder = deadFolder(inPackage(file.path, owner));
    if (folder === null) continue;
    const key = `${owner}/${folder}`;
    const size = sizes.get(key) ?? { owner, folder, bytes: 0 };
    size.bytes += file.bytes;
    sizes.set(key, size);
  }
  const live = new Set<string>();
  for (const [key, { owner, folder }] of sizes) {
    const isUnknown = use === null || use.possible.has(owner);
    if (isUnknown && owner !== "" && folder.includes("/")) live.add(key);
  }
  if (use === null) return live;
  const scriptsOf = new Map<string, string[]>();
  for (const path of sizes.size === 0 ? [] : use.files) {
    for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) {
      const folder = path.slice(0, end);
      if (sizes.has(folder)) live.add(folder);
    }
  }
  const large = [...sizes].filter(([key, { bytes }]) => bytes >= MINIMUM_READ_FOR && !live.has(key));
  for (const { owner } of large.map(([, size]) => size)) {
    const prefix = owner === "" ? "" : `${owner}/`;
    scriptsOf.set(
      owner,
      [...use.files].filter(
        (path) =>
          path.startsWith(prefix) &&
          /\.[cm]?js$/.test(path) &&
          !path.includes("node_modules/", prefix.length),
      ),
    );
  }
  for (const [key, { owner, folder }] of large) {
    const name = folder.slice(folder.lastIndexOf("/") + 1);
    for (const path of scriptsOf.get(owner) ?? [])
      if (!live.has(key) && (await namesFolder(context, path, name))) live.add(key);
  }
  return live;
}

async function namesFolder({ artifact }: RuleContext, path: string, folder: string): Promise<boolean> {
  const text = (await readQuietly(artifact, path, MAXIMUM_TEXT_BYTES))?.toString("utf8");
  if (text === undefined || !looksBeside(text)) return false;
  for (const literal of literalsOf(text)) if (literal.split("/").includes(folder)) return true;
  return false;
}

/** The path of a file in its package; "" owns what is the user's. */
export function inPackage(path: string, owner: string): string {
  return owner === "" ? path : path.slice(owner.length + 1);
}
