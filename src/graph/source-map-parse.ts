import { InputError } from "../errors.js";
import { cutMap, type Place, stringAt } from "./source-map-cut.js";
import { originalPaths } from "./source-map-names.js";

/** A source map, checked, indexed ones too. Held as its bytes: as strings and objects it would take several times that. */
export interface SourceMap {
  /** Names by original, in the map's order, as `originalPaths` gives them. */
  readonly paths: readonly (string | null)[];
  /** One of a plain map; in the map's order. */
  readonly parts: readonly MapPart[];
  hasContent(original: number): boolean;
  /**
   * The text of an original by its number in `paths`, null where the map has none; made anew each time.
   * Throws InputError when it is no JSON.
   */
  content(original: number): string | null;
}

/** The mappings of a script from a place on. */
export interface MapPart {
  /** From 0. */
  readonly line: number;
  /** From 0, of its first line. */
  readonly column: number;
  readonly mappings: Buffer;
  /** Its sources are those of `paths` from here on. */
  readonly firstSource: number;
  readonly sources: number;
}

/**
 * @param path of the bundle, for errors
 * @throws InputError when it is no source map of version 3
 */
export function parseSourceMap(map: Buffer, path: string): SourceMap {
  const cut = cutMap(map);
  let json: unknown;
  try {
    // Some servers put this in front against script inclusion (Source Map specification, "Resolving Sources").
    json = JSON.parse(cut.bytes.toString("utf8").replace(/^(?:\uFEFF)?(?:\)\]\}'[^\n]*\n)?/, ""));
  } catch (cause) {
    throw invalid(path, "is no JSON", cause);
  }
  const paths: (string | null)[] = [];
  const parts: MapPart[] = [];
  const contents: (string | Place | null)[] = [];
  const add = (part: unknown, line: number, column: number): void => {
    if (!isRecord(part) || part.version !== 3) throw invalid(path, "has no version 3");
    const mappings = mappingsOf(map, part.mappings, cut.mappings);
    if (mappings === null || !Array.isArray(part.sources)) throw invalid(path, "has no mappings");
    const firstSource = paths.length;
    const sources = part.sources.map((source: unknown) => (typeof source === "string" ? source : null));
    const root = typeof part.sourceRoot === "string" ? part.sourceRoot : "";
    const texts = contentsOf(part.sourcesContent, cut.contents);
    for (const [index, original] of originalPaths(sources, root).entries()) {
      paths.push(original);
      contents.push(texts[index] ?? null);
    }
    parts.push({ line, column, mappings, firstSource, sources: sources.length });
  };
  if (!isRecord(json) || !Array.isArray(json.sections)) add(json, 0, 0);
  else {
    if (json.version !== 3) throw invalid(path, "has no version 3");
    for (const section of json.sections) {
      const offset: unknown = isRecord(section) ? section.offset : null;
      if (!isRecord(section) || !isRecord(offset) || !isPosition(offset.line) || !isPosition(offset.column))
        throw invalid(path, "has a section without an offset");
      add(section.map, offset.line, offset.column);
    }
  }
  return {
    paths,
    parts,
    hasContent: (original) => (contents[original] ?? null) !== null,
    content(original) {
      const text = contents[original] ?? null;
      try {
        return text === null || typeof text === "string" ? text : stringAt(map, text);
      } catch (cause) {
        throw invalid(path, "is no JSON", cause);
      }
    },
  };
}

/** Null where there are none. */
function mappingsOf(map: Buffer, json: unknown, places: readonly Place[]): Buffer | null {
  if (typeof json === "string") return Buffer.from(json);
  const place = typeof json === "number" ? places[json] : undefined;
  if (place === undefined) return null;
  const digits = map.subarray(place.start + 1, place.end - 1);
  // Some write a slash as `\/`.
  return digits.includes("\\") ? Buffer.from(stringAt(map, place)) : digits;
}

function contentsOf(
  json: unknown,
  lists: readonly (readonly (Place | null)[])[],
): readonly (string | Place | null)[] {
  if (!Array.isArray(json)) return [];
  const [first] = json;
  return (
    (typeof first === "number" ? lists[first] : undefined) ??
    json.map((text: unknown) => (typeof text === "string" ? text : null))
  );
}

export function invalid(path: string, what: string, cause?: unknown): InputError {
  return new InputError(
    {
      code: "source-map-invalid",
      path,
      message: `has a source map that ${what}; expected a source map of version 3. Build again, with source maps.`,
    },
    cause,
  );
}

function isRecord(json: unknown): json is Readonly<Record<string, unknown>> {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

function isPosition(json: unknown): json is number {
  return typeof json === "number" && Number.isInteger(json) && json >= 0;
}
