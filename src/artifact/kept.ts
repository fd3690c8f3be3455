import type { Artifact } from "./artifact.js";
import { artifactWith } from "./view.js";

/** What is kept of an artifact's files at most: handlers and manifests are small, and several look at them. */
const KEPT_BYTES = 1024 * 1024;
const KEPT_FILE_BYTES = 128 * 1024;

/**
 * The same artifact; of its small files that several rules look at (the user's own, and manifests) those that were read
 * last are kept. What packages have besides is scanned once.
 */
export function keepingSmallFiles(artifact: Artifact): Artifact {
  // In the order in which they were asked for last.
  const kept = new Map<string, Buffer>();
  let keptBytes = 0;
  const keep = (path: string, content: Buffer): void => {
    if (kept.has(path)) return;
    kept.set(path, content);
    keptBytes += content.length;
    for (const [oldest, { length }] of kept) {
      if (keptBytes <= KEPT_BYTES) break;
      kept.delete(oldest);
      keptBytes -= length;
    }
  };
  return artifactWith(artifact, {
    async read(path, maximumBytes) {
      const known = kept.get(path);
      if (known !== undefined && known.length <= (maximumBytes ?? known.length)) {
        kept.delete(path);
        kept.set(path, known);
        return known;
      }
      const content = await artifact.read(path, maximumBytes);
      if (known === undefined && content.length <= KEPT_FILE_BYTES && isLookedAt(path)) keep(path, content);
      return content;
    },
    async close() {
      kept.clear();
      keptBytes = 0;
      await artifact.close();
    },
  });
}

function isLookedAt(path: string): boolean {
  return path.endsWith("package.json") || !path.includes("node_modules/");
}
