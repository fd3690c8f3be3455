import { basename } from "node:path";
import type { Artifact } from "../artifact/artifact.js";
import { statOf } from "../artifact/stat-of.js";
import { textOf } from "../artifact/text-of.js";
import { findHandlerFiles, isOwn } from "./handler-files.js";

/** What TypeScript compiles; declarations hold no code. */
const SOURCE_FILE = /(?<!\.d)\.(ts|tsx|mts|cts|jsx)$/;
const SCRIPT = /\.[cm]?js$/;
/** What bundlers and compilers leave in their output: helpers, path comments, the link to a map. */
const BUILT =
  /sourceMappingURL=|__commonJS|__toESM|__webpack_require__|\/\/ node_modules\/|0 && \(module\.exports|defineProperty\(exports, "__esModule"/;
/** Nobody writes lines this long on average. */
const MINIFIED_LINE = 300;

/**
 * A file that somebody named: source, or what a build made of it? TypeScript is source; of JavaScript, what shows no
 * trace of a bundler or compiler.
 */
export function isSourceFile(place: string): boolean {
  if (SOURCE_FILE.test(place)) return true;
  if (!SCRIPT.test(place) || statOf(`${place}.map`) !== null) return false;
  const text = textOf(place);
  if (text === null || BUILT.test(text)) return false;
  return text.length / (text.split("\n").length || 1) < MINIFIED_LINE;
}

/**
 * A folder of sources rather than of what is deployed: nothing in it can be loaded as a handler, but there is
 * TypeScript; or it is called `src`, or lies in such a folder.
 */
export async function isSourceFolder(place: string, folder: Artifact): Promise<boolean> {
  const own = [...folder.files.keys()].filter(isOwn);
  if (own.some((path) => path.endsWith(".zip"))) return false;
  // Relative to the working directory: many people keep all their projects in ~/src.
  if (
    /(^|\/)src(\/|$)/.test(folder.path === "." ? basename(place) : folder.path) &&
    own.some((path) => SOURCE_FILE.test(path) || SCRIPT.test(path))
  )
    return true;
  return own.some((path) => SOURCE_FILE.test(path)) && (await findHandlerFiles(folder)).length === 0;
}
