import { builtinModules } from "node:module";
import { posix } from "node:path";
import { parsePackageJson } from "./workspaces.js";

const BUILTIN = new Set(builtinModules);
/** `libs/db`, `config`: the name of a folder or file of the project as well as of a package. */
const BARE = /^[A-Za-z_][\w.-]*(\/[\w.-]+)*$/;
const DEPENDENCIES = [
  "dependencies",
  "devDependencies",
  "peerDependencies",
  "optionalDependencies",
  "bundledDependencies",
];

interface Root {
  readonly folder: string;
  /** Packages that its package.json asks for. */
  readonly packages: ReadonlySet<string>;
}

/**
 * Paths from a project's root that are written like packages: `require("libs/db")`. Lambda's NODE_PATH has /var/task in
 * it, and bundlers can be told the same.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime, checked 2026-11-21.
 */
export class RootPaths {
  readonly #read: (path: string) => string | null;
  readonly #roots = new Map<string, readonly Root[]>();

  constructor(read: (path: string) => string | null) {
    this.#read = read;
  }

  /** Where a specifier may lead; empty for what some package.json above asks for. */
  candidates(specifier: string, from: string): readonly string[] {
    const [name = ""] = specifier.split("/");
    if (!BARE.test(specifier) || name === "aws-sdk" || BUILTIN.has(name)) return [];
    const roots = this.#rootsAbove(posix.dirname(from));
    if (roots.some(({ packages }) => packages.has(name))) return [];
    return roots.flatMap(({ folder }) => [`${folder}/${specifier}`, `${folder}/src/${specifier}`]);
  }

  /** The folders above that have a package.json, nearest first. */
  #rootsAbove(folder: string): readonly Root[] {
    const known = this.#roots.get(folder);
    if (known !== undefined) return known;
    const parent = posix.dirname(folder);
    const above = parent === folder ? [] : this.#rootsAbove(parent);
    const text = this.#read(`${folder}/package.json`);
    const roots = text === null ? above : [{ folder, packages: packagesOf(text) }, ...above];
    this.#roots.set(folder, roots);
    return roots;
  }
}

function packagesOf(text: string): ReadonlySet<string> {
  const manifest = parsePackageJson(text);
  return new Set(DEPENDENCIES.flatMap((key) => Object.keys(Object(manifest[key]))));
}
