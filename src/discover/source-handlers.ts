import { statSync } from "node:fs";
import { posix } from "node:path";
import type { RequestedHandler } from "../code/handler-request.js";
import { toPosix } from "../code/project.js";
import type { SourceSet } from "../code/source-set.js";

/**
 * What a handler by name ("orders.create", "src/orders.create") means among source files and folders (absolute
 * paths): that export of each file that was named, and of the file it names in a folder.
 */
export function requestedHandlers(
  places: readonly string[],
  handler: string | null,
  files: SourceSet,
): readonly RequestedHandler[] {
  if (handler === null) return [];
  const base = posix.basename(handler);
  const dot = base.indexOf(".");
  const name = base.slice(dot + 1);
  const module = dot === -1 ? null : posix.join(posix.dirname(handler), base.slice(0, dot));
  return places.map(toPosix).flatMap((place) => {
    const isFolder = statSync(place, { throwIfNoEntry: false })?.isDirectory() === true;
    const found = isFolder
      ? files.paths.filter((path) => module !== null && withoutExtension(path) === posix.join(place, module))
      : [place];
    return found.map((file) => ({ functionId: `${files.display(file)}#${name}`, file, export: name }));
  });
}

function withoutExtension(path: string): string {
  return path.replace(/\.[cm]?[jt]sx?$/, "");
}
