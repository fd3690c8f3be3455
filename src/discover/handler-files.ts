import { posix } from "node:path";
import type { Artifact } from "../artifact/artifact.js";
import { packagePath } from "../artifact/package-path.js";
import { InputError } from "../errors.js";
import { compareText } from "../finding.js";
import { exportsHandler } from "../graph/scan-exports.js";

/** A file that Lambda would load, and the name that it would call. */
export interface HandlerFile {
  readonly path: string;
  readonly exportName: string;
}

/** Names that people give to handlers when no template says which. */
const HANDLER_NAMES = ["handler", "lambdaHandler"] as const;
const MODULE_EXTENSIONS = ["", ".js", ".mjs", ".cjs"] as const;
/** A handler's file is code; what is larger is data that somebody named .js. */
const MAXIMUM_HANDLER_BYTES = 64 * 1024 * 1024;

/** First-party JavaScript of an artifact, by depth, then name. */
export function ownScripts(artifact: Artifact): string[] {
  return [...artifact.files.values()]
    .filter((file) => !file.isLink && /\.[cm]?js$/.test(file.path) && isOwn(file.path))
    .map((file) => file.path)
    .sort((a, b) => depth(a) - depth(b) || compareText(a, b));
}

/** Neither in node_modules nor in what macOS's zipper or a version control system leaves. */
export function isOwn(path: string): boolean {
  return packagePath(path) === null && !/(^|\/)(node_modules|__MACOSX|\.git)\//.test(path);
}

/**
 * The handlers of an artifact that no template describes: of the files that export a `handler` (or
 * `lambdaHandler`), those that lie nearest to the root, since Lambda resolves handlers from there.
 */
export async function findHandlerFiles(artifact: Artifact): Promise<HandlerFile[]> {
  const found: HandlerFile[] = [];
  let level = -1;
  for (const path of ownScripts(artifact)) {
    if (found.length > 0 && depth(path) > level) break;
    level = depth(path);
    const exportName = await handlerExport(artifact, path);
    if (exportName !== null) found.push({ path, exportName });
  }
  return found;
}

/** The handler name that a file exports, or null. */
export async function handlerExport(artifact: Artifact, path: string): Promise<string | null> {
  const file = artifact.files.get(path);
  if (file === undefined || file.bytes > MAXIMUM_HANDLER_BYTES) return null;
  const source = (await artifact.read(path)).toString("utf8");
  return (
    HANDLER_NAMES.find((name) => source.includes(name) && exportsHandler(source, path, name) === true) ?? null
  );
}

/**
 * The file that a handler string names: the base name is split at its first dot, as Lambda's runtime client does.
 * Throws InputError when the string is malformed or there is no such file.
 */
export function handlerFile(artifact: Artifact, handler: string): HandlerFile {
  const folder = posix.dirname(handler);
  const base = posix.basename(handler);
  const dot = base.indexOf(".");
  if (dot < 1 || handler.includes("..")) {
    throw new InputError({
      code: "malformed-handler",
      path: artifact.path,
      message: `the handler "${handler}" is malformed; expected file.export, such as index.handler`,
    });
  }
  const stem = posix.normalize(posix.join(folder, base.slice(0, dot)));
  const path = MODULE_EXTENSIONS.map((extension) => stem + extension).find((file) =>
    artifact.files.has(file),
  );
  if (path === undefined) {
    throw new InputError({
      code: "handler-file-missing",
      path: artifact.path,
      message: `the handler "${handler}" needs ${stem}.js, .mjs or .cjs at the root of the artifact, and there is none`,
    });
  }
  return { path, exportName: base.slice(dot + 1) };
}

/** The handler that was named, if its file lies below this folder of an artifact; else null. */
export function namedHandler(artifact: Artifact, folder: string, handler: string | null): HandlerFile | null {
  if (handler === null) return null;
  try {
    return handlerFile(artifact, posix.join(folder, handler));
  } catch (error) {
    if (error instanceof InputError && error.problem.code === "handler-file-missing") return null;
    throw error;
  }
}

/** "index.handler" of a handler file. */
export function handlerString(file: HandlerFile): string {
  return `${file.path.replace(/\.[cm]?js$/, "")}.${file.exportName}`;
}

function depth(path: string): number {
  return path.split("/").length - 1;
}
