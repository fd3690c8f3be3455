import { builtinModules } from "node:module";
import type { Artifact } from "../artifact/artifact.js";
import { nodeModulesUpwards } from "../artifact/attribution.js";
import type { Links } from "../artifact/links.js";
import { type Manifest, requestedNames } from "../artifact/manifest.js";
import { packageOwner } from "../artifact/package-owner.js";
import { InputError } from "../errors.js";
import { computedStarts, literalsOf, looksBeside } from "./literals.js";
import type { ModuleGraph } from "./module-graph.js";
import { reach } from "./reach.js";
import { Resolver } from "./resolve.js";
import { join } from "./resolve-paths.js";
import { scanFile } from "./scan-file.js";

/** Which packages of an artifact something loads, or may load. */
export interface PackageUse {
  /** Ids of the packages that a handler imports, in init or lazily. */
  readonly loaded: ReadonlySet<string>;
  /**
   * Ids of others that may be loaded: by a name that is computed or handed on as a text, by a path, or from one of the
   * user's own files that no handler imports. With all that they depend on.
   */
  readonly possible: ReadonlySet<string>;
  /** Files of the artifact that a handler imports, or that may be loaded otherwise; of `possible` packages not all. */
  readonly files: ReadonlySet<string>;
  /** False where the user's own code imports a name of which nothing can be seen, or a file couldn't be scanned. */
  readonly isCertain: boolean;
}

export interface UsedArtifact {
  readonly artifact: Artifact;
  readonly graph: ModuleGraph;
  /** By package id; the root's own under "". */
  readonly manifests: ReadonlyMap<string, Manifest>;
  readonly links: Links;
  /** Whether a file, by its path in its package, serves development only: what it imports is not needed for that. */
  readonly isForDevelopment: (path: string) => boolean;
  /** Packages that are never loaded by a name that is handed on: compilers, test runners. */
  readonly isTool: (packageName: string) => boolean;
}

/** Reads texts only where packages are left that no handler imports. */
export async function packageUse(used: UsedArtifact): Promise<PackageUse> {
  const search = new Search(used);
  await search.run();
  return search;
}

const SCRIPT = /(?<!\.d)\.[cm]?[jt]sx?$/;
const SETTINGS = /\.(?:json|ya?ml|toml)$/;
const MAXIMUM_TEXT_BYTES = 32 * 1024 * 1024;
const MAXIMUM_SETTINGS_BYTES = 64 * 1024;
const MAXIMUM_SETTINGS = 200;

class Search implements PackageUse {
  readonly loaded = new Set<string>();
  readonly possible = new Set<string>();
  readonly files = new Set<string>();
  isCertain: boolean;
  readonly #used: UsedArtifact;
  readonly #resolver: Resolver;
  /** Package id by path, "" for the user's own; null for nobody's. */
  readonly #ownerOf: (path: string) => string | null;
  /** Files that compute what they import. */
  readonly #computing = new Set<string>();
  /** Files that were looked into for names. */
  readonly #searched = new Set<string>();
  readonly #filesOf = new Map<string, string[]>();
  /** Unused as far as is known: ids by name. */
  readonly #candidates = new Map<string, Set<string>>();
  readonly #asks = new Map<string, readonly string[]>();

  constructor(used: UsedArtifact) {
    this.#used = used;
    const { artifact, graph, manifests, links } = used;
    this.#resolver = new Resolver(artifact, links, manifests);
    const ownerOf = packageOwner(manifests.keys());
    this.#ownerOf = (path) => {
      const owner = ownerOf(path);
      return owner === "nobody" ? null : owner === "own" ? "" : owner.package;
    };
    this.isCertain = (graph.problems ?? []).length === 0;
    for (const { path, packageId } of graph.modules) {
      if (packageId !== null) this.loaded.add(packageId);
      if (artifact.files.has(path)) this.files.add(path);
    }
    for (const path of graph.dynamicRequires?.keys() ?? []) this.#computing.add(path);
    for (const [id, manifest] of manifests) {
      if (id === "" || this.loaded.has(id)) continue;
      const name = nameOf(id, manifest);
      this.#candidates.set(name, (this.#candidates.get(name) ?? new Set()).add(id));
    }
    for (const [id, manifest] of manifests)
      this.#asks.set(id, [...requestedNames(manifest), ...manifest.optionalPeers]);
  }

  async run(): Promise<void> {
    if (this.#candidates.size === 0) return;
    for (const path of this.#used.artifact.files.keys()) {
      const owner = this.#ownerOf(path);
      if (owner === null) continue;
      const files = this.#filesOf.get(owner);
      if (files === undefined) this.#filesOf.set(owner, [path]);
      else files.push(path);
    }
    await this.#follow(this.#scriptsOf("").filter((path) => /\.[cm]?js$/.test(path)));
    await this.#searchSettings();
    // What becomes possible may lead to more.
    for (let before = -1; before !== this.#searched.size && this.#candidates.size > 0; ) {
      before = this.#searched.size;
      const possible = [...this.possible].flatMap((id) => this.#scriptsOf(id));
      for (const path of [...this.files, ...possible])
        if (this.#mayName(path)) await this.#searchScript(path);
    }
  }

  #scriptsOf(id: string): string[] {
    const { isForDevelopment } = this.#used;
    return (this.#filesOf.get(id) ?? []).filter(
      (path) => SCRIPT.test(path) && !isForDevelopment(id === "" ? path : path.slice(id.length + 1)),
    );
  }

  /** The user's own files, those that compute a name, and those of a package that asks for an unused one. */
  #mayName(path: string): boolean {
    if (this.#searched.has(path) || !SCRIPT.test(path)) return false;
    const owner = this.#ownerOf(path);
    if (owner === null) return false;
    return owner === "" || this.#computing.has(path) || this.#asksForCandidate(owner);
  }

  #asksForCandidate(id: string): boolean {
    return (this.#asks.get(id) ?? []).some((name) => this.#candidates.has(name));
  }

  async #searchScript(path: string): Promise<void> {
    this.#searched.add(path);
    const text = await this.#read(path);
    if (text === null) return;
    const owner = this.#ownerOf(path) ?? "";
    const computes = this.#computing.has(path);
    const isRelated = owner === "" || this.#asksForCandidate(owner);
    const besides = isRelated && looksBeside(text) ? this.#byBaseName(owner) : null;
    for (const literal of literalsOf(text)) {
      this.#name(literal.text, path, owner === "");
      if (computes && /[-/]$/.test(literal.text)) this.#namePrefix(literal.text, path);
      if (besides !== null) await this.#follow(besides.get(baseName(literal.text)) ?? []);
    }
    if (!computes) return;
    for (const start of computedStarts(text)) {
      if (owner === "" && start.kind === "unknown") this.isCertain = false;
      if (!isRelated || owner === "") continue;
      const below =
        start.kind === "text" && start.text.startsWith(".") ? join(folderOf(path), `${start.text}x`) : null;
      if (start.kind === "text" && below === null) continue;
      const folder = below === null ? "" : below.slice(0, -1);
      await this.#follow(this.#scriptsOf(owner).filter((file) => file.startsWith(folder)));
    }
  }

  /** A view engine is named by the ending of a view, a transport by a line of JSON. */
  async #searchSettings(): Promise<void> {
    const own = this.#filesOf.get("") ?? [];
    for (const path of own) this.#name(path.slice(path.lastIndexOf(".") + 1), path, false);
    const { artifact, isForDevelopment } = this.#used;
    const settings = own.filter(
      (path) =>
        SETTINGS.test(path) &&
        path !== "package.json" &&
        !isForDevelopment(path) &&
        (artifact.files.get(path)?.bytes ?? 0) <= MAXIMUM_SETTINGS_BYTES,
    );
    for (const path of settings.slice(0, MAXIMUM_SETTINGS)) {
      for (const [word] of ((await this.#read(path)) ?? "").matchAll(/[@\w][\w@./-]{0,200}/g))
        this.#name(word, path, true);
    }
  }

  /** A file says this text: is it the name of a package, a path in one, or (`asEnding`) a file that it opens? */
  #name(text: string, from: string, asEnding: boolean): void {
    if (BUILTIN.has(text)) return;
    const at = text.lastIndexOf("node_modules/");
    const parts = text.slice(at === -1 ? 0 : at + "node_modules/".length).split("/");
    const name = parts[0]?.startsWith("@") ? parts.slice(0, 2).join("/") : parts[0];
    if (name !== undefined) this.#makePossible(name, from);
    if (asEnding && !text.includes("/")) this.#makePossible(text.slice(text.lastIndexOf(".") + 1), from);
  }

  #namePrefix(prefix: string, from: string): void {
    if (prefix.length < MINIMUM_PREFIX || prefix.startsWith(".")) return;
    for (const name of [...this.#candidates.keys()])
      if (name.startsWith(prefix)) this.#makePossible(name, from);
  }

  #makePossible(name: string, from: string): void {
    const ids = this.#candidates.get(name);
    if (ids === undefined || this.#used.isTool(name)) return;
    // A name that is handed on is looked for by another package: one that this file doesn't see, that one may.
    const seen = this.#packageFrom(from, name);
    const named = seen === null ? [...ids] : ids.has(seen) ? [seen] : [];
    for (const id of this.#withDependencies(named)) this.#use(id);
  }

  #withDependencies(ids: Iterable<string>): Iterable<string> {
    return reach(ids, (id) =>
      (this.#asks.get(id) ?? []).flatMap((name) => {
        const found = this.#used.isTool(name) ? null : this.#packageFrom(`${id}/package.json`, name);
        return found !== null && this.#candidates.get(name)?.has(found) === true ? [found] : [];
      }),
    );
  }

  /** The package that a file gets by a name, as Node looks for it. */
  #packageFrom(path: string, name: string): string | null {
    for (const root of nodeModulesUpwards(folderOf(path))) {
      const place = this.#used.links.realPath(`${root}/${name}`);
      if (place !== null && this.#used.manifests.has(place)) return place;
    }
    return null;
  }

  #use(id: string): void {
    const manifest = this.#used.manifests.get(id);
    if (manifest === undefined || this.loaded.has(id)) return;
    this.possible.add(id);
    const name = nameOf(id, manifest);
    const left = this.#candidates.get(name);
    left?.delete(id);
    if (left?.size === 0) this.#candidates.delete(name);
  }

  /** Takes scripts and all that they import. */
  async #follow(paths: readonly string[]): Promise<void> {
    const { artifact } = this.#used;
    const pending = paths.filter((path) => !this.files.has(path));
    for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
      if (this.files.has(path)) continue;
      this.files.add(path);
      const owner = this.#ownerOf(path);
      if (owner !== null && owner !== "" && !this.loaded.has(owner) && !this.possible.has(owner))
        for (const id of this.#withDependencies([owner])) this.#use(id);
      const scan = await scanFile(artifact, path, this.#resolver, () => {});
      if (scan.dynamicRequires > 0) this.#computing.add(path);
      for (const { specifier, syntax } of scan.imports) {
        const found = await this.#resolver.resolve(specifier, path, syntax);
        if (typeof found !== "string") pending.push(found.path);
      }
    }
  }

  #byBaseName(id: string): ReadonlyMap<string, readonly string[]> {
    const files = new Map<string, string[]>();
    for (const path of this.#scriptsOf(id)) {
      for (const name of [baseName(path), baseName(path).replace(SCRIPT, "")])
        files.set(name, [...(files.get(name) ?? []), path]);
    }
    return files;
  }

  async #read(path: string): Promise<string | null> {
    try {
      return (await this.#used.artifact.read(path, MAXIMUM_TEXT_BYTES)).toString("utf8");
    } catch (error) {
      if (error instanceof InputError) return null;
      throw error;
    }
  }
}

const BUILTIN = new Set(builtinModules);
/** "@" or "a-" would name too many. */
const MINIMUM_PREFIX = 4;

function nameOf(id: string, manifest: Manifest): string {
  const at = id.lastIndexOf("node_modules/");
  return at === -1 ? (manifest.name ?? id) : id.slice(at + "node_modules/".length);
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}
