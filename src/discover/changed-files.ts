import { dirname, join } from "node:path";
import { statOf } from "../artifact/stat-of.js";
import { textOf } from "../artifact/text-of.js";
import { HANDLER_NAMES } from "../code/handlers/handler-request.js";
import { dependantsOf } from "../code/project/dependants.js";
import { exportsHandler } from "../graph/scan-exports.js";

/** What says that a folder is a project of its own. */
const PROJECT_FILES = ["package.json", "tsconfig.json"] as const;

/**
 * The project that a file lies in (absolute paths): the nearest folder upwards with a package.json or tsconfig.json.
 * Null where a repository ends before there is one.
 */
function projectOf(file: string): string | null {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if (isProject(folder)) return folder;
    if (statOf(join(folder, ".git")) !== null || dirname(folder) === folder) return null;
  }
}

/**
 * Where the handlers that reach a file may lie (absolute paths): within `top`, the outermost folder that is a project or
 * repository, so that packages of a monorepo find each other's; elsewhere the file's own project, or else its folder.
 */
export function searchedFor(file: string, top: string): string {
  const within: string[] = [];
  for (
    let folder = dirname(file);
    folder === top || folder.startsWith(join(top, "/"));
    folder = dirname(folder)
  ) {
    if (isProject(folder) || statOf(join(folder, ".git")) !== null) within.push(folder);
    if (folder === dirname(folder)) break;
  }
  return within.at(-1) ?? projectOf(file) ?? dirname(file);
}

function isProject(folder: string): boolean {
  return PROJECT_FILES.some((name) => statOf(join(folder, name)) !== null);
}

/**
 * Files that no handler lies in (absolute paths): whose they are has to be looked for. What exports a handler is one,
 * and hardly ever imported by another.
 */
export function helpersAmong(files: readonly string[]): readonly string[] {
  return files.filter((file) => {
    const text = textOf(file);
    return text !== null && !HANDLER_NAMES.some((name) => exportsHandler(text, file, name) === true);
  });
}

/** Where handlers that reach some files are looked for: their projects and those that may import these, none within another. */
export function searchedProjects(files: readonly string[]): readonly string[] {
  const own = new Set(files.map(projectOf).filter((folder) => folder !== null));
  const projects = new Set([...own].flatMap((folder) => [folder, ...dependantsOf(folder)]));
  return [...projects].filter(
    (folder) => ![...projects].some((other) => folder.startsWith(join(other, "/"))),
  );
}
