import { posix } from "node:path";
import type { Artifact } from "../artifact/artifact.js";
import { packagePath } from "../artifact/package-path.js";
import { compareText } from "../finding.js";
import { parseHandlerString, TASK_ROOT } from "./handler-string.js";

/** What an artifact holds that a handler string without a file may have meant. */
export type HandlerHint =
  /** The very file, with everything one or more folders too deep: "dist" in "dist/src/app.js". */
  | { readonly kind: "too-deep"; readonly path: string; readonly folder: string; readonly handler: string }
  /** A file of that name elsewhere, or of nearly that name. */
  | { readonly kind: "elsewhere"; readonly path: string; readonly handler: string }
  /** Source that nobody compiled. */
  | { readonly kind: "source"; readonly path: string };

/** The likeliest of them; null where nothing is like it. */
export function handlerHint(artifact: Pick<Artifact, "files">, handler: string): HandlerHint | null {
  const parsed = parseHandlerString(handler);
  if (parsed === null || parsed.module === "") return null;
  const wanted = posix.resolve(TASK_ROOT, parsed.folder, parsed.module).slice(TASK_ROOT.length + 1);
  const exported = parsed.exportPath.join(".");
  const own = [...artifact.files.keys()].filter((path) => packagePath(path) === null).sort(byDepth);
  const scripts = own.filter(
    (path) => /\.[cm]?js$/.test(path) && !/(^|\/)(node_modules|__MACOSX)\//.test(path),
  );
  const named = (path: string) => `${stemOf(path)}.${exported}`;
  const deep = scripts.find((path) => stemOf(path).endsWith(`/${wanted}`));
  if (deep !== undefined) {
    const folder = stemOf(deep).slice(0, -wanted.length - 1);
    return { kind: "too-deep", path: deep, folder, handler: named(deep) };
  }
  const source = own.find(
    (path) => /\.[cm]?tsx?$/.test(path) && !/\.d\.[cm]?ts$/.test(path) && stemOf(path) === wanted,
  );
  const base = parsed.module.toLowerCase();
  const other =
    scripts.find((path) => stemOf(path).toLowerCase() === wanted.toLowerCase()) ??
    (source === undefined
      ? scripts.find((path) => posix.basename(stemOf(path)).toLowerCase() === base)
      : undefined);
  if (other !== undefined) return { kind: "elsewhere", path: other, handler: named(other) };
  return source === undefined ? null : { kind: "source", path: source };
}

function stemOf(path: string): string {
  return path.replace(/\.[cm]?[jt]sx?$/, "");
}

function byDepth(a: string, b: string): number {
  return a.split("/").length - b.split("/").length || compareText(a, b);
}
