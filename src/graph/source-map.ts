import { isUtf8 } from "node:buffer";
import type { BundleSections } from "../artifact/packages.js";
import { compareText } from "../finding.js";
import { type CommentedSection, commentedSections } from "./path-comments.js";
import { upwardsCut } from "./source-map-names.js";
import { parseSourceMap, type SourceMap } from "./source-map-parse.js";
import { mappedBytes } from "./source-map-sizes.js";
import { inlineSourceMap, sourceMapComment } from "./source-map-url.js";

export { originalTexts, sourceMapGraph } from "./source-map-graph.js";
export type { SourceMap } from "./source-map-parse.js";
export { originalPlaces } from "./source-map-places.js";

export { sourceMapUrl } from "./source-map-url.js";

/**
 * The source map of a bundle.
 * @param map its bytes; null: the bundle's inline map, if it has one
 * @param path of the bundle, for errors
 * @returns null without a map, and of a bundle that is not UTF-8
 * @throws InputError when the map is none
 */
export function sourceMapOf(code: Buffer, map: Buffer | null, path: string): SourceMap | null {
  if (!isUtf8(code)) return null;
  const comment = map === null ? sourceMapComment(code) : null;
  const bytes = map ?? (comment === null ? null : inlineSourceMap(code, comment));
  return bytes === null ? null : parseSourceMap(bytes, path);
}

/**
 * Cuts a bundle into its originals. At esbuild's path comments where the bundle has them (unminified: attribution
 * by map is up to 18% off there, since code between two mappings goes to the first), else by its map.
 * @param path of the bundle, for errors
 * @returns null when neither says anything (no map, no comments; a bundle that is not UTF-8)
 * @throws InputError when the map is none
 */
export function bundleSections(code: Buffer, map: SourceMap | null, path: string): BundleSections | null {
  if (!isUtf8(code)) return null;
  const comment = sourceMapComment(code);
  const script = comment === null ? code : code.subarray(0, comment.start);
  const stretches = commentedSections(script);
  if (map === null) return stretches.length === 0 ? null : fromComments(code.length, stretches, script);
  if (isCommented(stretches, map)) return fromComments(code.length, stretches, script);
  return fromMap(code, script, map, path);
}

/** Has the bundle a path comment for at least every second original? Then it is esbuild's, unminified. */
function isCommented(stretches: readonly CommentedSection[], map: SourceMap): boolean {
  const originals = map.paths.filter((path) => path !== null).length;
  return originals > 0 && new Set(stretches.map(({ path }) => path)).size >= originals / 2;
}

function fromComments(total: number, stretches: readonly CommentedSection[], script: Buffer): BundleSections {
  const bytes = new Map<string, number>();
  for (const { path, codeStart, end } of stretches) {
    const original = upwardsCut(path);
    bytes.set(original, (bytes.get(original) ?? 0) + codeEnd(script, codeStart, end) - codeStart);
  }
  return asSections(total, bytes);
}

const FOOTERS = ["\n// Annotate the CommonJS export names for ESM import in node:\n", "\nexport {\n"];

/** A stretch ends before the blank line that follows it; the last one before esbuild's own exports. */
function codeEnd(script: Buffer, start: number, end: number): number {
  let at = end;
  if (end === script.length) {
    for (const footer of FOOTERS) {
      const found = script.lastIndexOf(footer, end);
      if (found >= start) at = Math.min(at, found + 1);
    }
  }
  return at > start && at < script.length && script[at - 1] === 10 && script[at - 2] === 10 ? at - 1 : at;
}

function fromMap(code: Buffer, script: Buffer, map: SourceMap, path: string): BundleSections {
  const bytes = new Map<string, number>();
  for (const [index, size] of mappedBytes(script, map, path)) {
    const original = map.paths[index];
    if (original === null || original === undefined) continue;
    bytes.set(original, (bytes.get(original) ?? 0) + size);
  }
  return asSections(code.length, bytes);
}

function asSections(total: number, bytes: ReadonlyMap<string, number>): BundleSections {
  const sections = [...bytes]
    .sort(([a], [b]) => compareText(a, b))
    .map(([path, size]) => ({ path, bytes: size }));
  return { sections, unattributedBytes: sections.reduce((rest, section) => rest - section.bytes, total) };
}
