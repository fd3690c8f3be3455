import { posix } from "node:path";
import type { Artifact } from "../artifact/artifact.js";
import { decoded } from "../artifact/decoded.js";
import { readQuietly } from "../artifact/read-quietly.js";
import { folderView } from "../artifact/view.js";
import { HANDLER_NAMES } from "../code/handlers/handler-request.js";
import { InputError, type Problem } from "../errors.js";
import { compareText } from "../finding.js";
import { scanImports } from "../graph/scan.js";
import { exportsHandler } from "../graph/scan-exports.js";
import { type HandlerOptions, Handlers } from "../handler/handler-module.js";
import { parseHandlerString } from "../handler/handler-string.js";
import type { DiscoverOptions } from "./discovered.js";

/** A file that Lambda would load, and the name that it would call. */
export interface HandlerFile {
  readonly path: string;
  readonly exportName: string;
}

/** A handler's file is code; what is larger is data that somebody named .js. */
const MAXIMUM_HANDLER_BYTES = 64 * 1024 * 1024;

/** Where so many scripts were looked into, no handler is looked for any more: the rest is data. */
const MAXIMUM_CANDIDATES = 5_000;

/** First-party JavaScript of an artifact, by depth, then name. */
export function ownScripts(artifact: Artifact): string[] {
  return [...artifact.files.values()]
    .filter((file) => !file.isLink && /\.[cm]?js$/.test(file.path) && isOwn(file.path))
    .map((file) => file.path)
    .sort((a, b) => depth(a) - depth(b) || compareText(a, b));
}

/** Neither in node_modules nor in what macOS's zipper or a version control system leaves. */
export function isOwn(path: string): boolean {
  return !/(^|\/)(node_modules|__MACOSX|\.git)\//.test(path);
}

/**
 * The handlers of an artifact that no template describes: of the files that export a `handler` (or
 * `lambdaHandler`), those that lie nearest to the root, since Lambda resolves handlers from there.
 */
export async function findHandlerFiles(artifact: Artifact): Promise<HandlerFile[]> {
  const found: HandlerFile[] = [];
  let level = -1;
  for (const path of ownScripts(artifact).slice(0, MAXIMUM_CANDIDATES)) {
    if (found.length > 0 && depth(path) > level) break;
    level = depth(path);
    const exportName = await handlerExport(artifact, path);
    if (exportName !== null) found.push({ path, exportName });
  }
  return found;
}

/** The handler name that a file exports, itself or by handing on what a file beside it exports; null without one. */
export async function handlerExport(artifact: Artifact, path: string): Promise<string | null> {
  for (const name of HANDLER_NAMES) if (await exportsName(artifact, path, name, MAXIMUM_HOPS)) return name;
  return null;
}

/** As many files as a handler is handed on through: barrels of barrels are no handlers. */
const MAXIMUM_HOPS = 3;

async function exportsName(artifact: Artifact, path: string, name: string, hops: number): Promise<boolean> {
  const file = artifact.files.get(path);
  if (file === undefined || file.isLink || file.bytes > MAXIMUM_HANDLER_BYTES) return false;
  const content = await readQuietly(artifact, path, MAXIMUM_HANDLER_BYTES);
  if (content === null) return false;
  const source = decoded(content);
  const exported = exportsHandler(source, path, name);
  if (exported !== null || hops === 0) return exported === true;
  for (const { specifier } of scanImports(source, "unknown", path).imports) {
    if (!/^\.\.?\//.test(specifier)) continue;
    const base = posix.join(posix.dirname(path), specifier);
    const target = RE_EXPORTED.map((end) => base + end).find((one) => artifact.files.has(one));
    if (target !== undefined && (await exportsName(artifact, target, name, hops - 1))) return true;
  }
  return false;
}

/** As many as are worth a line where no handler was found. */
const MAXIMUM_TOLD = 20;

/** Why scripts near the root can't be read, as notes: a handler may be among them. */
export async function unreadableScripts(artifact: Artifact): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const path of ownScripts(artifact).slice(0, MAXIMUM_TOLD)) {
    if ((artifact.files.get(path)?.bytes ?? 0) > MAXIMUM_HANDLER_BYTES) continue;
    try {
      await artifact.read(path);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      problems.push({ ...error.problem, level: "note" });
    }
  }
  return problems;
}

const RE_EXPORTED = ["", ".js", ".mjs", ".cjs", "/index.js"] as const;

/**
 * The file that a handler string names, as the runtime's client finds it ("nodejs22.x"; null: any).
 * Throws InputError when the string is malformed or there is no such file.
 */
export async function handlerFile(
  artifact: Artifact,
  handler: string,
  runtime: string | null,
  options: HandlerOptions = {},
): Promise<HandlerFile> {
  const found = await (await Handlers.of(artifact, options)).module(handler, runtime);
  if (found !== null) return { path: found.path, exportName: found.exportPath.join(".") };
  const parsed = parseHandlerString(handler);
  if (parsed === null || parsed.module === "") {
    throw new InputError({
      code: "malformed-handler",
      path: artifact.path,
      message: `the handler "${handler}" is malformed; expected file.export, such as index.handler`,
    });
  }
  const stem = posix.join(parsed.folder, parsed.module);
  throw new InputError({
    code: "handler-file-missing",
    path: artifact.path,
    message: `the handler "${handler}" needs ${stem}.js, .mjs or .cjs at the root of the artifact, and there is none`,
  });
}

/** The handler that was named, if its file lies below this folder of an artifact; else null. */
export async function namedHandler(
  artifact: Artifact,
  folder: string,
  { handler, runtime }: Pick<DiscoverOptions, "handler" | "runtime">,
): Promise<HandlerFile | null> {
  if (handler === null) return null;
  const naming = { id: artifact.id, path: artifact.path, role: artifact.role };
  try {
    // Any folder with a file of that name would do for NODE_PATH.
    const found = await handlerFile(folderView(artifact, folder, naming), handler, runtime, {
      searchFolders: [],
    });
    return isOwn(found.path) ? { ...found, path: posix.join(folder, found.path) } : null;
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
