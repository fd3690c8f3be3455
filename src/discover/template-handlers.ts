import { dirname, join, relative } from "node:path";
import type { RequestedHandler } from "../code/handlers/handler-request.js";
import { globSync } from "../code/project/glob.js";
import { toPosix } from "../code/project/project.js";
import type { SourceSet } from "../code/project/source-set.js";
import { InputError, type Problem } from "../errors.js";
import { readTemplate } from "../template/read-template.js";
import { runsNode } from "./deployed-problems.js";
import { reportPath } from "./report-path.js";
import { movedSourceHandler, sourceHandler } from "./source-handler.js";
import { templateCode } from "./template-code.js";
import { isTemplateFile, readTemplateText } from "./template-file.js";

const NAMED = "*{template,sam,cloudformation,stack}*.{yml,yaml,json}";
/** Outputs of deploy tools have no sources beside them. */
const IGNORED = ["**/node_modules/**", "**/.aws-sam/**", "**/.serverless/**", "**/cdk.out/**"];

export interface TemplateHandlers {
  readonly handlers: readonly RequestedHandler[];
  /** Templates that can't be read: they were only met, so these are notes. */
  readonly problems: readonly Problem[];
}

/**
 * Handlers that CloudFormation and SAM templates name, where their source lies on disk: templates below a folder (an
 * absolute path), and of those in the folders above it, up to the working directory, what they name in it.
 */
export async function handlersOfTemplates(
  folder: string,
  cwd: string,
  sources: Pick<SourceSet, "display" | "paths" | "read">,
): Promise<TemplateHandlers> {
  const handlers = new Map<string, RequestedHandler>();
  const problems: Problem[] = [];
  const below = templatesIn(folder, `**/${NAMED}`);
  const above = foldersAbove(folder, cwd).flatMap((parent) => templatesIn(parent, NAMED));
  for (const template of [...below, ...above]) {
    try {
      for (const one of await handlersIn(template, cwd, sources)) {
        const isWithin = below.includes(template) || one.file.startsWith(`${toPosix(folder)}/`);
        if (isWithin) handlers.set(one.functionId, one);
      }
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      problems.push({ ...error.problem, level: "note" });
    }
  }
  return { handlers: [...handlers.values()], problems };
}

function templatesIn(folder: string, pattern: string): readonly string[] {
  return globSync(pattern, { cwd: folder, ignore: IGNORED, absolute: true, expandDirectories: false })
    .sort()
    .filter(isTemplateFile);
}

/** From the working directory down; none for a folder that lies elsewhere. */
function foldersAbove(folder: string, cwd: string): readonly string[] {
  if (folder === cwd || !folder.startsWith(join(cwd, "/"))) return [];
  const parent = dirname(folder);
  return [...foldersAbove(parent, cwd), parent];
}

async function handlersIn(
  template: string,
  cwd: string,
  sources: Pick<SourceSet, "display" | "paths" | "read">,
): Promise<readonly RequestedHandler[]> {
  const path = reportPath(template, cwd);
  const { functions } = await readTemplate(readTemplateText(template, path), path);
  const places = templateCode(template, false);
  return functions.flatMap((fn): readonly RequestedHandler[] => {
    if (!runsNode(fn.runtime) || fn.code.kind === "image" || fn.code.kind === "inline") return [];
    const code = places.functionCode(fn);
    const folder = dirname(template);
    // Beside the template, or nearby, where the code's folder is one that a build writes.
    const tried = code === null || code.kind === "inline" ? [] : [code.place, ...unbuilt(code.place, folder)];
    const found =
      [...tried, folder].map((place) => sourceHandler(place, fn.handler)).find((one) => one !== null) ??
      movedSourceHandler(folder, fn.handler, sources);
    if (found === null) return [];
    const file = toPosix(found.file);
    return [{ functionId: `${sources.display(file)}#${found.exportName}`, file, export: found.exportName }];
  });
}

/** "orders/src" and "orders" of `orders/build/src`, of a folder (an absolute path) above it. */
function unbuilt(place: string, folder: string): readonly string[] {
  const path = toPosix(relative(folder, place));
  const without = path.replace(/(^|\/)(?:dist|build|out|\.build|bundle)(?=\/|$)/, "");
  return without === path
    ? []
    : [join(folder, without), join(folder, without.replace(/\/src$/, "")), join(folder, without, "src")];
}
