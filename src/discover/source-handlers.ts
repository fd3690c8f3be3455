import { posix } from "node:path";
import { statOf } from "../artifact/stat-of.js";
import type { CodeRequest } from "../code/analyze.js";
import type { RequestedHandler } from "../code/handlers/handler-request.js";
import { toPosix } from "../code/project/project.js";
import type { SourceSet } from "../code/project/source-set.js";
import type { Problem } from "../errors.js";
import type { DiscoverOptions } from "./discovered.js";

export interface HandlersToFollow extends Pick<CodeRequest, "handlers" | "alsoByName"> {
  readonly problems: readonly Problem[];
}

/**
 * The handlers to follow: the one that is named on the command line; else those that templates in and above the
 * folders and the programs of deploy tools in them name, beside those that are found by their usual names.
 */
export async function handlersToFollow(
  places: readonly string[],
  files: SourceSet,
  { cwd, handler }: DiscoverOptions,
): Promise<HandlersToFollow> {
  if (handler !== null) return { handlers: requestedHandlers(places, handler, files), problems: [] };
  const services = await import("./service-handlers.js");
  const templates = await import("./template-handlers.js");
  const programs = await import("./program-handlers.js");
  const handlers = new Map<string, RequestedHandler>();
  const problems: Problem[] = [];
  for (const folder of places.filter((place) => statOf(place)?.isDirectory() === true)) {
    const found = await templates.handlersOfTemplates(folder, cwd, files);
    const ofServices = await services.handlersOfServices(folder, cwd, files);
    problems.push(...found.problems, ...ofServices.problems);
    const ofPrograms = programs.handlersOfPrograms(folder, files);
    for (const one of [...ofPrograms, ...ofServices.handlers, ...found.handlers])
      handlers.set(one.functionId, one);
  }
  return { handlers: [...handlers.values()], alsoByName: true, problems };
}

/**
 * What a handler by name ("orders.create", "src/orders.create") means among source files and folders (absolute
 * paths): that export of each file that was named, and of the file it names in a folder.
 */
function requestedHandlers(
  places: readonly string[],
  handler: string,
  files: SourceSet,
): readonly RequestedHandler[] {
  const base = posix.basename(handler);
  const dot = base.indexOf(".");
  const name = base.slice(dot + 1);
  const module = dot === -1 ? null : posix.join(posix.dirname(handler), base.slice(0, dot));
  return places.map(toPosix).flatMap((place) => {
    const isFolder = statOf(place)?.isDirectory() === true;
    const found = isFolder
      ? files.paths.filter((path) => module !== null && withoutExtension(path) === posix.join(place, module))
      : [place];
    return found.map((file) => ({ functionId: `${files.display(file)}#${name}`, file, export: name }));
  });
}

function withoutExtension(path: string): string {
  return path.replace(/\.[cm]?[jt]sx?$/, "");
}
