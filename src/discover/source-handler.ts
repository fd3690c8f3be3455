import { posix, resolve } from "node:path";
import { statOf } from "../artifact/stat-of.js";

export interface SourceHandler {
  /** Absolute. */
  readonly file: string;
  readonly exportName: string;
}

/** As bundlers try them (https://esbuild.github.io/api/#resolve-extensions). */
const SOURCE_EXTENSIONS = [".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs"] as const;

/** Where a handler string leads to in a folder (an absolute path) before a build; null where there is no such file. */
export function sourceHandler(place: string, handler: string | null): SourceHandler | null {
  const base = posix.basename(handler ?? "");
  const dot = base.indexOf(".");
  if (handler === null || dot < 1) return null;
  const stem = resolve(place, posix.dirname(handler), base.slice(0, dot));
  const file = SOURCE_EXTENSIONS.map((extension) => stem + extension).find(
    (path) => statOf(path)?.isFile() === true,
  );
  return file === undefined ? null : { file, exportName: base.slice(dot + 1) };
}
