// Builds what is published: the command, the library and its plugins, types, schemas, licences of what is bundled.
import { execFileSync } from "node:child_process";
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
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
  legalComments: "none",
  metafile: true,
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
const bin = await build({
  ...shared,
  entryPoints: { bin: "src/bin.ts" },
  outdir: "dist",
  plugins: [runApart],
});
chmodSync("dist/bin.js", 0o755);
const library = await build({
  ...shared,
  entryPoints: { run: "src/run.ts", index: "src/index.ts", esbuild: "plugins/esbuild/index.ts" },
  outdir: "dist",
  splitting: true,
  chunkNames: "chunks/[name]-[hash]",
});
execFileSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json"], {
  stdio: "inherit",
});
keepReachable(["src/index.d.ts", "plugins/esbuild/index.d.ts"], "dist/types");
writeFileSync("dist/licenses.txt", bundledLicenses([bin.metafile, library.metafile]));

const { writeSchemas } = await createJiti(import.meta.url, { fsCache: false }).import("./build-schemas.ts");
writeSchemas("dist/schema");

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
