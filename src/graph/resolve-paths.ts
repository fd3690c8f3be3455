import { posix } from "node:path";

/** The folder of a path; "" for the root. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf("/"), 0));
}

/** Joins and tidies; null for what leaves the artifact. */
export function join(folder: string, path: string): string | null {
  const joined = posix.join(folder, path).replace(/\/$/, "");
  if (joined === "." || joined === "") return "";
  return joined === ".." || joined.startsWith("../") ? null : joined;
}

/** "@scope/name/sub" as name and subpath; a subpath of "./" keeps its trailing slash. */
export function splitName(request: string): [name: string | null, subpath: string] {
  const slash = request.indexOf("/", request.startsWith("@") ? request.indexOf("/") + 1 : 0);
  if (request.startsWith("@") && !request.includes("/")) return [null, ""];
  return slash === -1 ? [request, ""] : [request.slice(0, slash), request.slice(slash + 1)];
}
