import { builtinModules } from "node:module";
import type { Artifact } from "../artifact/artifact.js";
import { nodeModulesUpwards } from "../artifact/attribution.js";
import type { Links } from "../artifact/links.js";
import type { Manifest } from "../artifact/manifest.js";
import { readManifest } from "../artifact/manifests.js";
import { LAYER_ROOT } from "../artifact/mounted.js";
import { mapExports, mapImports } from "./resolve-maps.js";
import { folderOf, join, splitName } from "./resolve-paths.js";

const BUILTIN = new Set(builtinModules);
const REQUIRE_EXTENSIONS = [".js", ".json", ".node"];

/** Where an import leads: a file of the artifact, Node itself, or nowhere in the artifact. */
export type Resolution = { readonly path: string } | "builtin" | "missing";

/**
 * Node's resolution (https://nodejs.org/docs/latest-v20.x/api/modules.html#all-together and esm.html#resolution-algorithm)
 * over an artifact's list of files: nothing is read but package.json files.
 */
export class Resolver {
  readonly #artifact: Artifact;
  readonly #links: Links;
  readonly #extraRoots: readonly string[];
  readonly #manifests: Map<string, Manifest | null>;
  readonly #folders = new Set<string>();

  /** `extraRoots`: further folders of packages, looked into last (`NODE_PATH`, which Lambda sets); "" is the artifact's root. */
  constructor(
    artifact: Artifact,
    links: Links,
    manifests: ReadonlyMap<string, Manifest> = new Map(),
    extraRoots: readonly string[] = [],
  ) {
    this.#artifact = artifact;
    this.#links = links;
    this.#manifests = new Map(manifests);
    this.#extraRoots = extraRoots;
    for (const path of artifact.files.keys()) {
      for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) {
        const folder = path.slice(0, end);
        if (this.#folders.has(folder)) break;
        this.#folders.add(folder);
      }
    }
  }

  /** `from` is the real path of the importing file. */
  async resolve(specifier: string, from: string, syntax: "import" | "require"): Promise<Resolution> {
    const request = syntax === "import" ? specifier.replace(/[?#].*$/s, "") : specifier;
    if (request.startsWith("node:") || BUILTIN.has(request)) return "builtin";
    const path = await this.#find(request, folderOf(from), syntax);
    return path === null ? "missing" : { path };
  }

  /** The `type` of the nearest package.json, which decides how a `.js` file is loaded. */
  async packageType(path: string): Promise<Manifest["type"]> {
    return (await this.#scope(folderOf(path)))?.type ?? null;
  }

  async #find(request: string, folder: string, syntax: "import" | "require"): Promise<string | null> {
    if (request.startsWith(`${LAYER_ROOT}/`)) return this.#fileOrFolder(join("", request), request, syntax);
    if (request === "" || request.startsWith("/")) return null;
    if (/^\.\.?(\/|$)/.test(request)) return this.#fileOrFolder(join(folder, request), request, syntax);
    if (request.startsWith("#")) return this.#internal(request, folder, syntax);
    const [name, subpath] = splitName(request);
    if (name === null) return null;
    const scope = await this.#scope(folder);
    if (scope !== null && scope.name === name && scope.exports !== null) {
      return this.#exported(scope, subpath, syntax);
    }
    for (const root of [...nodeModulesUpwards(folder), ...this.#extraRoots]) {
      const folderOfName = root === "" ? name : `${root}/${name}`;
      const place = this.#links.realPath(folderOfName);
      if (place === null) continue;
      const manifest = await this.#manifest(place);
      if (manifest !== null && manifest.exports !== null) return this.#exported(manifest, subpath, syntax);
      const target = subpath === "" ? folderOfName : `${folderOfName}/${subpath}`;
      // An import takes a package's `main` like a require does, but no subpath without its extension.
      const found = await this.#fileOrFolder(target, target, subpath === "" ? "require" : syntax);
      if (found !== null) return found;
      if (syntax === "import" && this.#folders.has(place)) return null;
    }
    return null;
  }

  #exported(manifest: Manifest, subpath: string, syntax: "import" | "require"): string | null {
    const target = mapExports(manifest, subpath, syntax);
    return target === null ? null : this.#file(join(manifest.folder, target));
  }

  async #internal(request: string, folder: string, syntax: "import" | "require"): Promise<string | null> {
    const scope = await this.#scope(folder);
    if (scope === null) return null;
    const target = mapImports(scope, request, syntax);
    if (target === null) return null;
    if (target.startsWith("./")) return this.#file(join(scope.folder, target));
    return BUILTIN.has(target) ? null : this.#find(target, scope.folder, syntax);
  }

  async #fileOrFolder(
    target: string | null,
    request: string,
    syntax: "import" | "require",
  ): Promise<string | null> {
    if (target === null) return null;
    if (syntax === "import") return this.#file(target);
    const namesFolder = /(^|\/)\.{0,2}$/.test(request);
    return (namesFolder ? null : this.#withExtension(target)) ?? this.#folder(target);
  }

  async #folder(folder: string): Promise<string | null> {
    const real = this.#links.realPath(folder);
    if (real === null || (real !== "" && !this.#folders.has(real))) return null;
    const main = (await this.#manifest(real))?.main ?? null;
    const place = main === null ? null : join(real, main);
    const found = place === null ? null : (this.#withExtension(place) ?? this.#index(place));
    return found ?? this.#index(real);
  }

  #index(folder: string): string | null {
    const index = join(folder, "index");
    return index === null ? null : this.#extended(index);
  }

  #withExtension(target: string): string | null {
    return this.#file(target) ?? this.#extended(target);
  }

  #extended(target: string): string | null {
    for (const extension of REQUIRE_EXTENSIONS) {
      const found = this.#file(target + extension);
      if (found !== null) return found;
    }
    return null;
  }

  #file(path: string | null): string | null {
    const real = path === null ? null : this.#links.realPath(path);
    return real !== null && this.#artifact.files.get(real)?.isLink === false ? real : null;
  }

  /** The nearest package.json upwards; the search stops below `node_modules`. */
  async #scope(from: string): Promise<Manifest | null> {
    for (let folder = from; ; folder = folderOf(folder)) {
      if (folder === "node_modules" || folder.endsWith("/node_modules")) return null;
      const manifest = await this.#manifest(folder);
      // Above a layer's root is the system's.
      if (manifest !== null || folder === "" || folder === LAYER_ROOT) return manifest;
    }
  }

  async #manifest(folder: string): Promise<Manifest | null> {
    const known = this.#manifests.get(folder);
    if (known !== undefined) return known;
    const path = folder === "" ? "package.json" : `${folder}/package.json`;
    const isThere = this.#artifact.files.get(path)?.isLink === false;
    const manifest = isThere ? (await readManifest(this.#artifact, folder)).manifest : null;
    this.#manifests.set(folder, manifest);
    return manifest;
  }
}
