import { compareText } from "../finding.js";
import type { Artifact, ArtifactFile } from "./artifact.js";

/** Where Lambda unpacks layers. */
export const LAYER_ROOT = "/opt";

/**
 * An artifact with its layers unpacked beside it, as the function sees them: its own files by their paths, the
 * layers' below `/opt`. Of files with the same path the last layer's counts, as on Lambda.
 */
export function withLayers(artifact: Artifact, layers: readonly Artifact[]): Artifact {
  if (layers.length === 0) return artifact;
  const from = new Map<string, { readonly layer: Artifact; readonly path: string }>();
  const files: [string, ArtifactFile][] = [...artifact.files];
  for (const layer of layers) {
    for (const path of layer.files.keys()) from.set(`${LAYER_ROOT}/${path}`, { layer, path });
  }
  for (const [place, { layer, path }] of from) {
    const file = layer.files.get(path);
    if (file !== undefined) files.push([place, { ...file, path: place }]);
  }
  const { id, path, kind, role, zipBytes, problems } = artifact;
  return {
    ...{ id, path, kind, role, zipBytes, problems },
    files: new Map(files.sort(([a], [b]) => compareText(a, b))),
    async read(name, maximumBytes) {
      const mounted = from.get(name);
      if (mounted === undefined) return artifact.read(name, maximumBytes);
      return mounted.layer.read(mounted.path, maximumBytes);
    },
    async readPart(name, start, length) {
      const mounted = from.get(name);
      if (mounted === undefined) return artifact.readPart(name, start, length);
      return mounted.layer.readPart(mounted.path, start, length);
    },
    // Whoever opened the artifacts closes them.
    close: async () => {},
  };
}
