import { posix } from "node:path";
import type { Artifact } from "../artifact/artifact.js";
import { InputError, type Problem } from "../errors.js";
import type { BundleModules } from "../graph/bundle-graph.js";
import {
  bundleSections,
  originalPlaces,
  originalTexts,
  type SourceMap,
  sourceMapGraph,
  sourceMapOf,
  sourceMapUrl,
} from "../graph/source-map.js";
import { wrapperGraph } from "../graph/wrapper-graph.js";
import { once } from "../subject/subject.js";
import { isOwn, ownScripts } from "./handler-files.js";
import { metafileBundle } from "./metafile-bundle.js";

/** Smaller scripts that are no handler's are not worth opening to see whether they are bundles. */
const MINIMUM_BUNDLE_BYTES = 50_000;
/** Beyond this a script or a map is data; attributing it would take gigabytes. */
const MAXIMUM_BUNDLE_BYTES = 128 * 1024 * 1024;

export interface ReadBundles {
  readonly bundles: ReadonlyMap<string, BundleModules>;
  /** Scripts with one original: compiled rather than bundled. Their bytes are the user's own, as without a map. */
  readonly compiled: ReadonlyMap<string, BundleModules>;
  readonly problems: readonly Problem[];
  /** A script that was too small to open, where it has a map. */
  mapped(path: string): Promise<BundleModules | null>;
}

/**
 * The bundles among an artifact's own scripts, by path. A map that can't be used is a note in `problems`: the
 * bundle's bytes are then the user's own. `readBeside` gives a map or metafile that lies outside of the artifact, or
 * null; `cwd` is what the artifact's path is relative to.
 */
export async function readBundles(
  artifact: Artifact,
  handlers: readonly string[],
  readBeside: (path: string) => Promise<Buffer | null>,
  cwd: string,
): Promise<ReadBundles> {
  const bundles = new Map<string, BundleModules>();
  const compiled = new Map<string, BundleModules>();
  const problems: Problem[] = [];
  const last = new LastMap();
  for (const path of ownScripts(artifact)) {
    const bytes = artifact.files.get(path)?.bytes ?? 0;
    if (bytes > MAXIMUM_BUNDLE_BYTES || (bytes < MINIMUM_BUNDLE_BYTES && !handlers.includes(path))) continue;
    try {
      const described = await describedBundle(artifact, path, readBeside, cwd, last);
      const bundle = described ?? (await readBundle(artifact, path, readBeside, last));
      if (bundle === null) continue;
      const isCompiled = described === null && bundle.sections.sections.length < 2;
      (isCompiled ? compiled : bundles).set(path, bundle);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      problems.push({ ...error.problem, level: "note" });
    }
  }
  const mapped = async (path: string): Promise<BundleModules | null> => {
    try {
      return await readBundle(artifact, path, readBeside, last);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      return null;
    }
  };
  return { bundles, compiled, problems, mapped };
}

/** Of an artifact's maps holds the one that was read last, and reads others again: each can take a hundred megabytes. */
class LastMap {
  #path: string | null = null;
  #map: SourceMap | null = null;

  hold(path: string, map: SourceMap | null): void {
    this.#path = path;
    this.#map = map;
  }

  async of(path: string, read: () => Promise<SourceMap | null>): Promise<SourceMap | null> {
    if (path === this.#path) return this.#map;
    this.hold(path, null);
    this.hold(path, await read());
    return this.#map;
  }
}

/** By the metafile beside it, which is exact; the map has the originals' texts where the disk hasn't. */
async function describedBundle(
  artifact: Artifact,
  path: string,
  readBeside: (path: string) => Promise<Buffer | null>,
  cwd: string,
  last: LastMap,
): Promise<BundleModules | null> {
  const described = await metafileBundle(artifact, path, cwd, readBeside);
  if (described === null) return null;
  const mapped = once(() => readBundle(artifact, path, readBeside, last));
  return {
    ...described,
    texts: async () => (await described.texts()) ?? (await mapped())?.texts() ?? null,
    places: async (wanted) => (await mapped())?.places?.(wanted) ?? wanted.map(() => null),
  };
}

async function readBundle(
  artifact: Artifact,
  path: string,
  readBeside: (path: string) => Promise<Buffer | null>,
  last: LastMap,
): Promise<BundleModules | null> {
  const name = `${artifact.path}/${path}`;
  const read = async () => {
    const code = await artifact.read(path);
    const url = sourceMapUrl(code);
    const bytes = await mapOf(artifact, mapPathOf(path, url), readBeside);
    const isMapped = bytes !== null || url?.startsWith("data:") === true;
    return { code, isMapped, map: isMapped ? sourceMapOf(code, bytes, name) : null };
  };
  const { code, isMapped, map } = await read();
  if (!isMapped && !code.includes("// ")) return null;
  const sections = bundleSections(code, map, name);
  if (sections === null || sections.sections.length === 0) return null;
  const byWrappers = async () => wrapperGraph(await artifact.read(path), sections, [name]);
  if (map === null) return { sections, graph: once(byWrappers), texts: async () => null };
  last.hold(path, map);
  const mapAgain = () => last.of(path, async () => (await read()).map);
  return {
    sections,
    graph: once(async () => {
      const held = await mapAgain();
      const byMap = held === null ? null : sourceMapGraph(held, sections, [name]);
      // Originals of packages that ship maps are others than those that the bundle's comments name.
      return byMap?.initKnown === true ? byMap : ((await byWrappers()) ?? byMap);
    }),
    texts: async () => {
      const held = await mapAgain();
      return held === null ? null : originalTexts(held, sections.sections);
    },
    places: async (wanted) => {
      const held = await mapAgain();
      return held === null ? wanted.map(() => null) : originalPlaces(held, wanted);
    },
  };
}

async function mapOf(
  artifact: Artifact,
  path: string | null,
  readBeside: (path: string) => Promise<Buffer | null>,
): Promise<Buffer | null> {
  if (path === null) return null;
  return artifact.files.has(path) && isOwn(path)
    ? artifact.read(path, MAXIMUM_BUNDLE_BYTES)
    : readBeside(path);
}

/** The map that a script names, else the one that lies beside it; null for inline maps. */
function mapPathOf(path: string, url: string | null): string | null {
  if (url === null) return `${path}.map`;
  if (/^[a-z][a-z\d+.-]*:/i.test(url)) return null;
  return posix.normalize(posix.join(posix.dirname(path), decode(url)));
}

function decode(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}
