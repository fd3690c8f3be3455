import * as v from "valibot";
import type { TopLevelImport } from "../code/code-model.js";
import { sizeSchema } from "../config/size.js";
import { formatBytes } from "../format-bytes.js";
import { isSamePath, type ModuleGraph } from "../graph/module-graph.js";
import { initModules } from "../graph/reachability.js";
import { defineRule, type FindingDraft } from "./define-rule.js";

interface Heavy {
  readonly found: TopLevelImport;
  readonly bytes: number;
}

/** So many other imports of a module are no small change any more. */
const MANY_FILES = 4;
const BIG = `module.exports = "${"x".repeat(200)}";\n`;

export const heavyTopLevelImport = defineRule({
  id: "heavy-top-level-import",
  severity: "warning",
  looksAt: "code",
  summary: "A heavy module is loaded before the first invocation although only some invocations use it.",
  why: `Every static import is read, parsed and run before the first invocation, in each cold start, whether the \
event needs it or not. A module that only one route, one branch or one error path uses costs nothing there when it is \
loaded by \`await import()\` at the place of use. The rule names imports whose every use is on a path that only some \
invocations take, and that would leave at least \`minimum\` bytes out of init: counted exactly from the artifact's \
module graph, or from the installed packages where source is linted without a build. (A bundle that isn't split keeps \
those bytes in its file, and runs them when they are asked for.) All imports of one module that \
a function loads are judged together and make one finding: the module is needed when any of them is needed. Imports \
that a decorator, a class heritage or other top-level code needs, type-only imports and re-exports are left alone. \
Only what depends on the event is a choice between paths: not the environment, a setting or a memo. A guard at \
the start of a handler is not taken for a branch, nor is an arm that turns a request down or only throws, a missing \
\`default\`, a health check, a preflight request, a handshake, a warm-up ping, a dry run, a log line or a filter, nor a \
choice between rows of a query: what such a test lets through runs in most invocations. What more than half of \
the ways use is left alone, what all but one kind, one of two routes or one of two named kinds uses (they may be what \
most events are), what several choices in a row ask for in two of three invocations, what checks tokens in a third, \
and what checks them where directives of a GraphQL schema say for whom. So is what the way depends on other data for \
than a route, a method or a kind of event (a flag, a length, a row: most invocations may meet it), and a \
custom resource or the rotation of a secret, whose start nobody waits for.`,
  docs: [
    "https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html#function-code",
    "https://developer.mozilla.org/docs/Web/JavaScript/Reference/Operators/import",
  ],
  examples: {
    bad: {
      files: {
        "index.js":
          'const pdf = require("pdf");\nexports.handler = async (event) => {\n  if (event.format === "pdf") return pdf(event);\n  return event;\n};\n',
        "node_modules/pdf/package.json": '{ "name": "pdf", "version": "1.0.0", "main": "index.js" }\n',
        "node_modules/pdf/index.js": BIG,
      },
      config: { rules: { "heavy-top-level-import": ["warning", { minimum: "100 B" }] } },
    },
    good: {
      files: {
        "index.js":
          'exports.handler = async (event) => {\n  if (event.format === "pdf") return require("pdf")(event);\n  return event;\n};\n',
        "node_modules/pdf/package.json": '{ "name": "pdf", "version": "1.0.0", "main": "index.js" }\n',
        "node_modules/pdf/index.js": BIG,
      },
      config: { rules: { "heavy-top-level-import": ["warning", { minimum: "100 B" }] } },
    },
  },
  options: v.strictObject({
    minimum: v.optional(sizeSchema, "100 kB"),
  }),
  messages: {
    sometimes: ({ found, bytes }: Heavy) => ({
      message: `${subject(found)} loaded in init (${formatBytes(bytes)} that nothing else loads) but only used on paths that some invocations take${place(found)}.`,
      fix: `${advice(found)} Later invocations get it from the module cache.`,
    }),
    inManyFiles: {
      severity: "info",
      text: ({ found, bytes }: Heavy) => ({
        message: `${subject(found)} loaded in init (${formatBytes(bytes)} that nothing else loads) but only used on paths that some invocations take${place(found)}.`,
        fix: `Load the first-party module that brings them in where it is used (\`await import("./…")\`): that is one change instead of ${found.others.length + 1}.`,
      }),
    },
    unused: ({ found, bytes }: Heavy) => ({
      message: `${subject(found)} loaded in init (${formatBytes(bytes)} that nothing else loads) and nothing uses it.`,
      fix: `Remove the ${found.syntax === "require" ? "require" : "import"}${found.others.length > 0 ? "s" : ""}.`,
    }),
  },
  async check(context, options, say) {
    const code = await context.code();
    const candidates = (code?.imports ?? []).filter((one) => one.use !== "always");
    if (candidates.length === 0) return [];
    const graph = candidates.some((one) => one.initBytes === null) ? await context.graph() : null;
    return candidates.flatMap((found): FindingDraft[] => {
      const bytes = found.initBytes ?? (graph === null ? 0 : savedInGraph(graph, found));
      if (bytes < options.minimum) return [];
      const { path, line, column, endLine, endColumn } = found.range;
      const args = { found, bytes };
      const message =
        found.use === "never"
          ? say("unused", args)
          : found.others.length < MANY_FILES
            ? say("sometimes", args)
            : say("inManyFiles", args);
      return [
        {
          ...message,
          confidence: found.confidence,
          ...(found.functions.length === 0 ? {} : { functions: found.functions }),
          location: { path, inside: null, line, column, endLine, endColumn },
          packages: [found.package],
          saved: { initBytes: bytes },
          chain: found.others.map((one) => ({
            path: one.path,
            line: one.line,
            column: one.column,
            label: `imports ${found.specifier} too`,
          })),
          key: found.specifier,
        },
      ];
    });
  },
});

/** Bytes that init would not load without these imports, by the artifact's own graph. */
function savedInGraph(graph: ModuleGraph, found: TopLevelImport): number {
  if (!graph.initKnown) return 0;
  const before = initModules(graph);
  const places = [found.range, ...found.others];
  const modules = graph.modules.map((module) => {
    if (!places.some((one) => isSamePath(module.path, one.path))) return module;
    return {
      ...module,
      imports: module.imports.map((edge) =>
        edge.specifier === found.specifier
          ? { ...edge, timing: "lazy" as const, optional: edge.optional }
          : edge,
      ),
    };
  });
  const after = initModules({ ...graph, modules });
  let bytes = 0;
  for (const index of before) if (!after.has(index)) bytes += graph.modules[index]?.bytes ?? 0;
  return bytes;
}

function place(found: TopLevelImport): string {
  if (found.firstUse === null) return "";
  const { path, line } = found.firstUse;
  return path === found.range.path ? ` (line ${line})` : ` (${path}:${line})`;
}

function subject(found: TopLevelImport): string {
  if (found.others.length === 0) return `"${found.specifier}" is`;
  const files = new Set([found.range.path, ...found.others.map((one) => one.path)]);
  return `"${found.specifier}", imported by ${files.size} files, is`;
}

/** What to write where it is used, for a function that may await and for one that may not. */
function advice(found: TopLevelImport): string {
  const where = found.others.length === 0 ? "where it is used" : "where it is used, in each of these files";
  const code = `Load it ${where}: \`${found.lazyCode}\`.`;
  if (found.syntax === "require" || found.usedIn === null || found.usedIn.isAsync) return code;
  if (found.usedIn.name === "constructor") {
    return `${code} A constructor can't await: load it in the async method that needs it, or hand it in.`;
  }
  const name = found.usedIn.name === null ? "The function around it" : `\`${found.usedIn.name}\``;
  return `${code} ${name} isn't async: make it so, or load it in the async function that calls it and hand it in.`;
}
