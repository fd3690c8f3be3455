import { messageOf } from "../errors.js";
import { MappedSizes } from "./mapped-sizes.js";
import { decodeMappings } from "./source-map-mappings.js";
import { invalid, type SourceMap } from "./source-map-parse.js";

/**
 * The bytes of a script by original (number in `SourceMap.paths`), of those that are mapped at all. A mapping owns the
 * code up to the next one on its line, as source-map-explorer has it; of several at one place the one with the last
 * source does. What no mapping covers is in no original.
 * @param code UTF-8, without its source map comment
 * @throws InputError when the mappings can't be decoded
 */
export function mappedBytes(code: Buffer, map: SourceMap, path: string): ReadonlyMap<number, number> {
  try {
    const sizes = new MappedSizes(code, map.paths.length);
    eachMapping(map, (line, column, source) => sizes.add(line, column, source));
    return sizes.isInOrder ? sizes.done() : sortedSizes(code, map);
  } catch (error) {
    throw invalid(path, `can't be decoded (${messageOf(error)})`, error);
  }
}

type Visitor = (
  line: number,
  column: number,
  source: number,
  originalLine: number,
  originalColumn: number,
) => void;

/**
 * With places (from 0) in the whole script, and sources by their number in `SourceMap.paths`.
 * @throws Error for mappings that can't be decoded
 */
export function eachMapping({ parts }: SourceMap, found: Visitor): void {
  for (const { line: firstLine, column: firstColumn, mappings, firstSource, sources } of parts) {
    decodeMappings(mappings, (line, column, source, originalLine, originalColumn) => {
      if (source >= sources) throw new Error(`there is no source ${source}`);
      found(
        firstLine + line,
        line === 0 ? firstColumn + column : column,
        source === -1 ? -1 : firstSource + source,
        originalLine,
        originalColumn,
      );
    });
  }
}

/** Bundlers write mappings in order; this is for the others. */
function sortedSizes(code: Buffer, map: SourceMap): ReadonlyMap<number, number> {
  const mappings: (readonly [line: number, column: number, source: number])[] = [];
  eachMapping(map, (line, column, source) => mappings.push([line, column, source]));
  const sizes = new MappedSizes(code, map.paths.length);
  mappings.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  for (const [line, column, source] of mappings) sizes.add(line, column, source);
  return sizes.done();
}
