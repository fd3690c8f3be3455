// The code side needs TypeScript's parser, binder and checker: a fifth of typescript.js, which loads in half the time
// (measured: 74 ms of CPU instead of 163). What is left out is the language service, the server and all emitting.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const CODE = "src/code";
/** Nothing is emitted and nobody hovers over names: what these lead to is left out. */
const NEVER_CALLED = [
  "getTransformers",
  "emitFiles",
  "getDeclarationDiagnostics",
  "getDocumentationComment",
  "getJsDocTagsOfDeclarations",
];

/** Writes those parts of TypeScript that `src/code` uses as a CommonJS file. Gives esbuild's result. */
export async function bundleTypeScript(outfile) {
  const { version } = JSON.parse(readFileSync("node_modules/typescript/package.json", "utf8"));
  return build({
    stdin: { contents: `export { ${usedNames().join(", ")} } from "typescript";`, resolveDir: "." },
    outfile,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20.19",
    minify: true,
    legalComments: "none",
    metafile: true,
    logLevel: "warning",
    banner: {
      js: `// Parser, binder and checker of TypeScript ${version}, copyright Microsoft Corporation, Apache-2.0 (licenses.txt).\n// Changed: reduced to what lambda-lint uses, and minified.`,
    },
    // Plain fields: esbuild exports by getters, which cold code runs tens of thousands of times.
    footer: { js: "module.exports = { ...module.exports };" },
    plugins: [
      {
        name: "typescript-as-a-module",
        setup({ onLoad }) {
          onLoad({ filter: /node_modules.typescript.lib.typescript\.js$/ }, ({ path }) => ({
            contents: asModule(readFileSync(path, "utf8")),
            loader: "js",
          }));
        },
      },
    ],
  });
}

/** The published code side loads what lies beside it, by the `require` that keeps compiled code. */
export const ownTypeScript = {
  name: "own-typescript",
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^\.\/typescript\.cjs$/ }, ({ path }) => ({ path, external: true }));
    onLoad({ filter: /[\\/]src[\\/]code[\\/]load-typescript\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replace(
        'createRequire(import.meta.url)("typescript")',
        'require("./typescript.cjs")',
      ),
      loader: "ts",
    }));
  },
};

/** Every `ts.name` of the sources. */
function usedNames() {
  const names = new Set();
  for (const file of readdirSync(CODE, { recursive: true }).filter((path) => path.endsWith(".ts"))) {
    const text = readFileSync(join(CODE, file), "utf8");
    for (const [, name] of text.matchAll(/(?<![\w.])ts\.(\w+)/g)) names.add(name);
  }
  return [...names].sort();
}

/** typescript.js is one CommonJS function: as a module, esbuild sees what of it is used. */
function asModule(text) {
  const [, afterHead] = cut(text, '"use strict";');
  const [listed, body] = cut(afterHead, "module.exports = __toCommonJS(typescript_exports);");
  const [code] = cut(body, "// Annotate the CommonJS export names");
  const [before, services] = cut(listed + code, "// src/services/");
  // What registers fixes and refactorings, fills namespaces of services and sets statics of the server has effects on
  // nothing else.
  const inert = services
    .replace(/^(registerCodeFix|registerRefactor)\(/gm, "/* @__PURE__ */ $1(")
    .replace(/^\(\((\w+)\) => \{$/gm, "/* @__PURE__ */ (($1) => {")
    .replace(/^_\w+\.\w+ = .*;$/gm, "")
    .replace(/^_\w+\.\w+ = \{$/gm, "var __unused = {");
  const whole = `${before}//${inert}`.replace(
    /^var (\w+) = \{\};\n__export\(\1, \{/gm,
    "var $1 = /* @__PURE__ */ __namespace({",
  );
  return `${NEVER_CALLED.reduce(withoutBody, whole)}
function __namespace(all) {
  const namespace = {};
  for (const name in all) Object.defineProperty(namespace, name, { get: all[name], enumerable: true });
  return namespace;
}
export { ${usedNames().join(", ")} };
`;
}

function cut(text, mark) {
  const at = text.indexOf(mark);
  if (at === -1) throw new Error(`typescript.js isn't written as it was: no ${mark}`);
  return [text.slice(0, at), text.slice(at + mark.length)];
}

function withoutBody(text, name) {
  const head = new RegExp(`^( *)function ${name}\\(.*\\) \\{$`, "m").exec(text);
  if (head === null) throw new Error(`typescript.js isn't written as it was: no function ${name}`);
  const start = head.index + head[0].length;
  const end = text.indexOf(`\n${head[1]}}\n`, start);
  return `${text.slice(0, start)} throw new Error("${name} is left out");${text.slice(end)}`;
}
