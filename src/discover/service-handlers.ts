import { dirname } from "node:path";
import type { RequestedHandler } from "../code/handlers/handler-request.js";
import { globSync } from "../code/project/glob.js";
import { toPosix } from "../code/project/project.js";
import type { SourceSet } from "../code/project/source-set.js";
import { InputError, type Problem } from "../errors.js";
import { runsNode } from "./deployed-problems.js";
import { isServiceFile, readService } from "./serverless-service.js";
import { movedSourceHandler, sourceHandler } from "./source-handler.js";
import { handlersOfTemplates } from "./template-handlers.js";

/** What the framework itself looks for, and what monorepos call the files of several services. */
const NAMED = "**/serverless*.{yml,yaml,json}";
const IGNORED = ["**/node_modules/**", "**/.serverless/**", "**/.aws-sam/**", "**/cdk.out/**"];

/**
 * Whether a folder (an absolute path) is one of several services: the framework's files, or templates, in the folders
 * below name handlers by their sources there.
 */
export async function holdsServices(folder: string, cwd: string): Promise<boolean> {
  const none = { display: toPosix, paths: [], read: () => null };
  if ((await handlersOfServices(folder, cwd, none)).handlers.length > 0) return true;
  return (await handlersOfTemplates(folder, cwd, none)).handlers.length > 0;
}

/** Handlers that the Serverless Framework's files below a folder (an absolute path) name, where their source lies there. */
export async function handlersOfServices(
  folder: string,
  cwd: string,
  sources: Pick<SourceSet, "display" | "paths" | "read">,
): Promise<{ readonly handlers: readonly RequestedHandler[]; readonly problems: readonly Problem[] }> {
  const handlers: RequestedHandler[] = [];
  const problems: Problem[] = [];
  const files = globSync(NAMED, { cwd: folder, ignore: IGNORED, absolute: true, expandDirectories: false });
  for (const place of files.sort().filter(isServiceFile)) {
    try {
      for (const { runtime, handler } of (await readService(place, cwd)).functions) {
        if (!runsNode(runtime)) continue;
        const found =
          sourceHandler(dirname(place), handler) ?? movedSourceHandler(dirname(place), handler, sources);
        if (found === null) continue;
        const file = toPosix(found.file);
        const functionId = `${sources.display(file)}#${found.exportName}`;
        handlers.push({ functionId, file, export: found.exportName });
      }
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      // It was only met.
      if (error.problem.code !== "not-lambda") problems.push({ ...error.problem, level: "note" });
    }
  }
  return { handlers, problems };
}
