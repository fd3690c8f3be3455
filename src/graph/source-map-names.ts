import { inputFile } from "./metafile-keys.js";

/**
 * The paths of a map's originals as one would write them in the project: without `webpack://name/`, `file://`,
 * leading `../` and the folders that all absolute ones share. Null for what a bundler made up itself
 * (`webpack/runtime/…`) and for null sources. Two originals keep two names, except webpack's copies of one
 * file (`a.js?1f3c`).
 */
export function originalPaths(
  sources: readonly (string | null)[],
  sourceRoot: string,
): readonly (string | null)[] {
  const plain = sources.map((source) => (source === null ? null : withoutScheme(join(sourceRoot, source))));
  const shared = sharedFolder(plain.filter((path) => path?.startsWith("/") === true));
  const taken = new Map<string, string>();
  return plain.map((path) => {
    if (path === null || path === "") return null;
    const short = path.startsWith("/") ? path.slice(shared.length) : upwardsCut(path);
    const owner = taken.get(short) ?? path;
    if (short === "" || owner !== path) return path;
    taken.set(short, path);
    return short;
  });
}

/** A path without its leading `./` and `../`. */
export function upwardsCut(path: string): string {
  let at = 0;
  for (;;) {
    if (path.startsWith("../", at)) at += 3;
    else if (path.startsWith("./", at)) at += 2;
    else return path.slice(at);
  }
}

function join(root: string, source: string): string {
  if (root === "" || source.startsWith("/") || /^[A-Za-z][\w+.-]+:/.test(source)) return source;
  return root.endsWith("/") ? root + source : `${root}/${source}`;
}

function withoutScheme(source: string): string | null {
  let path = source.replaceAll("\\", "/");
  if (path.startsWith("webpack:")) {
    path = path.replace(/^webpack:\/\/[^/]*\//, "");
    if (path.startsWith("webpack/") || path.startsWith("external ") || path.startsWith("(webpack)"))
      return null;
    path = path.replace(/\?[0-9a-f]+$/, "");
  } else if (path.startsWith("file://")) path = path.slice("file://".length);
  else path = inputFile(path);
  // Rollup marks what plugins made with a NUL: helpers have no path, proxies of files do.
  if (path.startsWith("\0")) path = path.includes("/") ? path.slice(1).replace(/\?.*$/, "") : "";
  return normalised(path);
}

/** Without `.`, empty and inner `..` segments. */
function normalised(path: string): string {
  const result: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "." || segment === "") continue;
    if (segment === ".." && result.length > 0 && result.at(-1) !== "..") result.pop();
    else result.push(segment);
  }
  return (path.startsWith("/") ? "/" : "") + result.join("/");
}

/** With a slash at its end; "" when there is nothing absolute. */
function sharedFolder(paths: readonly (string | null)[]): string {
  let shared: string | null = null;
  for (const path of paths) {
    if (path === null) continue;
    shared ??= path.slice(0, path.lastIndexOf("/") + 1);
    while (shared !== "" && !path.startsWith(shared))
      shared = shared.slice(0, shared.lastIndexOf("/", shared.length - 2) + 1);
  }
  // Never into a package: its folder tells its name.
  const inside = shared?.indexOf("node_modules/") ?? -1;
  return shared === null ? "" : inside === -1 ? shared : shared.slice(0, inside);
}
