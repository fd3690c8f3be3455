// Builds what is published: the command, the library and its plugins, types, schemas.
import { execFileSync } from "node:child_process";
import { chmodSync, rmSync } from "node:fs";
import { build } from "esbuild";
import { createJiti } from "jiti";

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
  legalComments: "eof",
  logLevel: "warning",
};

/** What a run loads is no part of the command's own file: parsing it takes longer than all of --version. */
const runApart = {
  name: "run-apart",
  setup(build) {
    build.onResolve({ filter: /^\.\/run\.js$/ }, ({ path }) => ({ path, external: true }));
  },
};

rmSync("dist", { recursive: true, force: true });
await build({ ...shared, entryPoints: { bin: "src/bin.ts" }, outdir: "dist", plugins: [runApart] });
chmodSync("dist/bin.js", 0o755);
await build({
  ...shared,
  entryPoints: { run: "src/run.ts", index: "src/index.ts", esbuild: "plugins/esbuild/index.ts" },
  outdir: "dist",
  splitting: true,
  chunkNames: "chunks/[name]-[hash]",
});
execFileSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json"], {
  stdio: "inherit",
});

const { writeSchemas } = await createJiti(import.meta.url, { fsCache: false }).import("./build-schemas.ts");
writeSchemas("dist/schema");
