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
  const named = byStem(paths).get(posix.basename(module)) ?? [];
  const within = named.filter(({ path }) => path.startsWith(`${toPosix(folder)}/`));
  for (let end = `/${module}`; end !== ""; end = end.slice(Math.max(0, end.indexOf("/", 1)))) {
    const found = within
      .filter(
        ({ path, stem }) => stem.endsWith(end) && exportsHandler(read(path) ?? "", path, exportName) === true,
      )
      .map(({ path }) => path);
    const [file] = found;
    if (file !== undefined) return found.length === 1 ? { file, exportName } : null;
    if (!end.includes("/", 1)) return null;
  }
  return null;
}

interface Named {
  readonly path: string;
  /** The path without what it ends with. */
  readonly stem: string;
}

const stems = new WeakMap<readonly string[], ReadonlyMap<string, readonly Named[]>>();

/** Source files by their names without what they end with: a template names one function after the other. */
function byStem(paths: readonly string[]): ReadonlyMap<string, readonly Named[]> {
  const known = stems.get(paths);
  if (known !== undefined) return known;
  const found = new Map<string, Named[]>();
  for (const path of paths) {
    const stem = path.replace(/(?<!\.d)\.[cm]?[jt]sx?$/, "");
    const name = posix.basename(stem);
    const alike = found.get(name) ?? [];
    alike.push({ path, stem });
    found.set(name, alike);
  }
  stems.set(paths, found);
  return found;
}
