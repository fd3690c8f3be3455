/** Where a path says that it belongs to. */
export interface PackagePath {
  /** The path up to the package's name: "node_modules/.pnpm/a@1.0.0/node_modules/a". */
  readonly id: string;
  readonly name: string;
  /** What follows the package's folder; "" for the folder itself. */
  readonly rest: string;
}

const SEGMENT = "node_modules/";

/**
 * The npm package that a POSIX path lies in, by its last `node_modules/` segment (so pnpm's store and Yarn's
 * zips work too); null for first-party files and for what package managers put beside packages
 * (`node_modules/.bin`, `node_modules/.package-lock.json`).
 */
export function packagePath(path: string): PackagePath | null {
  const at = path.lastIndexOf(SEGMENT);
  if (at === -1 || (at > 0 && path[at - 1] !== "/")) return null;
  const start = at + SEGMENT.length;
  if (path[start] === ".") return null;
  let end = path.indexOf("/", start);
  if (path[start] === "@") {
    if (end === -1) return null;
    end = path.indexOf("/", end + 1);
  }
  const stop = end === -1 ? path.length : end;
  if (stop === start) return null;
  return {
    id: path.slice(0, stop),
    name: path.slice(start, stop),
    rest: end === -1 ? "" : path.slice(end + 1),
  };
}

/** The version that a pnpm store path carries (`.pnpm/@scope+name@1.2.3_peer@4/node_modules/…`), or null. */
export function storeVersion(path: string): string | null {
  const store =
    path.lastIndexOf("/.pnpm/") === -1 && !path.startsWith(".pnpm/") ? -1 : path.lastIndexOf(".pnpm/");
  if (store === -1) return null;
  const start = store + ".pnpm/".length;
  const slash = path.indexOf("/", start);
  const entry = slash === -1 ? path.slice(start) : path.slice(start, slash);
  const at = entry.indexOf("@", 1);
  if (at === -1) return null;
  const end = entry.slice(at + 1).search(/[_(]/);
  const version = end === -1 ? entry.slice(at + 1) : entry.slice(at + 1, at + 1 + end);
  return /^\d/.test(version) ? version : null;
}
