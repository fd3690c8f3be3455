import { posix, win32 } from "node:path";

/** Modules that bundlers and their plugins write for their own use: nobody's code. */
const HELPER =
  /^\0(commonjsHelpers|commonjs-dynamic-modules|rolldown\/|vite\/|vite-|tslib|@oxc-project|plugin-)|^webpack\/runtime\//;

/**
 * The path of a module relative to the working directory, as a metafile has it: without a query, and of what the
 * CommonJS plugin puts beside a file (`\0/src/a.js?commonjs-exports`) that file's. What a plugin made up keeps its name.
 * Null for a bundler's helpers.
 */
export function moduleKey(id: string, cwd: string): string | null {
  if (HELPER.test(id)) return null;
  const plain = id.startsWith("\0") ? id.slice(1) : id;
  const end = plain.search(/\?|\0/);
  const path = end === -1 ? plain : plain.slice(0, end);
  if (path === "") return null;
  if (/^[A-Za-z]:[\\/]/.test(path)) return win32.relative(cwd, path).replaceAll("\\", "/");
  return path.startsWith("/") && cwd.startsWith("/") ? posix.relative(cwd, path) : path;
}
