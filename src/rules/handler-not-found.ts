import * as v from "valibot";
import { nearest } from "../config/nearest.js";
import type { LambdaFunction } from "../function.js";
import { type HandlerHint, handlerHint } from "../handler/handler-hints.js";
import type { HandlerResolution, Handlers } from "../handler/handler-module.js";
import { parseHandlerString } from "../handler/handler-string.js";
import { type ClientGeneration, clientGenerations } from "../handler/runtime-client.js";
import { listed } from "../name-list.js";
import { declaredIn } from "./declarations.js";
import { defineRule, type FindingDraft } from "./define-rule.js";
import { inArtifact } from "./in-artifact.js";
import { knownLayers } from "./known-layers.js";
import { loadedAlike } from "./loaded-alike.js";

const CLIENT =
  "https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/main/src/function/module-loader.ts";

export const handlerNotFound = defineRule({
  id: "handler-not-found",
  severity: "error",
  looksAt: "graph",
  summary: "The handler string names no function that Lambda could load.",
  why: `The function fails at its first invocation, with an error that is often read as a broken build: \
Runtime.ImportModuleError where there is no such file, Runtime.HandlerNotFound where the file exports no such function, \
Runtime.MalformedHandlerName where the string has no dot. Files are looked for as the runtime's own client does: 3.x of \
nodejs20.x and earlier, 4.x of nodejs24.x. nodejs22.x and a runtime that isn't known may have either: where only one of \
them fails, the finding is an information. Exports are read from the file's text, through the files that hand them on \
and through what tsc and bundlers write; where code decides what is exported nothing is said. A handler that may lie in \
a layer whose files aren't known isn't reported; where nobody named any layers, a missing file is said with medium \
confidence.`,
  docs: ["https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html", CLIENT],
  examples: {
    bad: {
      files: { "index.js": "exports.main = async () => {};\n" },
      config: { functions: [{ name: "orders", path: "artifact", handler: "index.handler" }] },
    },
    good: {
      files: { "index.js": "exports.handler = async () => {};\n" },
      config: { functions: [{ name: "orders", path: "artifact", handler: "index.handler" }] },
    },
  },
  options: v.strictObject({}),
  messages: {
    malformed: ({ handler }: { handler: string }) => ({
      message: `"${handler}" is no handler name${handler.includes("..") ? ' (it holds "..")' : ", it has no dot"}: Lambda throws Runtime.MalformedHandlerName.`,
      fix: 'Write file.export, with the file as it lies in the artifact: "index.handler" calls what index.js exports as handler.',
    }),
    fileMissing: (found: { handler: string; file: string; error: string; hint: HandlerHint | null }) => ({
      message: `The artifact has no ${found.file}.js, .mjs or .cjs, which the handler "${found.handler}" names: Lambda throws ${found.error}.${whereItIs(found.hint)}`,
      fix: whatToWrite(found.hint),
    }),
    folder: ({ handler, folder, client }: { handler: string; folder: string; client: string }) => ({
      message: `The handler "${handler}" names a folder first (${folder === "" ? "the artifact's root" : `${folder}/`}), which ${client}: the function doesn't load.`,
      fix: `Name the file itself ("${folder === "" ? "" : `${folder}/`}index.${exportOf(handler)}"), or give it a name that no folder has.`,
    }),
    requiredModule: ({ handler, path }: { handler: string; path: string }) => ({
      message: `The handler "${handler}" leads to ${path} by require(), which may not load an ES module: Lambda throws ERR_REQUIRE_ESM.`,
      fix: `Name the file without a detour: "${path.replace(/\.[cm]?js$/, "")}.${exportOf(handler)}".`,
    }),
    exportMissing: (found: { handler: string; path: string; name: string; names: readonly string[] }) => ({
      message: `${found.path} exports no "${found.name}"${found.names.length === 0 ? ", nor anything else" : `, but ${listed(quoted(found.names), NAMED)}`}: Lambda throws Runtime.HandlerNotFound for "${found.handler}".`,
      fix: exportFix(found),
    }),
    noFunction: (found: { handler: string; path: string; what: string }) => ({
      message: `What ${found.path} exports for "${found.handler}" is ${found.what}, no function: Lambda throws Runtime.HandlerNotFound.`,
      fix: "Export a function, or name one that is exported.",
    }),
  },
  async check(context, _options, say) {
    const handlers = await context.handlers();
    if (handlers === null) return [];
    const groups = new Map<string, { draft: FindingDraft; ids: string[] }>();
    for (const { fn, ids } of loadedAlike(context.functions)) {
      const found = await verdict(fn, handlers);
      if (found === null || fn.handler === null) continue;
      const key = JSON.stringify([fn.handler, fn.runtime, found.resolution]);
      const known = groups.get(key);
      if (known !== undefined) known.ids.push(...ids);
      else groups.set(key, { draft: worded(fn, fn.handler, found), ids: [...ids] });
    }
    return [...groups.values()].map(({ draft, ids }) => ({ ...draft, functions: ids }));

    function worded(
      fn: LambdaFunction,
      handler: string,
      { resolution, client, isSure }: Verdict,
    ): FindingDraft {
      const declared = declaredIn(fn);
      const place = declared === null ? {} : { location: declared };
      const rest = {
        ...place,
        confidence: isSure ? sureness(fn, resolution) : "low",
        key: `${handler} ${resolution.kind}`,
      } as const;
      switch (resolution.kind) {
        case "malformed":
          return { ...say("malformed", { handler }), ...rest };
        case "missing":
        case "builtin": {
          const file = resolution.module.replace(/^\/(?!opt\/)/, "");
          const error =
            resolution.kind === "missing" ? "Runtime.ImportModuleError" : "Runtime.HandlerNotFound";
          return {
            ...say("fileMissing", { handler, file, error, hint: handlerHint(context.artifact, handler) }),
            ...rest,
          };
        }
        case "folder": {
          const told = client === "4.x" ? "client 4.x (nodejs24.x) can't import" : "holds no index.js";
          return { ...say("folder", { handler, folder: resolution.module, client: told }), ...rest };
        }
        case "required-esm":
          return { ...say("requiredModule", { handler, path: resolution.path }), ...rest };
        case "file": {
          const { path, exported, exportPath } = resolution;
          const at = declared ?? inArtifact(context.artifact, path);
          if (exported.kind === "no-function") {
            return { ...say("noFunction", { handler, path, what: exported.what }), ...rest, location: at };
          }
          const names = exported.kind === "absent" ? exported.names : [];
          const name = exportPath.join(".");
          return { ...say("exportMissing", { handler, path, name, names }), ...rest, location: at };
        }
      }
    }
  },
});

type Failure = Exclude<HandlerResolution, { kind: "outside" }>;

interface Verdict {
  readonly resolution: Failure;
  readonly client: ClientGeneration;
  /** Every client that the runtime may have fails. */
  readonly isSure: boolean;
}

/** Null for what loads, for what may, and for what isn't Node's. */
async function verdict(fn: LambdaFunction, handlers: Handlers): Promise<Verdict | null> {
  const generations = fn.handler === null ? null : clientGenerations(fn.runtime);
  if (generations === null || fn.handler === null) return null;
  const failed: Verdict[] = [];
  for (const client of generations) {
    const resolution = await handlers.resolve(fn.handler, client);
    if (isFailure(resolution, fn)) failed.push({ resolution, client, isSure: true });
  }
  const [first] = failed;
  if (first === undefined) return null;
  if (failed.length === generations.length) return first;
  // Of a runtime that nobody knows, what fails in one of two ways is not worth a word.
  return fn.runtime === null ? null : { ...first, isSure: false };
}

function isFailure(resolution: HandlerResolution, fn: LambdaFunction): resolution is Failure {
  switch (resolution.kind) {
    case "outside":
      return false;
    case "file":
      return resolution.exported.kind === "absent" || resolution.exported.kind === "no-function";
    case "missing":
    case "builtin":
      return !mayLieElsewhere(fn, resolution.module);
    default:
      return true;
  }
}

/** Handlers that lie in layers are those of vendors; where nobody named a layer there may be one. */
function sureness(fn: LambdaFunction, { kind }: Failure): "high" | "medium" {
  return (kind === "missing" || kind === "builtin") && knownLayers(fn) === "none-named" ? "medium" : "high";
}

/** In a layer whose files aren't known, or where somebody's own NODE_PATH leads. */
function mayLieElsewhere(fn: LambdaFunction, module: string): boolean {
  const layers = knownLayers(fn);
  return layers === "some" || (layers === "none-named" && module.startsWith("/opt/"));
}

function whereItIs(hint: HandlerHint | null): string {
  if (hint === null) return "";
  if (hint.kind === "source") return ` There is ${hint.path}, which Lambda doesn't compile.`;
  return hint.kind === "too-deep" ? ` It lies in ${hint.folder}/.` : ` There is ${hint.path}.`;
}

function whatToWrite(hint: HandlerHint | null): string {
  if (hint === null)
    return "Check what the build writes and from which folder the artifact is made; a handler is a path from the artifact's root.";
  if (hint.kind === "source") return "Compile or bundle it before it is deployed.";
  if (hint.kind === "elsewhere") return `Set the handler to "${hint.handler}".`;
  return `Make the artifact of what ${hint.folder}/ holds rather than of the folder, or set the handler to "${hint.handler}".`;
}

function exportFix({
  handler,
  name,
  names,
}: {
  handler: string;
  name: string;
  names: readonly string[];
}): string {
  const near = nearest(name, names) ?? (names.length === 1 ? names[0] : undefined);
  const file = handler.slice(0, handler.length - name.length);
  if (near !== undefined) return `Set the handler to "${file}${near}", or export "${name}".`;
  const isBundle = names.length === 0;
  return isBundle
    ? `Export "${name}" from the entry. Of a bundle: build it as CommonJS or an ES module (esbuild format "cjs" or "esm", webpack output.library.type "commonjs2"), or it exports nothing.`
    : `Export "${name}", or name one that is exported.`;
}

/** What stands behind the file in a handler string. */
function exportOf(handler: string): string {
  return parseHandlerString(handler)?.exportPath.join(".") ?? "handler";
}

/** More would fill a screen. */
const NAMED = 5;

function quoted(names: readonly string[]): string[] {
  return names.map((name) => `"${name}"`);
}
