import type { Artifact } from "../artifact/artifact.js";
import { attributeFiles } from "../artifact/attribution.js";
import type { Manifest } from "../artifact/manifest.js";
import { LAYER_ROOT } from "../artifact/mounted.js";
import { once } from "../subject/subject.js";

/** A layer, listed once for all functions that use it. */
export interface OpenLayer {
  readonly artifact: Artifact;
  readonly unzippedBytes: number;
  /** The packages' manifests by package id. Read once, when first asked for. */
  manifests(): Promise<ReadonlyMap<string, Manifest>>;
}

export function openLayer(artifact: Artifact): OpenLayer {
  let unzippedBytes = 0;
  for (const { bytes } of artifact.files.values()) unzippedBytes += bytes;
  return {
    artifact,
    unzippedBytes,
    manifests: once(async () => (await attributeFiles(artifact)).manifests),
  };
}

/** Unzipped bytes by artifact id. */
export function layerBytes(layers: readonly OpenLayer[]): ReadonlyMap<string, number> {
  return new Map(layers.map(({ artifact: { id }, unzippedBytes }) => [id, unzippedBytes]));
}

/** A layer's manifests as a function that uses it sees them: below /opt. */
export async function mountedManifests(layer: OpenLayer): Promise<ReadonlyMap<string, Manifest>> {
  const place = (path: string) => (path === "" ? LAYER_ROOT : `${LAYER_ROOT}/${path}`);
  return new Map(
    [...(await layer.manifests())].map(([id, manifest]) => [
      place(id),
      { ...manifest, folder: place(manifest.folder) },
    ]),
  );
}
