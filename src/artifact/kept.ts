import type { Artifact } from "./artifact.js";
import { artifactWith } from "./view.js";

/** Larger ones are bundles. */
const SMALL_BYTES = 128 * 1024;
/** What is kept of an artifact's files at most: handlers and manifests are small, and several look at them. */
const KEPT_BYTES = 1024 * 1024;
/** The same of bundles; larger ones aren't scanned. */
const KEPT_BUNDLE_BYTES = 32 * 1024 * 1024;

/**
 * The same artifact; of its files that several rules look at (the user's own scripts, and manifests) those that were
 * read last are kept. What packages have besides is scanned once.
 */
export function keepingFiles(artifact: Artifact): Artifact {
  const small = new ReadLast(KEPT_BYTES);
  const bundles = new ReadLast(KEPT_BUNDLE_BYTES);
  return artifactWith(artifact, {
    async read(path, maximumBytes) {
      const known = small.get(path) ?? bundles.get(path);
      if (known !== undefined && known.length <= (maximumBytes ?? known.length)) return known;
      const content = await artifact.read(path, maximumBytes);
      if (content.length > SMALL_BYTES) {
        if (/\.[cm]?js$/.test(path) && isLookedAt(path)) bundles.add(path, content);
      } else if (isLookedAt(path)) small.add(path, content);
      return content;
    },
    async close() {
      small.clear();
      bundles.clear();
      await artifact.close();
    },
  });
}

function isLookedAt(path: string): boolean {
  return path.endsWith("package.json") || !path.includes("node_modules/");
}

/** Contents by path, in the order in which they were asked for last; those behind are dropped. */
class ReadLast {
  readonly #contents = new Map<string, Buffer>();
  readonly #maximumBytes: number;
  #bytes = 0;

  constructor(maximumBytes: number) {
    this.#maximumBytes = maximumBytes;
  }

  get(path: string): Buffer | undefined {
    const content = this.#contents.get(path);
    if (content !== undefined) {
      this.#contents.delete(path);
      this.#contents.set(path, content);
    }
    return content;
  }

  add(path: string, content: Buffer): void {
    if (this.#contents.has(path)) return;
    this.#contents.set(path, content);
    this.#bytes += content.length;
    for (const [oldest, { length }] of this.#contents) {
      if (this.#bytes <= this.#maximumBytes) break;
      this.#contents.delete(oldest);
      this.#bytes -= length;
    }
  }

  clear(): void {
    this.#contents.clear();
    this.#bytes = 0;
  }
}
