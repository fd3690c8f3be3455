import picomatch from "picomatch/posix.js";

/** Always the POSIX flavour: paths in a report are POSIX on every system, so a config means the same everywhere. */
const matchers = new Map<string, (text: string) => boolean>();

function matcher(glob: string, basename: boolean): (text: string) => boolean {
  const key = `${basename ? "b" : "p"}${glob}`;
  const known = matchers.get(key);
  if (known !== undefined) return known;
  const made = picomatch(glob, { dot: true, basename });
  matchers.set(key, made);
  return made;
}

/** Of packages a "*" ends at a slash: "@aws-sdk/*" is a scope, "*" what has none, "**" everything. */
export function matchesPackage(glob: string, packageName: string): boolean {
  return matcher(glob, false)(packageName);
}

/** A glob without a slash is compared with the last segment, as in .gitignore. */
export function matchesPath(glob: string, path: string): boolean {
  const bare = glob.replace(/^\.\//, "");
  return matcher(bare, !bare.includes("/"))(path);
}

/** By name or id; a glob without a slash is compared with the last segment of a name that is a path. */
export function matchesFunction(glob: string, fn: { readonly id: string; readonly name: string }): boolean {
  return matchesPath(glob, fn.name) || matchesPath(glob, fn.id);
}
