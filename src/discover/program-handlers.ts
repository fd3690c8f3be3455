import { dirname, join } from "node:path";
import type { RequestedHandler } from "../code/handlers/handler-request.js";
import { toPosix } from "../code/project/project.js";
import type { SourceSet } from "../code/project/source-set.js";
import { exportsHandler } from "../graph/scan-exports.js";
import { movedSourceHandler, type SourceHandler, sourceHandler } from "./source-handler.js";

/**
 * Programs of SST name a function by its path alone, in routes as well: `"GET /orders": "src/orders.main"`.
 * https://sst.dev/docs/component/aws/function#handler, https://v2.sst.dev/constructs/Function, checked 2026-11-21.
 */
const SST = /\bsst\.aws\.|from ["'](?:sst(?:\/constructs)?|@serverless-stack\/resources)["']/;
/** One of them is in all of those. */
const SST_WORDS = ["sst", "serverless-stack"] as const;
/** A function's settings in programs of CDK, SST, Pulumi, and in `serverless.ts`: `handler: "orders.main"`. */
const HANDLER_KEY = /\bhandler["']?[ \t]*:[ \t\n]*(?=["'`])/g;
/** A string, or what stands behind the last placeholder of a template: `${handlerPath(__dirname)}/handler.main`. */
const TEXT = /(["'`])((?:(?!\1)[^\\\n]){1,200})\1/g;
const PATH_AND_EXPORT = /^(\.{0,2}\/)?[\w@./-]*[\w-]\.[\w$]+$/;
/** How far an entry stands from the name of its export: in the same settings. */
const SETTINGS_LENGTH = 400;
const SOURCE_NAME = /\.(?:[cm]?[jt]sx?)$/;

/**
 * Handlers that the programs of deploy tools (CDK, SST, `serverless.ts`) below a folder (an absolute path) name by
 * strings, where these lead to a file there that exports the name. Nothing is run.
 */
export function handlersOfPrograms(folder: string, sources: SourceSet): readonly RequestedHandler[] {
  const handlers = new Map<string, RequestedHandler>();
  const programs = sources.paths.filter(
    (path) => path.startsWith(`${toPosix(folder)}/`) && /\.[cm]?[jt]s$/.test(path),
  );
  for (const path of programs) {
    const text = sources.read(path) ?? "";
    // The words first, which are found faster: a whole project is a lot of text.
    const isSst = SST_WORDS.some((word) => text.includes(word)) && SST.test(text);
    if (!isSst && !(text.includes("handler") && text.search(HANDLER_KEY) !== -1)) continue;
    const places = foldersUpTo(dirname(path), folder);
    const byKey = namedByKey(text);
    const exported = ({ file, exportName }: SourceHandler): boolean | null =>
      exportsHandler(sources.read(toPosix(file)) ?? "", file, exportName);
    const mayExport = (one: SourceHandler): boolean => toPosix(one.file) !== path && exported(one) !== false;
    const found = [
      ...(isSst ? stringsIn(text) : []).flatMap((one) => lookUp(one, places)),
      ...byKey.flatMap((one) => {
        const there = lookUp(one, places).filter(mayExport);
        const moved = there.some(exported) ? null : movedSourceHandler(folder, one, sources);
        return moved === null ? there : [moved];
      }),
      ...entriesIn(text, places),
    ];
    for (const one of found.filter(mayExport)) {
      const file = toPosix(one.file);
      const functionId = `${sources.display(file)}#${one.exportName}`;
      handlers.set(functionId, { functionId, file, export: one.exportName });
    }
  }
  return [...handlers.values()];
}

/** From the program's own folder up to where was looked: tools resolve paths from a project's root. */
function foldersUpTo(place: string, folder: string): readonly string[] {
  const top = toPosix(folder);
  return place === top || !place.startsWith(`${top}/`)
    ? [place]
    : [place, ...foldersUpTo(dirname(place), folder)];
}

function stringsIn(text: string): readonly string[] {
  return [...text.matchAll(TEXT)].map(([, , string = ""]) => string);
}

/** The strings that stand behind `handler:`. */
function namedByKey(text: string): readonly string[] {
  return [...text.matchAll(HANDLER_KEY)].flatMap((match) => {
    const [found] = text.slice(match.index + match[0].length, match.index + SETTINGS_LENGTH).matchAll(TEXT);
    return found?.[2] === undefined ? [] : [found[2]];
  });
}

function lookUp(string: string, places: readonly string[]): readonly SourceHandler[] {
  const behind = string.lastIndexOf("}");
  // What a placeholder stands for is the folder of the program that names its neighbour.
  const named = behind === -1 ? string : `.${string.slice(behind + 1)}`;
  if (!PATH_AND_EXPORT.test(named) || SOURCE_NAME.test(named)) return [];
  for (const place of behind === -1 ? places : places.slice(0, 1)) {
    const found = sourceHandler(place, named);
    if (found !== null) return [found];
  }
  return [];
}

/** `entry: path.join(__dirname, "../src/orders.ts"), handler: "main"`, in either order, or by the name of a constant. */
function entriesIn(text: string, places: readonly string[]): readonly SourceHandler[] {
  return [...text.matchAll(/\bentry[ \t]*:/g)].flatMap((match) => {
    const around = settingsAround(text, match.index);
    const exportName = /\bhandler[ \t]*:[ \t\n]*["'`]([\w$]+)["'`]/.exec(around)?.[1];
    if (exportName === undefined) return [];
    const [entry = ""] = text
      .slice(match.index + match[0].length, match.index + SETTINGS_LENGTH)
      .split(/,[ \t]*\n|\}/, 1);
    const path = join(...stringsIn(constantOf(text, entry.split(",", 1).join("").trim()) ?? entry), ".");
    if (!SOURCE_NAME.test(path)) return [];
    for (const place of places) {
      const found = sourceHandler(place, path.replace(SOURCE_NAME, `.${exportName}`));
      if (found !== null) return [found];
    }
    return [];
  });
}

/** What `const entry = path.join(…);` is written as; null of what is no name of such a constant. */
function constantOf(text: string, name: string): string | null {
  if (!/^[A-Za-z_$][\w$]*$/.test(name)) return null;
  const declared = new RegExp(
    `\\b(?:const|let|var)[ \\t]+${name.replaceAll("$", "\\\\$")}\\b[^=;\\n]{0,80}=([^;]{1,300})`,
  );
  return declared.exec(text)?.[1] ?? null;
}

/** The braces that a place in a text stands in, as far as they are near. */
function settingsAround(text: string, at: number): string {
  const before = text.slice(Math.max(0, at - SETTINGS_LENGTH), at);
  const after = text.slice(at, at + SETTINGS_LENGTH);
  return before.slice(before.lastIndexOf("{") + 1) + after.split("}", 1)[0];
}
