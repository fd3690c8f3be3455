import type { SourceMap } from "./source-map-parse.js";
import { eachMapping } from "./source-map-sizes.js";

/** In a file; line and column are 1-based. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface OriginalPlace extends Place {
  /** As `SourceMap.paths` has it. */
  readonly path: string;
}

/** `(0,x.default)(…)`: a call without `this` starts so many characters before what it calls, and only that is mapped. */
const CALL_PREFIX = 3;

/**
 * Where places of a script lie in its originals: as the mapping says that is at each, else nearest in front of it on its
 * line. Null where there is none.
 */
export function originalPlaces(map: SourceMap, wanted: readonly Place[]): readonly (OriginalPlace | null)[] {
  const byLine = new Map<number, number[]>();
  for (const [at, { line }] of wanted.entries()) byLine.set(line - 1, [...(byLine.get(line - 1) ?? []), at]);
  const columns = wanted.map(() => -1);
  const places: (OriginalPlace | null)[] = wanted.map(() => null);
  const note = (line: number, column: number, source: number, atLine: number, atColumn: number): void => {
    for (const at of byLine.get(line) ?? []) {
      const behind = column - (wanted[at]?.column ?? 0) + 1;
      const isExact = (columns[at] ?? -1) === column - behind;
      if (behind > CALL_PREFIX || column < (columns[at] ?? -1) || (isExact && behind > 0)) continue;
      columns[at] = column;
      const path = map.paths[source] ?? null;
      places[at] = path === null ? null : { path, line: atLine + 1, column: atColumn + 1 };
    }
  };
  try {
    eachMapping(map, note);
  } catch {
    // What can't be decoded is said where the script's bytes are told.
    return wanted.map(() => null);
  }
  return places;
}
