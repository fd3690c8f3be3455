import { packagePath } from "./package-path.js";

/** Whose file it is: a package's, the user's own, or nobody's. */
export type Owner = { readonly package: string } | "own" | "nobody";

/** Left behind by macOS's zipper: resource forks in a tree that looks like the real one. */
const MAC_LEFTOVERS = "__MACOSX/";

/**
 * Says who owns a file. `packageIds` are the folders that count as packages: those below `node_modules` that have
 * a package.json, and workspace packages. A file below `node_modules` that is in none of them belongs to what
 * encloses it (fixtures such as `node_modules/resolve/test/node_modules/x`).
 */
export function packageOwner(packageIds: Iterable<string>): (path: string, isLink?: boolean) => Owner {
  const ids = new Set(packageIds);
  const workspaces = [...ids].filter((id) => id !== "" && packagePath(id) === null).map((id) => `${id}/`);
  workspaces.sort((a, b) => b.length - a.length);
  return (path, isLink = false) => {
    if (path.startsWith(MAC_LEFTOVERS) || isLeftover(path, isLink)) return "nobody";
    for (let rest = path; ; ) {
      const found = packagePath(rest);
      if (found === null) break;
      if (ids.has(found.id)) return { package: found.id };
      rest = enclosing(rest);
    }
    const workspace = workspaces.find((prefix) => path.startsWith(prefix));
    return workspace === undefined ? "own" : { package: workspace.slice(0, -1) };
  };
}

/** What a package manager puts beside packages: `.bin/…`, `.package-lock.json`, links to packages. */
function isLeftover(path: string, isLink: boolean): boolean {
  const last = path.lastIndexOf("node_modules/");
  if (last === -1 || (last > 0 && path[last - 1] !== "/")) return false;
  if (path[last + "node_modules/".length] === ".") return true;
  return isLink && packagePath(path)?.rest === "";
}

function enclosing(path: string): string {
  return path.slice(0, path.lastIndexOf("node_modules/"));
}
