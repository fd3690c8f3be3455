// Builds what is published: the command, the library and its plugins, types, schemas, licences of what is bundled.
import { createHash } from "node:crypto";
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
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

/** Commander starts no other programs here, so that child_process, which brings net along, isn't loaded. */
const noPrograms = leavingOut(/[\\/]commander[\\/]lib[\\/]command\.js$/, "require('node:child_process')");
/** tinyglobby, whose walk fdir is, matches by itself: fdir would load any picomatch that lies around, in each run. */
const noSecondMatcher = leavingOut(/[\\/]fdir[\\/]dist[\\/]index\.mjs$/, '__require("picomatch")');

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
// One file holds all that the command, the library and the plugins share: node takes about a millisecond for each file
// more. What a run may not need (the code side's engine) is evaluated when it is first asked for.
const core = await build({
  ...shared,
  stdin: {
    contents:
      'export * from "./src/index.js"; export { runLint } from "./src/run.js"; export { runCommand } from "./src/commands/index.js"; export { serveThread } from "./src/threads/serve-thread.js";',
    resolveDir: ".",
    loader: "ts",
  },
  outfile: "dist/core.js",
  plugins: [esbuildClient, ownTypeScript, noPrograms, noSecondMatcher],
});
const typescript = await bundleTypeScript("dist/typescript.cjs");
// The command's own file answers --version, the next one --help too; parsing the core takes longer than all of that.
const bin = await build({
  ...shared,
  banner: {},
  entryPoints: { bin: "src/bin.ts", thread: "src/threads/thread.ts" },
  outdir: "dist",
  plugins: [beside(/^\.\/main\.js$/, "./main.js"), beside(/^\.\/serve-thread\.js$/, "./core.js")],
});
const main = await build({
  ...shared,
  entryPoints: { main: "src/main.ts" },
  outdir: "dist",
  plugins: [noPrograms, beside(/^\.\/(run|commands\/index)\.js$/, "./core.js")],
});
chmodSync("dist/bin.js", 0o755);
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
const names = core.metafile.outputs["dist/core.js"].exports.filter(
  (name) => !["runLint", "runCommand", "serveThread"].includes(name),
);
writeFileSync("dist/index.js", `export { ${names.sort().join(", ")} } from "./core.js";\n`);
writeTypes(
  entries.map(({ source }) => source),
  "dist/types",
);
const bundled = [bin, main, core, adapters, typescript];
writeFileSync("dist/licenses.txt", bundledLicenses(bundled.map(({ metafile }) => metafile)));

const { writeSchemas } = await createJiti(import.meta.url, { fsCache: false }).import("./build-schemas.ts");
writeSchemas("dist/schema");

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
  return {
    name: "leaving-out",
    setup: ({ onLoad }) =>
      onLoad({ filter }, ({ path }) => {
        const source = readFileSync(path, "utf8");
        if (!source.includes(expression)) throw new Error(`${path} has no ${expression} any more`);
        return { contents: source.replace(expression, "undefined"), loader: "js" };
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
