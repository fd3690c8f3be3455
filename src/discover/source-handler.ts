import { posix, resolve } from "node:path";
import { statOf } from "../artifact/stat-of.js";
import { toPosix } from "../code/project/project.js";
import type { SourceSet } from "../code/project/source-set.js";
import { exportsHandler } from "../graph/scan-exports.js";

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

/**
 * Where a handler string leads that names what a build will have put elsewhere ("dist/orders.create", "orders.create"):
 * the one source file in a folder (an absolute path) whose path ends as it does and that exports the name. Null where
 * there are several, or none.
 */
export function movedSourceHandler(
  folder: string,
  handler: string | null,
  { paths, read }: Pick<SourceSet, "paths" | "read">,
): SourceHandler | null {
  const [, module = "", exportName = ""] = /^([^.]*[^./])\.([\w$]+)$/.exec(handler ?? "") ?? [];
  if (exportName === "") return null;
  const within = paths.filter((path) => path.startsWith(`${toPosix(folder)}/`));
  for (let end = `/${module}`; end !== ""; end = end.slice(Math.max(0, end.indexOf("/", 1)))) {
    const found = within.filter(
      (path) =>
        path.replace(/(?<!\.d)\.[cm]?[jt]sx?$/, "").endsWith(end) &&
        exportsHandler(read(path) ?? "", path, exportName) === true,
    );
    const [file] = found;
    if (file !== undefined) return found.length === 1 ? { file, exportName } : null;
    if (!end.includes("/", 1)) return null;
  }
  return null;
}
