// Builds what is published: the command, the library and its plugins, types, schemas, licences of what is bundled.
import { createHash } from "node:crypto";
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join, resolve } from "node:path";
import { parse } from "acorn";
import { full } from "acorn-walk";
import { build } from "esbuild";
import { createJiti } from "jiti";
import { writeTypes } from "./build-types.mjs";
import { bundleTypeScript, ownTypeScript } from "./build-typescript.mjs";
import { esbuildClient } from "./html-client.mjs";

const shared = {
  // Names this build in what it leaves for later runs (src/cache/build.ts).
  define: { BUILD_HASH: JSON.stringify(hashOfSources()) },
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20.19",
  // Loaded only when a run needs it (jiti), or the user's own (esbuild).
  external: ["jiti", "esbuild"],
  mainFields: ["module", "main"],
  // CommonJS dependencies (yauzl, commander) ask for node's modules by require().
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
};

/** A script with kept code has no import() of its own: whoever evaluates it hands in theirs. */
const importing = replacing(/[\\/]src[\\/]config[\\/]load-config\.ts$/, "await import(", "await __load(");
/** Commander starts no other programs here, so that child_process, which brings net along, isn't loaded. */
const noPrograms = leavingOut(/[\\/]commander[\\/]lib[\\/]command\.js$/, "require('node:child_process')");
/** tinyglobby, whose walk fdir is, matches by itself: fdir would look for a picomatch that lies around, in each run. */
const noSecondMatcher = leavingOut(
  /[\\/]fdir[\\/]dist[\\/]index\.mjs$/,
  '__require.resolve("picomatch");\n\tpm = __require("picomatch")',
);

/** What V8 was told is one for the command and for all that it loads. */
const sharedFlags = beside(/\/v8-flags\.js$/, "./v8-flags.cjs");

/** The sources of what package.json exports, by the file that is built of each: all but the core are plugins. */
const { exports } = JSON.parse(readFileSync("package.json", "utf8"));
const entries = Object.values(exports)
  .filter(({ types }) => types !== undefined)
  .map((one) => ({
    source: one.types.replace(/^\.\/dist\/types\/(.*)\.d\.ts$/, "$1.ts"),
    file: one.default,
  }));
const plugins = entries.filter(({ source }) => source.startsWith("plugins/"));

rmSync("dist", { recursive: true, force: true });
// The command is CommonJS from its first file on: Node's loader of ES modules takes longer to set up than --version does.
const asScript = { ...shared, format: "cjs", banner: {}, supported: { "dynamic-import": false } };
const flags = await build({
  ...asScript,
  entryPoints: ["src/v8-flags.ts"],
  outfile: "dist/v8-flags.cjs",
});
// One file holds all that the command, the library and the plugins share: node takes about a millisecond for each file
// more. What a run may not need (the code side's engine) is evaluated when it is first asked for. As a script, since of
// those compiled code can be kept (src/cache/compiled.ts).
const shipped = await build({
  ...shared,
  format: "cjs",
  banner: {
    js: `const __url = require("node:url").pathToFileURL(__filename).href;
const __load = typeof __import === "function" ? __import : (id) => import(id);`,
  },
  define: { ...shared.define, "import.meta.url": "__url" },
  stdin: {
    contents:
      'export * from "./src/index.js"; export { runLint } from "./src/run.js"; export { runCommand } from "./src/commands/index.js"; export { threadWork } from "./src/threads/thread-work.js";',
    resolveDir: ".",
    loader: "ts",
  },
  outfile: "dist/core.cjs",
  plugins: [esbuildClient, ownTypeScript, noPrograms, noSecondMatcher, importing, sharedFlags],
});
const typescript = await bundleTypeScript("dist/typescript.cjs");
const names = exportedNames("dist/core.cjs");
if (importCalls("dist/core.cjs") !== 1)
  throw new Error("dist/core.cjs: import() where `importing` knows of none");
for (const name of ["core.cjs", "typescript.cjs"])
  if (/[^\0-\x7f]/.test(readFileSync(join("dist", name), "latin1")))
    throw new Error(`dist/${name} isn't ASCII, as src/cache/compiled.ts reads it`);
const core = await build({
  ...shared,
  format: "cjs",
  banner: {},
  plugins: [sharedFlags],
  define: {
    OWN_FILES: JSON.stringify({ "core.cjs": hashOf("core.cjs"), "typescript.cjs": hashOf("typescript.cjs") }),
  },
  entryPoints: ["src/core.ts"],
  outfile: "dist/load-core.cjs",
  footer: { js: "module.exports = core;" },
});
writeFileSync(
  "dist/core.js",
  `import { createRequire } from "node:module";\nexport const { ${names.join(", ")} } = createRequire(import.meta.url)("./load-core.cjs");\n`,
);
// The command's own file answers --version, the next one --help too; parsing the core takes longer than all of that.
const bin = await build({
  ...asScript,
  entryPoints: ["src/bin.ts"],
  outfile: "dist/bin.cjs",
  plugins: [beside(/^\.\/main\.js$/, "./main.cjs"), sharedFlags],
});
const main = await build({
  ...asScript,
  entryPoints: ["src/main.ts"],
  outfile: "dist/main.cjs",
  plugins: [noPrograms, beside(/^\.\/(run|commands\/index)\.js$/, "./load-core.cjs")],
});
chmodSync("dist/bin.cjs", 0o755);
const thread = await build({
  ...shared,
  banner: {},
  entryPoints: { thread: "src/threads/thread.ts" },
  outdir: "dist",
  plugins: [beside(/^\.\/thread-work\.js$/, "./core.js")],
});
const adapters = await build({
  ...shared,
  banner: {},
  entryPoints: {
    ...Object.fromEntries(plugins.map(({ source, file }) => [basename(file, ".js"), source])),
    "eslint-worker": "plugins/eslint/eslint-worker.ts",
    "esbuild-lint": "plugins/esbuild/lint.ts",
  },
  outdir: "dist",
  plugins: [beside(/^\.\/lint\.js$/, "./esbuild-lint.js"), beside(/\/src\/index\.js$/, "./core.js")],
});
const api = names.filter((name) => !["runLint", "runCommand", "threadWork"].includes(name));
writeFileSync("dist/index.js", `export { ${api.join(", ")} } from "./core.js";\n`);
writeTypes(
  entries.map(({ source }) => source),
  "dist/types",
);
const bundled = [bin, main, flags, core, shipped, thread, adapters, typescript];
writeFileSync("dist/licenses.txt", bundledLicenses(bundled.map(({ metafile }) => metafile)));

const { writeSchemas } = await createJiti(import.meta.url, { fsCache: false }).import("./build-schemas.ts");
writeSchemas("dist/schema");

/** What a built CommonJS file exports, by name. */
function exportedNames(file) {
  return Object.keys(createRequire(import.meta.url)(resolve(file))).sort();
}

function importCalls(file) {
  let count = 0;
  full(parse(readFileSync(file, "utf8"), { ecmaVersion: "latest" }), ({ type }) => {
    if (type === "ImportExpression") count += 1;
  });
  return count;
}

function hashOf(name) {
  return createHash("sha256")
    .update(readFileSync(join("dist", name)))
    .digest("base64url");
}

/** All that the package is made of: sources, and the versions of what is bundled. */
function hashOfSources() {
  const sources = readdirSync("src", { recursive: true }).filter((path) => path.endsWith(".ts"));
  const hash = createHash("sha256");
  for (const path of [
    ...sources.sort().map((path) => join("src", path)),
    "package-lock.json",
    "build-typescript.mjs",
  ])
    hash.update(`${path}\0`).update(readFileSync(path)).update("\0");
  return hash.digest("base64url").slice(0, 16);
}

/** Takes an expression that isn't needed here out of a dependency's file. */
function leavingOut(filter, expression) {
  return replacing(filter, expression, "undefined");
}

function replacing(filter, expression, by) {
  return {
    name: "replacing",
    setup: ({ onLoad }) =>
      onLoad({ filter }, ({ path }) => {
        const source = readFileSync(path, "utf8");
        if (!source.includes(expression)) throw new Error(`${path} has no ${expression} any more`);
        return { contents: source.replaceAll(expression, by), loader: path.endsWith(".ts") ? "ts" : "js" };
      }),
  };
}

/** Modules that are taken from a file beside instead of bundled once more. */
function beside(filter, path) {
  return {
    name: "beside",
    setup: ({ onResolve }) =>
      onResolve({ filter }, ({ kind }) => (kind === "entry-point" ? undefined : { path, external: true })),
  };
}

/** Bundled packages are no dependencies that anybody installs: their licences come along here. */
function bundledLicenses(metafiles) {
  const inputs = metafiles.flatMap(({ outputs }) =>
    Object.values(outputs).flatMap((one) => Object.keys(one.inputs)),
  );
  const packages = new Set(
    inputs.flatMap((path) => path.match(/^node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0] ?? []),
  );
  return [...packages]
    .sort()
    .map((folder) => {
      const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
      const file = readdirSync(folder).find((path) => /^licen[cs]e(\.|$)/i.test(path));
      const text = file === undefined ? "" : readFileSync(join(folder, file), "utf8");
      return `${name} ${version} (${license})\n\n${text.trim()}\n`;
    })
    .join(`\n${"-".repeat(80)}\n\n`);
}
