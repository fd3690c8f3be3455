import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { globSync } from "./glob.js";
import type { RequestedHandler } from "./handler-request.js";
import { FirstPartyResolver } from "./module-resolution.js";
import { toPosix } from "./project.js";
import type { SourceSet } from "./source-set.js";

const TEMPLATES = "**/{serverless,serverless-*,serverless.*}.{yml,yaml}";
/** `handler: src/orders.create`, in YAML or in a TypeScript object. */
const HANDLER =
  /^[ \t]*-?[ \t]*["']?handler["']?[ \t]*:[ \t]*["'`]?([\w@./-]+)\.([\w$]+)["'`]?[ \t]*,?[ \t\r]*(?:#.*)?$/gm;

/**
 * Handlers that Serverless Framework's files below a folder name, where their source lies beside them. Reads the one
 * key that matters off the text: nothing is evaluated.
 */
export function handlersOfTemplates(folder: string, sources: SourceSet): readonly RequestedHandler[] {
  const root = toPosix(resolve(folder));
  const resolver = new FirstPartyResolver(sources);
  const found = new Map<string, RequestedHandler>();
  const templates = globSync(TEMPLATES, {
    cwd: root,
    ignore: ["**/node_modules/**", "**/.serverless/**"],
    absolute: true,
    expandDirectories: false,
  });
  for (const template of templates.map(toPosix).sort()) {
    const text = readFileSync(template, "utf8");
    for (const match of text.matchAll(HANDLER)) {
      const [, path = "", name = ""] = match;
      const file = resolver.resolve(`./${path}`, template);
      if (file === null) continue;
      found.set(`${file}#${name}`, { functionId: `${sources.display(file)}#${name}`, file, export: name });
    }
  }
  return [...found.values()];
}
