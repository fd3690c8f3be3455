import type { Problem } from "../errors.js";
import { compareText } from "../finding.js";
import type { Artifact, ArtifactFile } from "./artifact.js";
import { type Links, readLinks } from "./links.js";
import { type Manifest, requestedNames } from "./manifest.js";
import { readManifests } from "./manifests.js";
import { packageOwner } from "./package-owner.js";
import { packagePath, storeVersion } from "./package-path.js";
import type { Attribution, BundleSections, PackageInstance } from "./packages.js";

/** Whose the bytes are, with what was read to know it. */
export interface AttributedFiles {
  readonly attribution: Attribution;
  /** By package id; the root's own package.json under "". */
  readonly manifests: ReadonlyMap<string, Manifest>;
  /** Ids of the packages that the root's package.json asks for, sorted. */
  readonly ownDependencies: readonly string[];
  readonly links: Links;
  readonly problems: readonly Problem[];
}

interface Tally {
  readonly name: string;
  version: string | null;
  files: number;
  bytes: number;
  zippedBytes: number | null;
}

/**
 * Says for each file, and for each section of the bundles among them, which package it belongs to.
 * `bundles` are by file path. Of a package that is (partly) in a bundle the zipped bytes are unknown: null.
 */
export async function attributeFiles(
  artifact: Artifact,
  bundles: ReadonlyMap<string, BundleSections> = new Map(),
): Promise<AttributedFiles> {
  const links = await readLinks(artifact);
  const { manifests, problems } = await readManifests(artifact, links);
  const tallies = new Map<string, Tally>();
  for (const [id, manifest] of manifests) {
    if (id !== "") tallies.set(id, newTally(packagePath(id)?.name ?? manifest.name ?? id));
  }
  const ownerOf = packageOwner(manifests.keys());
  let unzippedBytes = 0;
  let ownBytes = 0;
  for (const file of artifact.files.values()) {
    unzippedBytes += file.bytes;
    const bundle = bundles.get(file.path);
    if (bundle !== undefined) {
      ownBytes += tallyBundle(bundle, tallies);
      continue;
    }
    const owner = ownerOf(file.path, file.isLink);
    if (owner === "own") ownBytes += file.bytes;
    else if (owner !== "nobody") tallyFile(tallies.get(owner.package), file);
  }
  const requests = findRequests(manifests, links);
  const packages = [...tallies].map(([id, tally]) => toInstance(id, tally, manifests, requests));
  packages.sort((a, b) => compareText(a.id, b.id));
  const packageBytes = packages.reduce((sum, { bytes }) => sum + bytes, 0);
  const unattributedBytes = unzippedBytes - ownBytes - packageBytes;
  return {
    attribution: { unzippedBytes, ownBytes, unattributedBytes, packages },
    manifests,
    ownDependencies: requests.own,
    links,
    problems,
  };
}

function newTally(name: string): Tally {
  return { name, version: null, files: 0, bytes: 0, zippedBytes: 0 };
}

function tallyFile(tally: Tally | undefined, file: ArtifactFile): void {
  if (tally === undefined) throw new Error(`${file.path} belongs to a package that was not listed`);
  tally.files += 1;
  tally.bytes += file.bytes;
  tally.zippedBytes =
    tally.zippedBytes === null || file.zippedBytes === null ? null : tally.zippedBytes + file.zippedBytes;
}

/** Returns the bundle's bytes that are the user's own; what it doesn't tally is left over, and so unattributed. */
function tallyBundle(bundle: BundleSections, tallies: Map<string, Tally>): number {
  let ownBytes = 0;
  for (const { path, bytes } of bundle.sections) {
    const place = packagePath(path);
    if (place === null) {
      ownBytes += bytes;
      continue;
    }
    const tally = tallies.get(place.id) ?? newTally(place.name);
    tallies.set(place.id, tally);
    tally.version ??= bundle.versions?.get(place.id) ?? null;
    tally.files += 1;
    tally.bytes += bytes;
    // A share in a compressed bundle can't be told: deflate works across the sections.
    tally.zippedBytes = null;
  }
  return ownBytes;
}

function toInstance(
  id: string,
  tally: Tally,
  manifests: ReadonlyMap<string, Manifest>,
  requests: Requests,
): PackageInstance {
  const version = manifests.get(id)?.version ?? storeVersion(id) ?? tally.version;
  return { id, path: id, ...tally, version, requestedBy: [...(requests.by.get(id) ?? [])].sort(compareText) };
}

interface Requests {
  readonly own: readonly string[];
  readonly by: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Who asks for whom, found as Node does: in the nearest `node_modules` upwards that has it. */
function findRequests(manifests: ReadonlyMap<string, Manifest>, links: Links): Requests {
  const by = new Map<string, Set<string>>();
  const own: string[] = [];
  for (const [id, manifest] of manifests) {
    for (const name of requestedNames(manifest)) {
      const found = findPackage(id, name, (folder) => {
        const real = links.realPath(folder);
        return real !== null && manifests.has(real) ? real : null;
      });
      if (found === null || found === id) continue;
      if (id === "") own.push(found);
      else by.set(found, (by.get(found) ?? new Set()).add(id));
    }
  }
  return { own: [...new Set(own)].sort(compareText), by };
}

/** Looks for a package from a folder upwards; `at` answers with what is at a candidate, or null. */
function findPackage(from: string, name: string, at: (folder: string) => string | null): string | null {
  for (const folder of nodeModulesUpwards(from)) {
    const found = at(`${folder}/${name}`);
    if (found !== null) return found;
  }
  return null;
}

/** The `node_modules` folders that Node looks into from a folder, nearest first. */
export function* nodeModulesUpwards(from: string): Generator<string> {
  for (let folder = from; folder !== ""; folder = folder.slice(0, Math.max(folder.lastIndexOf("/"), 0))) {
    if (folder !== "node_modules" && !folder.endsWith("/node_modules")) yield `${folder}/node_modules`;
  }
  // From a layer the way up leads to the system's root, not to the function's.
  if (!from.startsWith("/")) yield "node_modules";
}
