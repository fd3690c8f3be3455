import * as v from "valibot";
import type { Location } from "../finding.js";
import type { LambdaFunction } from "../function.js";
import type { ModuleGraph } from "../graph/module-graph.js";
import type { Handlers } from "../handler/handler-module.js";
import { nodeVersion } from "../lambda/runtimes.js";
import { declaredIn } from "./declarations.js";
import { defineRule, type FindingDraft, type RuleContext } from "./define-rule.js";
import { type FormatProblem, formatProblems } from "./format-problems.js";
import { inArtifact } from "./in-artifact.js";
import { loadedAlike } from "./loaded-alike.js";

export const moduleFormat = defineRule({
  id: "module-format",
  severity: "error",
  looksAt: "graph",
  summary: "A file is loaded as CommonJS and written as an ES module, or the other way round.",
  why: `Node decides by the extension and by \`type\` of the nearest package.json how a file is loaded, and what is \
written for the other way throws before the first invocation: a SyntaxError for \`import\`, \`export\` and top-level \
await in CommonJS, a ReferenceError for \`require\`, \`module\` and \`__dirname\` in an ES module, ERR_REQUIRE_ESM for \
\`require()\` of an ES module. What works on a developer's machine may not on Lambda: it switches off \`require()\` of ES \
modules (nodejs20.x, nodejs22.x) and the detection of module syntax (nodejs22.x); of nodejs24.x the documentation says \
nothing any more, so what rests on these switches is said there with less confidence, and not at all for a runtime that \
isn't known. nodejs24.x also calls no handler that declares a callback. Reported is what surely runs when the handler's \
file is loaded; uses in a branch, in a \`try\`, behind \`typeof\`, or in functions that init may not call are left out. \
NODE_OPTIONS in the function's environment is taken into account.`,
  docs: [
    "https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html",
    "https://nodejs.org/docs/latest-v22.x/api/packages.html#determining-module-system",
    "https://github.com/middyjs/middy/issues/1288",
  ],
  examples: {
    bad: {
      files: {
        "package.json": '{ "type": "commonjs" }\n',
        "index.js":
          'import { readFileSync } from "node:fs";\nexport const handler = async () => readFileSync("a.txt");\n',
      },
    },
    good: {
      files: {
        "package.json": '{ "type": "module" }\n',
        "index.js":
          'import { readFileSync } from "node:fs";\nexport const handler = async () => readFileSync("a.txt");\n',
      },
    },
  },
  options: v.strictObject({}),
  messages: {
    moduleSyntax: (found: { path: string; word: string; reason: string }) => ({
      message: `${found.path} holds \`${found.word}\`, but is loaded as CommonJS (${found.reason}): SyntaxError.`,
      fix: found.path.endsWith(".cjs")
        ? 'Build it as CommonJS (esbuild format "cjs"), or name it .mjs.'
        : 'Name it .mjs, ship a package.json with `"type": "module"` beside it, or build it as CommonJS (esbuild format "cjs").',
    }),
    topLevelAwait: (found: { path: string; reason: string }) => ({
      message: `${found.path} awaits at top level, but is loaded as CommonJS (${found.reason}): SyntaxError.`,
      fix: 'Make it an ES module (.mjs, or `"type": "module"` in package.json), or await inside of a function.',
    }),
    commonJsName: (found: { path: string; name: string; reason: string }) => ({
      message: `${found.path} uses \`${found.name}\`, which an ES module doesn't have (${found.reason}): ReferenceError.`,
      fix: nameFix(found),
    }),
    dynamicRequire: (found: { path: string; specifier: string }) => ({
      message: `${found.path} is an ES module bundle in which code calls \`require("${found.specifier}")\`: Error: Dynamic require of "${found.specifier}" is not supported.`,
      fix: 'Give the bundle a require: esbuild `banner: { js: \'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);\' }`, or build it as CommonJS (format "cjs").',
    }),
    requiredModule: (found: {
      path: string;
      specifier: string;
      target: string;
      runtime: string;
      isProbable: boolean;
    }) => ({
      message: `${found.path} calls \`require("${found.specifier}")\`, which leads to an ES module (${found.target}); ${found.runtime} ${found.isProbable ? "most likely doesn't" : "doesn't"} allow that: ERR_REQUIRE_ESM.`,
      fix: "Import it (from an ES module, or with `await import()`), bundle it, or set NODE_OPTIONS to --experimental-require-module, which AWS doesn't support.",
    }),
    callback: (found: { handler: string; parameters: number; runtime: string }) => ({
      message: `"${found.handler}" is a function of ${found.parameters} parameters: ${found.runtime} takes it for one with a callback and refuses to load it (Runtime.CallbackHandlerDeprecated).`,
      fix: "Make it an async function of two parameters (event, context) that returns its result.",
    }),
  },
  async check(context, _options, say) {
    const [graph, handlers] = [await context.graph(), await context.handlers()];
    if (graph === null || handlers === null) return [];
    const groups = new Map<string, { draft: FindingDraft; ids: string[] }>();
    for (const { fn, ids } of loadedAlike(context.functions)) {
      if (fn.runtime !== null && !fn.runtime.startsWith("nodejs")) continue;
      for (const draft of await draftsOf(fn, graph, handlers)) {
        const key = JSON.stringify(draft);
        const known = groups.get(key);
        if (known === undefined) groups.set(key, { draft, ids: [...ids] });
        else known.ids.push(...ids);
      }
    }
    return [...groups.values()].map(({ draft, ids }) => ({ ...draft, functions: ids }));

    async function draftsOf(
      fn: LambdaFunction,
      modules: ModuleGraph,
      found: Handlers,
    ): Promise<FindingDraft[]> {
      const problems = await formatProblems(context, modules, found, fn);
      const callback = await callbackDraft(fn, found);
      const drafts = await Promise.all(problems.map(drafted));
      return callback === null ? drafts : [...drafts, callback];
    }

    async function drafted(problem: FormatProblem): Promise<FindingDraft> {
      const { confidence, module, offset } = problem;
      const path = module.path;
      const rest = { confidence, key: `${path} ${problem.kind}` };
      const place =
        module.packageId === null
          ? { location: await located(context, path, offset) }
          : { chain: await context.importChain(module.packageId), packages: nameOf(module.packageId) };
      switch (problem.kind) {
        case "module-syntax":
          return {
            ...say("moduleSyntax", { path, word: problem.word, reason: problem.reason }),
            ...rest,
            ...place,
          };
        case "await":
          return { ...say("topLevelAwait", { path, reason: problem.reason }), ...rest, ...place };
        case "commonjs-name":
          return {
            ...say("commonJsName", { path, name: problem.name, reason: problem.reason }),
            ...rest,
            ...place,
          };
        case "dynamic-require":
          return { ...say("dynamicRequire", { path, specifier: problem.specifier }), ...rest, ...place };
        case "required-module": {
          const { specifier, target, runtime } = problem;
          const isProbable = confidence !== "high";
          const packages = target.packageId === null ? [] : nameOf(target.packageId);
          return {
            ...say("requiredModule", { path, specifier, target: target.path, runtime, isProbable }),
            ...{ ...rest, ...place, packages, key: `${path} ${specifier}` },
          };
        }
      }
    }

    /** 4.x counts parameters: https://github.com/aws/aws-lambda-nodejs-runtime-interface-client (callback-deprecation). */
    async function callbackDraft(fn: LambdaFunction, found: Handlers): Promise<FindingDraft | null> {
      const { runtime, handler } = fn;
      if (handler === null || runtime === null || (nodeVersion(runtime) ?? 0) < 24) return null;
      const resolved = await found.resolve(handler, "4.x");
      if (resolved.kind !== "file" || resolved.exported.kind !== "there") return null;
      const { parameters } = resolved.exported;
      if (parameters === null || parameters < 3) return null;
      const location = declaredIn(fn) ?? inArtifact(context.artifact, resolved.path);
      return { ...say("callback", { handler, parameters, runtime }), location, key: `${handler} callback` };
    }
  },
});

function nameOf(packageId: string): readonly string[] {
  return [packageId.slice(packageId.lastIndexOf("node_modules/") + "node_modules/".length)];
}

function nameFix({ name }: { readonly name: string }): string {
  if (name === "require") {
    return "Use import, or `const require = createRequire(import.meta.url)` from node:module. If it is CommonJS, name it .cjs.";
  }
  if (name === "module" || name === "exports") {
    return 'Use export, or make it CommonJS: name it .cjs, or leave `"type": "module"` out of package.json.';
  }
  return `Use import.meta.${name === "__dirname" ? "dirname" : "filename"} (Node 20.11 and later), or define ${name} in the bundler's banner.`;
}

/** A place in a file that ships. */
async function located(
  { artifact, handlers }: RuleContext,
  path: string,
  offset: number | null,
): Promise<Location> {
  const place = inArtifact(artifact, path);
  const text = offset === null ? null : ((await (await handlers())?.text(path)) ?? null);
  if (text === null || offset === null) return place;
  const before = text.slice(0, offset);
  return { ...place, line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
}
