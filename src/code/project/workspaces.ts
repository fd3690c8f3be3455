import { posix } from "node:path";
import { globSync } from "./glob.js";

const BY_PATH = /^(?:link|file|portal):(\.{1,2}\/(?!.*\.(?:tgz|tar\.gz)$).*)$/;

/** Packages of a monorepo by name: npm, yarn, pnpm and lerna workspaces, and `#imports` of a package. */
export class Workspaces {
  readonly #read: (path: string) => string | null;
  readonly #byFolder = new Map<string, ReadonlyMap<string, string>>();

  constructor(read: (path: string) => string | null) {
    this.#read = read;
  }

  candidates(specifier: string, from: string): readonly string[] {
    if (specifier.startsWith("#")) return this.#ownImports(specifier, from);
    const match = /^(@[^/]+\/[^/]+|[^@./][^/]*)(\/.*)?$/.exec(specifier);
    if (match === null || match[1] === undefined) return [];
    const folder =
      this.around(posix.dirname(from)).get(match[1]) ?? this.#byPath(match[1], posix.dirname(from));
    if (folder === undefined) return [];
    return Workspaces.entries(folder, this.#read(`${folder}/package.json`), match[2] ?? "");
  }

  /** Source files that a package's folder may export under a subpath: sources before builds. */
  static entries(folder: string, packageJson: string | null, subpath: string): readonly string[] {
    const manifest = parsePackageJson(packageJson);
    if (subpath !== "")
      return [
        ...exported(manifest, `.${subpath}`).flatMap(asSource),
        ...asSource(`.${subpath}`),
        `./src${subpath}`,
      ].map((one) => posix.resolve(folder, one));
    const named = [
      manifest.source,
      ...exported(manifest, "."),
      manifest.module,
      manifest.main,
      manifest.types,
    ];
    const written = named.filter((one): one is string => typeof one === "string").flatMap(asSource);
    return [...written, "src/index", "index", "lib/index"].map((one) => posix.resolve(folder, one));
  }

  /** The packages of the nearest workspaces upwards: folders by name. */
  around(folder: string): ReadonlyMap<string, string> {
    const known = this.#byFolder.get(folder);
    if (known !== undefined) return known;
    const parent = posix.dirname(folder);
    const own = this.#packagesOf(folder);
    const packages = parent === folder ? own : own.size > 0 ? own : this.around(parent);
    this.#byFolder.set(folder, packages);
    return packages;
  }

  #packagesOf(root: string): ReadonlyMap<string, string> {
    const packages = new Map<string, string>();
    const manifest = parsePackageJson(this.#read(`${root}/package.json`));
    const listed = Array.isArray(manifest.workspaces)
      ? manifest.workspaces
      : typeof manifest.workspaces === "object" &&
          manifest.workspaces !== null &&
          "packages" in manifest.workspaces
        ? [manifest.workspaces.packages].flat()
        : [];
    const lerna = parsePackageJson(this.#read(`${root}/lerna.json`)).packages;
    const pnpm = this.#read(`${root}/pnpm-workspace.yaml`) ?? "";
    const globs = [
      ...listed,
      ...[lerna].flat(),
      ...[...pnpm.matchAll(/^\s*-\s*["']?([^"'\n#]+?)["']?\s*$/gm)].map((one) => one[1]),
    ]
      .filter((one): one is string => typeof one === "string" && !one.startsWith("!"))
      .map((one) => `${one.replace(/\/+$/, "")}/package.json`);
    for (const { name, folder } of rushProjects(this.#read(`${root}/rush.json`)))
      packages.set(name, posix.join(root, folder));
    if (globs.length === 0) return packages;
    for (const path of globSync(globs, {
      cwd: root,
      ignore: ["**/node_modules/**"],
      absolute: true,
      expandDirectories: false,
    })) {
      const folder = posix.dirname(path.replaceAll("\\", "/"));
      const { name } = parsePackageJson(this.#read(`${folder}/package.json`));
      if (typeof name === "string") packages.set(name, folder);
    }
    return packages;
  }

  /** `"@own/lib": "link:../lib"`: the folder of a package that the nearest package.json names by its path. */
  #byPath(name: string, place: string): string | undefined {
    for (let folder = place; folder !== posix.dirname(folder); folder = posix.dirname(folder)) {
      const text = this.#read(`${folder}/package.json`);
      if (text === null) continue;
      const manifest = parsePackageJson(text);
      const { [name]: given } = { ...Object(manifest.devDependencies), ...Object(manifest.dependencies) };
      const path = typeof given === "string" ? BY_PATH.exec(given)?.[1] : undefined;
      return path === undefined ? undefined : posix.resolve(folder, path);
    }
    return undefined;
  }

  #ownImports(specifier: string, from: string): readonly string[] {
    for (let folder = posix.dirname(from); folder !== posix.dirname(folder); folder = posix.dirname(folder)) {
      const text = this.#read(`${folder}/package.json`);
      if (text === null) continue;
      const { imports } = parsePackageJson(text);
      return exported({ exports: imports }, specifier)
        .flatMap(asSource)
        .map((one) => posix.resolve(folder, one));
    }
    return [];
  }
}

/** Projects of a Rush monorepo, which keeps them in a file of its own. */
function rushProjects(text: string | null): readonly { readonly name: string; readonly folder: string }[] {
  if (text === null) return [];
  const names = [...text.matchAll(/"packageName"\s*:\s*"([^"]+)"\s*,\s*"projectFolder"\s*:\s*"([^"]+)"/g)];
  return names.map((one) => ({ name: one[1] ?? "", folder: one[2] ?? "" }));
}

/** A build's path, and where its source usually lies. */
function asSource(path: string): readonly string[] {
  const source = path
    .replace(/^\.?\/?(dist|lib|build|out|cjs|esm)\/(src\/)?/, "src/")
    .replace(/\.d\.([cm]?ts)$/, ".$1");
  return source === path ? [path] : [source, path.replace(/\.d\.([cm]?ts)$/, ".$1")];
}

function exported(manifest: Record<string, unknown>, subpath: string): readonly string[] {
  const { exports } = manifest;
  if (typeof exports === "string") return subpath === "." ? [exports] : [];
  if (typeof exports !== "object" || exports === null) return [];
  for (const [pattern, target] of Object.entries(exports)) {
    if (!/^[.#]/.test(pattern)) return subpath === "." ? strings(exports) : [];
    if (pattern === subpath) return strings(target);
    const star = pattern.indexOf("*");
    if (star === -1 || !subpath.startsWith(pattern.slice(0, star))) continue;
    const middle = subpath.slice(star, subpath.length - (pattern.length - star - 1));
    return strings(target).map((one) => one.replace("*", middle));
  }
  return [];
}

function strings(target: unknown): readonly string[] {
  if (typeof target === "string") return [target];
  return typeof target === "object" && target !== null ? Object.values(target).flatMap(strings) : [];
}

/** Empty for what is none. */
export function parsePackageJson(text: string | null): Record<string, unknown> {
  if (text === null) return {};
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ""));
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
