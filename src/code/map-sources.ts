import { posix } from "node:path";
import type { Problem } from "../errors.js";
import { mayHoldHandler } from "./handler-request.js";
import { type SourceSet, sourcesFromTexts } from "./source-set.js";

/** A source map as text, with where it (or the file that holds it) lies: POSIX, relative to what reports are relative to. */
export interface MapFile {
  readonly path: string;
  readonly text: string;
}

export interface MappedSources extends SourceSet {
  /**
   * The original that a bundle's handler comes from: of the originals that may hold one, the last that the
   * bundler wrote (an entry comes after what it imports). Null where the map holds no first-party text.
   */
  entryOf(mapPath: string): string | null;
}

/**
 * First-party originals out of source maps' `sourcesContent`, under their original paths, so that a minified
 * artifact is linted as what it was made of. Never throws: a map that is none, or holds no contents, is a problem.
 */
export function sourcesFromMaps(maps: readonly MapFile[], alias?: SourceSet["alias"]): MappedSources {
  const texts = new Map<string, string>();
  const entries = new Map<string, string | null>();
  const problems: Problem[] = [];
  for (const map of maps) {
    const originals = originalsOf(map);
    if (originals === null) {
      problems.push({
        level: "note",
        code: "source-map-without-contents",
        path: map.path,
        line: null,
        message:
          "Holds no sourcesContent, so its originals can't be linted; build with `sourcesContent: true`.",
      });
      continue;
    }
    let entry: string | null = null;
    for (const { path, text } of originals) {
      if (!texts.has(path)) texts.set(path, text);
      if (mayHoldHandler(text)) entry = path;
    }
    entries.set(map.path, entry ?? originals.at(-1)?.path ?? null);
  }
  const set = sourcesFromTexts(texts, alias === undefined ? {} : { alias });
  return {
    ...set,
    problems: () => [...problems, ...set.problems()],
    entryOf: (path) => entries.get(path) ?? null,
  };
}

function originalsOf(map: MapFile): readonly { readonly path: string; readonly text: string }[] | null {
  const json = parse(map.text);
  if (json === null) return null;
  const sections = Array.isArray(json.sections)
    ? json.sections.map((one: unknown) => (isRecord(one) && isRecord(one.map) ? one.map : {}))
    : [json];
  const originals: { path: string; text: string }[] = [];
  let hasContents = false;
  for (const section of sections) {
    const root = typeof section.sourceRoot === "string" ? section.sourceRoot : "";
    const contents = Array.isArray(section.sourcesContent) ? section.sourcesContent : [];
    const sources = Array.isArray(section.sources) ? section.sources : [];
    for (const [index, source] of sources.entries()) {
      const text: unknown = contents[index];
      if (typeof source !== "string" || typeof text !== "string") continue;
      hasContents = true;
      const path = originalPath(map.path, root, source);
      if (path !== null) originals.push({ path, text });
    }
  }
  return hasContents ? originals : null;
}

/** Absolute in the set's own namespace; what lies above its root is moved to it. Null for third-party originals. */
function originalPath(mapPath: string, root: string, source: string): string | null {
  const plain = source
    .replace(/^webpack:\/\/[^/]*\//, "")
    .replace(/^(file:\/\/)/, "")
    .replace(/\?.*$/, "");
  if (
    /(^|\/)node_modules\//.test(plain) ||
    plain.startsWith("(disabled)") ||
    /^webpack\/|^external |\0/.test(plain)
  ) {
    return null;
  }
  if (plain.startsWith("/")) return posix.normalize(plain);
  const joined = posix.join(posix.dirname(mapPath), root.replace(/^file:\/\//, ""), plain);
  return posix.normalize(`/${joined.replace(/^(\.\.\/)+/, "")}`);
}

function parse(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text.replace(/^\)\]\}'?[^\n]*\n/, ""));
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
