import type { Artifact } from "../artifact/artifact.js";
import { nodeModulesUpwards } from "../artifact/attribution.js";
import type { Links } from "../artifact/links.js";
import { type Manifest, requestedNames } from "../artifact/manifest.js";
import { packageOwner } from "../artifact/package-owner.js";
import { folderOf } from "./resolve-paths.js";

/** The packages of an artifact, by who finds whom, and their files. */
export class InstalledPackages {
  readonly #artifact: Artifact;
  readonly #manifests: ReadonlyMap<string, Manifest>;
  readonly #links: Links;
  readonly #ownerOf: ReturnType<typeof packageOwner>;
  readonly #owners = new Map<string, string | null>();
  readonly #files = new Map<string, readonly string[]>();
  readonly #asked = new Map<string, readonly string[]>();

  /** `manifests` by package id; the root's own under "". */
  constructor(artifact: Artifact, manifests: ReadonlyMap<string, Manifest>, links: Links) {
    this.#artifact = artifact;
    this.#manifests = manifests;
    this.#links = links;
    this.#ownerOf = packageOwner(manifests.keys());
  }

  /** By package id, without the root. */
  *names(): Generator<readonly [id: string, name: string]> {
    for (const [id, { name }] of this.#manifests) {
      const at = id.lastIndexOf("node_modules/");
      if (id !== "") yield [id, at === -1 ? (name ?? id) : id.slice(at + "node_modules/".length)];
    }
  }

  /** Package id of a file, "" for the user's own, null for nobody's. */
  ownerOf(path: string): string | null {
    const known = this.#owners.get(path);
    if (known !== undefined) return known;
    const owner = this.#ownerOf(path);
    const id = owner === "nobody" ? null : owner === "own" ? "" : owner.package;
    this.#owners.set(path, id);
    return id;
  }

  /** Paths of a package's files; "": the user's own. */
  filesOf(id: string): readonly string[] {
    const known = this.#files.get(id);
    if (known !== undefined) return known;
    const files: string[] = [];
    const prefix = id === "" ? "" : `${id}/`;
    for (const path of this.#artifact.files.keys()) {
      const mayBe = id === "" ? !path.includes("node_modules/") : path.startsWith(prefix);
      if (mayBe && this.ownerOf(path) === id) files.push(path);
    }
    this.#files.set(id, files);
    return files;
  }

  /** Ids of the packages that a package's package.json asks for and that it finds, peers that may be absent too. */
  askedBy(id: string): readonly string[] {
    const known = this.#asked.get(id);
    if (known !== undefined) return known;
    const manifest = this.#manifests.get(id);
    const names =
      manifest === undefined ? [] : new Set([...requestedNames(manifest), ...manifest.optionalPeers]);
    const asked = [...names].flatMap((name) => this.packageFrom(`${id}/package.json`, name) ?? []);
    this.#asked.set(id, asked);
    return asked;
  }

  /** The package that a file gets by a name, as Node looks for it; null without one. */
  packageFrom(path: string, name: string): string | null {
    for (const root of nodeModulesUpwards(folderOf(path))) {
      const place = this.#links.realPath(`${root}/${name}`);
      if (place !== null && this.#manifests.has(place)) return place;
    }
    return null;
  }
}
