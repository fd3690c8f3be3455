import type { Artifact } from "../artifact/artifact.js";
import { filesBelow } from "../artifact/files-below.js";
import { filesView } from "../artifact/view.js";
import { compareText } from "../finding.js";
import { isOwn } from "./handler-files.js";

/** Files directly in a folder, sorted. */
export function filesIn(artifact: Artifact, folder: string): string[] {
  const prefix = folder === "" ? "" : `${folder}/`;
  return filesBelow(artifact, folder)
    .map(({ path }) => path)
    .filter((path) => !path.includes("/", prefix.length));
}

/** Folders directly in a folder that may hold functions, sorted. */
export function childFolders(artifact: Artifact, folder: string): string[] {
  const prefix = folder === "" ? "" : `${folder}/`;
  const children = new Set<string>();
  for (const { path } of filesBelow(artifact, folder)) {
    const slash = path.indexOf("/", prefix.length);
    if (slash !== -1 && isOwn(path.slice(0, slash + 1))) children.add(path.slice(0, slash));
  }
  return [...children].sort(compareText);
}

/** The folder that holds a file, "" at the root. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash === -1 ? "" : path.slice(0, slash);
}

/** A folder with its own package.json or node_modules is deployed as it is. */
export function isDeployable(folder: Artifact): boolean {
  if (folder.files.has("package.json")) return true;
  for (const path of folder.files.keys()) if (path.startsWith("node_modules/")) return true;
  return false;
}

/** How reports call something in a folder. */
export function pathIn(folder: Artifact, path: string): string {
  if (path === "") return folder.path;
  return folder.path === "." ? path : `${folder.path}/${path}`;
}

/** A folder that holds one function, as an artifact: without the source maps that lie beside their scripts. */
export function functionFolder(whole: Artifact, folder: string): Artifact {
  const path = pathIn(whole, folder);
  const files = filesBelow(whole, folder)
    .map((file) => file.path)
    .filter((file) => !(file.endsWith(".map") && whole.files.has(file.slice(0, -".map".length))));
  return filesView(whole, files, folder, { id: path, path, role: "function" });
}
