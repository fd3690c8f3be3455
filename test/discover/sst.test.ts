import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type BuildOptions, build } from "esbuild";
import { expect, test } from "vitest";
import { writeTree } from "../support/tree.js";
import { zipFolder } from "../support/zip-folder.js";
import { COMMONJS, functionsOf, HANDLER, linted, problemsOf } from "./support.js";

const only = ["artifact-size"];
const ARTIFACTS = ".sst/artifacts";

/** As SST 3 bundles Node functions (pkg/runtime/node/build.go), into `<name>-src`. */
const SST: BuildOptions = {
  ...{
    platform: "node",
    keepNames: true,
    bundle: true,
    metafile: true,
    sourcemap: "linked",
    logLevel: "silent",
  },
  ...{ format: "esm", target: "es2023", mainFields: ["module", "main"] },
  banner: {
    js: [
      "import { createRequire as topLevelCreateRequire } from 'module';",
      "const require = topLevelCreateRequire(import.meta.url);",
      'import { fileURLToPath as topLevelFileUrlToPath, URL as topLevelURL } from "url"',
      "const __filename = topLevelFileUrlToPath(import.meta.url)",
      'const __dirname = topLevelFileUrlToPath(new topLevelURL(".", import.meta.url))',
      "",
    ].join("\n"),
  },
};

/** A project of which `sst deploy` built these entries, by the functions' names. */
async function project(
  entries: Readonly<Record<string, string>>,
  options: BuildOptions = {},
): Promise<string> {
  const cwd = writeTree({
    "src/orders.ts": 'import { tiny } from "tiny";\nexport const create = async () => tiny;\n',
    "src/nightly.ts": HANDLER,
    "src/many.ts": "export const a = async () => 1;\nexport const b = async () => 2;\n",
    "node_modules/tiny/package.json": '{"name":"tiny","version":"1.0.0","main":"index.js"}',
    "node_modules/tiny/index.js": "exports.tiny = 1;\n",
    [`${ARTIFACTS}/.keep`]: "",
  });
  for (const [name, entry] of Object.entries(entries)) {
    const outfile = join(cwd, ARTIFACTS, `${name}-src/bundle${options.format === "cjs" ? ".cjs" : ".mjs"}`);
    await build({ ...SST, ...options, absWorkingDir: cwd, entryPoints: [entry], outfile });
  }
  return cwd;
}

/** Zips a built folder as SST does: its source maps go to S3, not to Lambda. */
async function zip(cwd: string, name: string, wrapper?: string): Promise<void> {
  const source = join(cwd, ARTIFACTS, `${name}-src`);
  const map = join(source, "bundle.mjs.map");
  const kept = readFileSync(map);
  rmSync(map);
  if (wrapper !== undefined) writeFileSync(join(source, "server-index.mjs"), wrapper);
  mkdirSync(join(cwd, ARTIFACTS, name));
  await zipFolder(source, join(cwd, ARTIFACTS, name, "code.zip"));
  writeFileSync(map, kept);
  if (wrapper !== undefined) rmSync(join(source, "server-index.mjs"));
}

test("functions by name, from their zips, with the maps of the folders that these were made of", async () => {
  const cwd = await project({ Orders: "src/orders.ts", Nightly: "src/nightly.ts", Many: "src/many.ts" });
  for (const name of ["Orders", "Nightly", "Many"]) await zip(cwd, name);
  const report = await linted(cwd, [".sst"], { only });
  expect(functionsOf(report)).toEqual([
    `Many: zip ${ARTIFACTS}/Many/code.zip -`,
    `Nightly: zip ${ARTIFACTS}/Nightly/code.zip bundle.handler`,
    `Orders: zip ${ARTIFACTS}/Orders/code.zip bundle.create`,
  ]);
  expect(problemsOf(report)).toEqual([`note no-handler ${ARTIFACTS}/Many/code.zip`]);
  expect(report.functions[2]).toMatchObject({
    runtime: null,
    memory: null,
    architecture: null,
    template: null,
  });
  expect(report.artifacts[2]?.packages.map(({ name }) => name)).toEqual(["tiny"]);
  expect(functionsOf(await linted(cwd, [ARTIFACTS], { only }))).toEqual(functionsOf(report));
});

test("a minified bundle is attributed by the map that stayed behind", async () => {
  const cwd = await project({ Orders: "src/orders.ts" }, { minify: true });
  await zip(cwd, "Orders");
  const report = await linted(cwd, [".sst"], { only });
  expect(report.artifacts[0]?.packages.map(({ name }) => name)).toEqual(["tiny"]);
});

test("a wrapper, CommonJS, folders without a zip, older layouts", async () => {
  const cwd = await project({ Wrapped: "src/orders.ts" });
  await zip(cwd, "Wrapped", 'export const handler = async () => (await import("./bundle.mjs")).create();\n');
  await build({
    ...SST,
    ...{ format: "cjs", banner: {}, absWorkingDir: cwd, entryPoints: ["src/orders.ts"] },
    outfile: join(cwd, ARTIFACTS, "Common-src/bundle.cjs"),
  });
  await build({
    ...{ ...SST, absWorkingDir: cwd, entryPoints: ["src/nightly.ts"] },
    outfile: join(cwd, ARTIFACTS, "Old-src/src/nightly.mjs"),
  });
  expect(functionsOf(await linted(cwd, [".sst"], { only }))).toEqual([
    `Common: directory ${ARTIFACTS}/Common-src bundle.create`,
    `Old: directory ${ARTIFACTS}/Old-src src/nightly.handler`,
    `Wrapped: zip ${ARTIFACTS}/Wrapped/code.zip server-index.handler`,
  ]);
});

test("what isn't deployed, and what is out of reach", async () => {
  const cwd = writeTree({
    [`${ARTIFACTS}/Orders-dev/bundle.mjs`]: HANDLER,
    [`${ARTIFACTS}/Job-src/Dockerfile`]: "FROM x\n",
    [`${ARTIFACTS}/Py-src/app.py`]: "def handler(): pass\n",
    [`${ARTIFACTS}/notes.txt`]: "",
    [`${ARTIFACTS}/Broken/code.zip`]: "no zip",
    [`${ARTIFACTS}/dev-bridge-eu-west-1-Bridge/.keep`]: "",
    "bridge/index.js": COMMONJS,
  });
  await zipFolder(join(cwd, "bridge"), join(cwd, ARTIFACTS, "dev-bridge-eu-west-1-Bridge/code.zip"));
  const report = await linted(cwd, [".sst"], { only });
  expect(functionsOf(report)).toEqual([`Py: directory ${ARTIFACTS}/Py-src -`]);
  expect(problemsOf(report)).toEqual([
    `note container-function ${ARTIFACTS}`,
    `error not-a-zip ${ARTIFACTS}/Broken/code.zip`,
    `note no-handler ${ARTIFACTS}/Py-src`,
  ]);
  const nothing = await linted(writeTree({ ".sst/platform/x.ts": "" }), [".sst"], { only });
  expect(problemsOf(nothing)).toEqual(["error nothing-to-lint .sst"]);
});
