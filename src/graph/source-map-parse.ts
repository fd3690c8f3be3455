import { InputError } from "../errors.js";
import { withoutContents } from "./source-map-contents.js";
import { originalPaths } from "./source-map-names.js";

/** A source map, checked, indexed ones too. Names and content by original, in the map's order. */
export interface SourceMap {
  /** As `originalPaths` gives them. */
  readonly paths: readonly (string | null)[];
  readonly contents: readonly (string | null)[];
  /** The map again, without contents, its sources named by their number in `paths`: all that sizes need. */
  readonly bare: unknown;
}

/**
 * @param want "sizes": contents are left out and cost no memory
 * @throws InputError when it is no source map of version 3
 */
export function parseSourceMap(map: Buffer, path: string, want: "contents" | "sizes"): SourceMap {
  let json: unknown;
  try {
    // Some servers put this in front against script inclusion (Source Map specification, "Resolving Sources").
    json = JSON.parse(
      (want === "sizes" ? withoutContents(map) : map)
        .toString("utf8")
        .replace(/^(?:\uFEFF)?(?:\)\]\}'[^\n]*\n)?/, ""),
    );
  } catch (cause) {
    throw invalid(path, "is no JSON", cause);
  }
  const paths: (string | null)[] = [];
  const contents: (string | null)[] = [];
  const strip = (part: unknown): unknown => {
    if (!isRecord(part) || part.version !== 3) throw invalid(path, "has no version 3");
    if (typeof part.mappings !== "string" || !Array.isArray(part.sources))
      throw invalid(path, "has no mappings");
    const first = paths.length;
    const sources = part.sources.map((source: unknown) => (typeof source === "string" ? source : null));
    const root = typeof part.sourceRoot === "string" ? part.sourceRoot : "";
    const texts: readonly unknown[] = Array.isArray(part.sourcesContent) ? part.sourcesContent : [];
    for (const original of originalPaths(sources, root)) paths.push(original);
    for (const [index] of sources.entries()) {
      const text = texts[index];
      contents.push(typeof text === "string" ? text : null);
    }
    return {
      version: 3,
      sources: sources.map((_, index) => String(first + index)),
      names: Array.isArray(part.names) ? part.names.map(() => "") : [],
      mappings: part.mappings,
    };
  };
  if (!isRecord(json) || !Array.isArray(json.sections)) {
    const bare = strip(json);
    return { paths, contents, bare };
  }
  if (json.version !== 3) throw invalid(path, "has no version 3");
  const sections = json.sections.map((section: unknown) => {
    if (!isRecord(section) || !isRecord(section.offset))
      throw invalid(path, "has a section without an offset");
    return { offset: section.offset, map: strip(section.map) };
  });
  return { paths, contents, bare: { version: 3, sections } };
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
