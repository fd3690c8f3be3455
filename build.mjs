// Builds what is published: the command, the library and its plugins, types, schemas, licences of what is bundled.
import { execFileSync } from "node:child_process";
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { createJiti } from "jiti";
import { bundleTypeScript, ownTypeScript } from "./build-typescript.mjs";
import { esbuildClient } from "./html-client.mjs";

const shared = {
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20.19",
  // Loaded only when a run needs them (typescript, source-map-explorer, jiti), or the user's own (esbuild).
  external: ["typescript", "source-map-explorer", "jiti", "esbuild"],
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

rmSync("dist", { recursive: true, force: true });
// One file holds all that the command, the library and the plugins share: node takes about a millisecond for each file
// more. What a run may not need (the code side's engine) is evaluated when it is first asked for.
const core = await build({
  ...shared,
  stdin: {
    contents:
      'export * from "./src/index.js"; export { runLint } from "./src/run.js"; export { runCommand } from "./src/commands/index.js";',
    resolveDir: ".",
    loader: "ts",
  },
  outfile: "dist/core.js",
  plugins: [esbuildClient, ownTypeScript],
});
const typescript = await bundleTypeScript("dist/typescript.cjs");
// The command's own file answers --version and --help; parsing the core takes longer than all of that.
const bin = await build({
  ...shared,
  entryPoints: { bin: "src/bin.ts" },
  outdir: "dist",
  plugins: [inCore(/^\.\/(run|commands\/index)\.js$/)],
});
chmodSync("dist/bin.js", 0o755);
await build({
  ...shared,
  banner: {},
  entryPoints: { esbuild: "plugins/esbuild/index.ts" },
  outdir: "dist",
  plugins: [inCore(/\/src\/index\.js$/)],
});
const names = core.metafile.outputs["dist/core.js"].exports.filter(
  (name) => name !== "runLint" && name !== "runCommand",
);
writeFileSync("dist/index.js", `export { ${names.sort().join(", ")} } from "./core.js";\n`);
execFileSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json"], {
  stdio: "inherit",
});
keepReachable(["src/index.d.ts", "plugins/esbuild/index.d.ts"], "dist/types");
writeFileSync("dist/licenses.txt", bundledLicenses([bin.metafile, core.metafile, typescript]));

const { writeSchemas } = await createJiti(import.meta.url, { fsCache: false }).import("./build-schemas.ts");
writeSchemas("dist/schema");

/** Modules that are taken from the core instead of bundled once more. */
function inCore(filter) {
  return {
    name: "in-core",
    setup: ({ onResolve }) => onResolve({ filter }, () => ({ path: "./core.js", external: true })),
  };
}

/** tsc writes the declarations of every file; people need those of what the package exports. */
function keepReachable(entries, folder) {
  const kept = new Set(entries);
  for (const path of kept) {
    const text = readFileSync(join(folder, path), "utf8");
    for (const [, target] of text.matchAll(/(?:from|import\()\s*"(\.[^"]+)\.js"/g))
      kept.add(join(dirname(path), `${target}.d.ts`));
  }
  for (const path of readdirSync(folder, { recursive: true }))
    if (path.endsWith(".d.ts") && !kept.has(path)) rmSync(join(folder, path));
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
