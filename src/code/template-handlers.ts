import { readFileSync } from "node:fs";
import { posix, resolve } from "node:path";
import { globSync } from "./glob.js";
import type { RequestedHandler } from "./handler-request.js";
import { FirstPartyResolver } from "./module-resolution.js";
import { toPosix } from "./project.js";
import type { SourceSet } from "./source-set.js";

const TEMPLATES = "**/{serverless,template,sam-template,serverless-*,serverless.*}.{yml,yaml}";
/** `handler: src/orders.create`, in YAML or in a TypeScript object. */
const HANDLER =
  /^[ \t]*-?[ \t]*["']?[hH]andler["']?[ \t]*:[ \t]*["'`]?([\w@./-]+)\.([\w$]+)["'`]?[ \t]*,?[ \t\r]*(?:#.*)?$/gm;
const CODE_URI = /^[ \t]*CodeUri[ \t]*:[ \t]*["']?([\w@./-]+)["']?[ \t\r]*$/gm;

/**
 * Handlers that Serverless Framework and SAM templates below a folder name, where their source lies beside
 * the template. Reads the two keys that matter off the text: no template is evaluated.
 */
export function handlersOfTemplates(folder: string, sources: SourceSet): readonly RequestedHandler[] {
  const root = toPosix(resolve(folder));
  const resolver = new FirstPartyResolver(sources);
  const found = new Map<string, RequestedHandler>();
  const templates = globSync(TEMPLATES, {
    cwd: root,
    ignore: ["**/node_modules/**", "**/.aws-sam/**", "**/.serverless/**", "**/cdk.out/**"],
    absolute: true,
    expandDirectories: false,
  });
  for (const template of templates.map(toPosix).sort()) {
    const text = readFileSync(template, "utf8");
    const uris = [...text.matchAll(CODE_URI)];
    for (const match of text.matchAll(HANDLER)) {
      const [, path = "", name = ""] = match;
      const nearest = uris.reduce<RegExpMatchArray | null>(
        (best, one) =>
          best === null ||
          Math.abs((one.index ?? 0) - match.index) < Math.abs((best.index ?? 0) - match.index)
            ? one
            : best,
        null,
      );
      const places = [...(nearest === null ? [] : [posix.join(nearest[1] ?? ".", path)]), path];
      for (const place of places) {
        const file = resolver.resolve(`./${place}`, template);
        if (file === null) continue;
        found.set(`${file}#${name}`, { functionId: `${sources.display(file)}#${name}`, file, export: name });
        break;
      }
    }
  }
  return [...found.values()];
}
