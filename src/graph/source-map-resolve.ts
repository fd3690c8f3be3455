import { posix } from "node:path";
import { packagePath } from "../artifact/package-path.js";

/** The originals of a bundle, to resolve imports among. */
export interface Originals {
  readonly paths: readonly string[];
  readonly index: ReadonlyMap<string, number>;
  /** Indices by package id. */
  readonly packages: ReadonlyMap<string, readonly number[]>;
  /** Package ids by name: more than one where copies are nested or in a store. */
  readonly instances: ReadonlyMap<string, readonly string[]>;
  /** What subpaths of packages were found to name: a thousand modules import the same ones. */
  readonly subpaths: Map<string, readonly number[]>;
}

export function originalsOf(paths: readonly string[], packageIds: readonly (string | null)[]): Originals {
  const packages = new Map<string, number[]>();
  for (const [at, id] of packageIds.entries()) {
    if (id === null) continue;
    const known = packages.get(id);
    if (known === undefined) packages.set(id, [at]);
    else known.push(at);
  }
  const instances = new Map<string, string[]>();
  for (const id of packages.keys()) {
    const name = packagePath(id)?.name ?? id;
    instances.set(name, [...(instances.get(name) ?? []), id]);
  }
  const index = new Map(paths.map((path, at) => [path, at]));
  return { paths, index, packages, instances, subpaths: new Map() };
}

const EXTENSIONS = [".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".mts", ".cts", ".json"];
/** What TypeScript lets one write for what is there. */
const WRITTEN_AS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/\.jsx?$/, [".ts", ".tsx"]],
  [/\.mjs$/, [".mts"]],
  [/\.cjs$/, [".cts"]],
];

/** The original that a relative specifier names exactly; null when it is not among them (no bytes in the bundle). */
export function resolveRelative(originals: Originals, importer: string, specifier: string): number | null {
  const target = posix.join(posix.dirname(importer), specifier.replace(/[?#].*$/, ""));
  for (const candidate of candidatesFor(target)) {
    const found = originals.index.get(candidate);
    if (found !== undefined) return found;
  }
  return null;
}

function* candidatesFor(target: string): Generator<string> {
  yield target;
  for (const extension of EXTENSIONS) yield target + extension;
  for (const [written, real] of WRITTEN_AS) {
    if (written.test(target)) for (const extension of real) yield target.replace(written, extension);
  }
  for (const extension of EXTENSIONS) yield `${target}/index${extension}`;
}

/**
 * The originals that a bare specifier may load: of the nearest instance of its package (of all, where the
 * layout does not tell which), those that the subpath names, else `entries`. Empty when the package is not there.
 */
export function resolveBare(
  originals: Originals,
  importer: string,
  specifier: string,
  entries: (packageId: string) => readonly number[],
): readonly number[] {
  const wanted = packagePath(`node_modules/${specifier}`);
  if (wanted === null) return [];
  return instancesFor(originals, importer, wanted.name).flatMap((id) => {
    const named = wanted.rest === "" ? [] : subpath(originals, id, wanted.rest);
    return named.length > 0 ? named : entries(id);
  });
}

function instancesFor(originals: Originals, importer: string, name: string): readonly string[] {
  const all = originals.instances.get(name) ?? [];
  if (all.length < 2) return all;
  for (let folder = posix.dirname(importer); ; folder = posix.dirname(folder)) {
    const id = folder === "." ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (all.includes(id)) return [id];
    if (folder === "." || folder === "/") return all;
  }
}

/** The path as written, else (through an `exports` map that is not at hand) a file or folder of that name. */
function subpath(originals: Originals, id: string, rest: string): readonly number[] {
  const path = `${id}/${rest}`;
  const found = originals.subpaths.get(path) ?? findSubpath(originals, id, rest);
  originals.subpaths.set(path, found);
  return found;
}

function findSubpath(originals: Originals, id: string, rest: string): readonly number[] {
  const exact = resolveRelative(originals, `${id}/package.json`, `./${rest}`);
  if (exact !== null) return [exact];
  return (originals.packages.get(id) ?? []).filter((at) => {
    const path = originals.paths[at] ?? "";
    const stem = path.slice(0, path.length - posix.extname(path).length);
    return stem.endsWith(`/${rest}`) || stem.endsWith(`/${rest}/index`);
  });
}
