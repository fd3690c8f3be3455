import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { writeTree } from "../support/tree.js";
import { zipFolder } from "../support/zip-folder.js";
import { bundle, bytesOf, COMMONJS, functionsOf, HANDLER, linted, MANIFEST, problemsOf } from "./support.js";

describe("a folder", () => {
  it("with package.json or node_modules is one artifact, whole", async () => {
    const cwd = writeTree({
      "app/package.json": MANIFEST("app"),
      "app/index.js": COMMONJS,
      "app/data/rows.bin": { size: 500 },
      "plain/index.js": COMMONJS,
      "plain/node_modules/a/package.json": MANIFEST("a"),
    });
    const report = await linted(cwd, ["app", "plain"]);
    expect(functionsOf(report)).toEqual([
      "app: directory app index.handler",
      "plain: directory plain index.handler",
    ]);
    expect(bytesOf(report)).toEqual([
      MANIFEST("app").length + COMMONJS.length + 500,
      COMMONJS.length + MANIFEST("a").length,
    ]);
  });

  it("whose root holds the one handler is one function, with all that lies in it", async () => {
    const cwd = writeTree({
      "dist/index.js": COMMONJS,
      "dist/model.bin": { size: 1000 },
      "dist/lib/a.js": "exports.a = 1;\n",
    });
    const report = await linted(cwd, ["dist"]);
    expect(functionsOf(report)).toEqual(["dist: directory dist index.handler"]);
    expect(bytesOf(report)).toEqual([COMMONJS.length + 1000 + 15]);
  });

  it("with a function in each sub-folder", async () => {
    const cwd = writeTree({
      "dist/orders/index.mjs": HANDLER,
      "dist/orders/schema.graphql": "type Q",
      "dist/users/app.cjs": COMMONJS.replace("handler", "lambdaHandler"),
      "dist/deep/in/here/index.js": COMMONJS,
    });
    const report = await linted(cwd, ["dist"]);
    expect(functionsOf(report)).toEqual([
      "here: directory dist/deep/in/here index.handler",
      "orders: directory dist/orders index.handler",
      "users: directory dist/users app.lambdaHandler",
    ]);
    expect(bytesOf(report)).toEqual([COMMONJS.length, HANDLER.length + 6, COMMONJS.length + 6]);
    // Naming one of them says the same of it.
    const alone = await linted(cwd, ["dist/orders"]);
    expect(alone.artifacts).toEqual(report.artifacts.filter(({ id }) => id === "dist/orders"));
  });

  it("whose handler is handed on from another file", async () => {
    const cwd = writeTree({
      "dist/index.js": 'module.exports = require("./lib/orders");\n',
      "dist/lib/orders.js": "exports.handler = async () => {};\n",
      "esm/index.mjs": 'export * from "./orders.mjs";\n',
      "esm/orders.mjs": "export const other = 1;\n",
    });
    const report = await linted(cwd, ["dist", "esm"]);
    expect(report.functions.map(({ name, handler }) => [name, handler])).toEqual([
      ["dist", "index.handler"],
      ["esm", null],
    ]);
  });

  it("with several handlers is a function for each, with the chunks that it imports", async () => {
    const chunk = "export const shared = 1;\n";
    const using = (name: string) =>
      `import { shared } from "./chunk.mjs";\nexport const handler = () => shared; // ${name}\n`;
    const cwd = writeTree({
      "dist/a.mjs": using("a"),
      "dist/b.mjs": using("b"),
      "dist/lazy.mjs": 'export const handler = async () => import("./only.mjs");\n',
      "dist/only.mjs": "export const x = 1;\n",
      "dist/chunk.mjs": chunk,
      "dist/readme.txt": "not shipped by any of them",
    });
    const report = await linted(cwd, ["dist"]);
    expect(functionsOf(report)).toEqual([
      "a: directory dist/a.mjs a.handler",
      "b: directory dist/b.mjs b.handler",
      "lazy: directory dist/lazy.mjs lazy.handler",
    ]);
    expect(report.artifacts.map(({ files }) => files)).toEqual([2, 2, 2]);
    expect(report.functions[2]?.init?.bytes).toBe(57);
  });

  it("with pnpm's layout counts each real file once", async () => {
    const store = "app/node_modules/.pnpm/a@1.0.0/node_modules/a";
    const cwd = writeTree({
      "app/index.js": 'exports.handler = async () => require("a");\n',
      [`${store}/package.json`]: MANIFEST("a"),
      [`${store}/index.js`]: "exports.a = 1;\n",
    });
    symlinkSync(".pnpm/a@1.0.0/node_modules/a", join(cwd, "app/node_modules/a"));
    const report = await linted(cwd, ["app"]);
    expect(report.artifacts[0]?.packages.map(({ name, version, bytes }) => [name, version, bytes])).toEqual([
      ["a", "1.0.0", MANIFEST("a").length + 15],
    ]);
  });

  it("that is the working directory has a name of its own", async () => {
    const cwd = writeTree({ "package.json": MANIFEST("app"), "index.js": COMMONJS });
    const report = await linted(cwd, ["."]);
    expect(report.artifacts[0]?.id).toBe(".");
    expect(report.functions[0]?.name).toMatch(/^lambda-lint-/);
    const bare = writeTree({ "index.js": COMMONJS, "orders/index.js": COMMONJS });
    expect((await linted(bare, ["."])).artifacts.map(({ id }) => id)).toEqual(["index.js", "orders"]);
  });

  it("is followed when it is a symlink, and said once when named twice", async () => {
    const cwd = writeTree({ "build/orders/index.js": COMMONJS, "build/users/index.js": COMMONJS });
    symlinkSync("build", join(cwd, "dist"));
    expect(functionsOf(await linted(cwd, ["dist"]))).toEqual([
      "orders: directory dist/orders index.handler",
      "users: directory dist/users index.handler",
    ]);
    for (const paths of [
      ["build", "dist"],
      ["build", "build/orders"],
      ["build/orders", "./build"],
      ["build", "build/"],
    ])
      expect([paths, (await linted(cwd, paths)).functions.length]).toEqual([paths, 2]);
  });

  it("without a handler is still measured, and says so", async () => {
    const cwd = writeTree({
      "dist/server.js": "require('http').createServer();\n",
      "dist/x.bin": { size: 10 },
    });
    const report = await linted(cwd, ["dist"]);
    expect(functionsOf(report)).toEqual(["dist: directory dist -"]);
    expect(problemsOf(report)).toEqual(["note no-handler dist"]);
    expect(report.functions[0]?.init).toBeNull();
  });

  it("with nothing that a build leaves says what was expected", async () => {
    const cwd = writeTree({ "dist/readme.md": "x", "dist/index.js.map": "{}" });
    expect(problemsOf(await linted(cwd, ["dist"]))).toEqual(["error nothing-to-lint dist"]);
  });

  it("shaped like a layer is one, and has no function", async () => {
    const cwd = writeTree({
      "layer/nodejs/node_modules/a/package.json": MANIFEST("a"),
      "layer/nodejs/node_modules/a/index.js": "exports.a = 1;\n",
      "layer/nodejs/package.json": MANIFEST("deps"),
    });
    await zipFolder(join(cwd, "layer"), join(cwd, "layer.zip"));
    const report = await linted(cwd, ["layer", "layer.zip"]);
    expect(
      report.artifacts.map(({ id, role, packages }) => [id, role, packages.map(({ name }) => name)]),
    ).toEqual([
      ["layer", "layer", ["a"]],
      ["layer.zip", "layer", ["a"]],
    ]);
    expect(report.functions).toEqual([]);
  });
});

describe("a handler that is named", () => {
  it("wins over the names that are looked for", async () => {
    const cwd = writeTree({
      "dist/index.js": "exports.handler = 1;\nexports.main = async () => {};\n",
      "fn/lib/app.js": "exports.run = () => {};\n",
      "fn/index.js": COMMONJS,
    });
    expect(functionsOf(await linted(cwd, ["dist"], { handler: "index.main" }))).toEqual([
      "dist: directory dist index.main",
    ]);
    expect(functionsOf(await linted(cwd, ["fn"], { handler: "lib/app.run" }))).toEqual([
      "fn: directory fn lib/app.run",
    ]);
  });

  it("holds for each sub-folder that has its file, and is no reason to leave out the others", async () => {
    const cwd = writeTree({
      "dist/a/app.js": "exports.go = 1;\n",
      "dist/b/index.js": COMMONJS,
      "dist/c/package.json": MANIFEST("c"),
      "dist/c/index.js": COMMONJS,
    });
    const report = await linted(cwd, ["dist"], { handler: "app.go" });
    expect(functionsOf(report)).toEqual(["a: directory dist/a app.go", "b: directory dist/b index.handler"]);
    expect(problemsOf(report)).toEqual(["error handler-file-missing dist/c"]);
  });

  it("that is malformed or not there is an error with the artifact's path", async () => {
    const cwd = writeTree({ "dist/index.js": COMMONJS });
    for (const [handler, code] of [
      ["nope.handler", "handler-file-missing"],
      ["../x.handler", "malformed-handler"],
      ["handler", "malformed-handler"],
    ])
      expect(problemsOf(await linted(cwd, ["dist"], { handler: handler ?? "" }))).toEqual([
        `error ${code} dist`,
      ]);
  });
});

describe("nothing is counted twice", () => {
  const SOURCES = {
    "package.json": MANIFEST("app"),
    "src/index.ts": 'import { add } from "dep";\nexport const handler = async () => add(1);\n',
    "src/other.ts": 'import { add } from "dep";\nexport const handler = async () => add(2);\n',
    "node_modules/dep/package.json": JSON.stringify({ name: "dep", version: "2.0.0", module: "index.mjs" }),
    "node_modules/dep/index.mjs": "export const add = (n) => n + 40;\n",
  };

  it("a metafile beside the bundles that it describes", async () => {
    const cwd = writeTree(SOURCES);
    await bundle(cwd, {
      entryPoints: ["src/index.ts", "src/other.ts"],
      outdir: "dist",
      sourcemap: true,
      metafilePath: "dist/meta.json",
      splitting: true,
    });
    const report = await linted(cwd, ["dist"]);
    expect(functionsOf(report)).toEqual([
      "src/index.ts: metafile dist/meta.json#src/index.ts -",
      "src/other.ts: metafile dist/meta.json#src/other.ts -",
    ]);
    expect(
      report.artifacts.map(({ packages }) => packages.map(({ name, version }) => `${name}@${version}`)),
    ).toEqual([["dep@2.0.0"], ["dep@2.0.0"]]);
  });

  it("a whole project: package.json, src, dist, metafile", async () => {
    const cwd = writeTree({ ...SOURCES, "src/index.js": 'export { add as handler } from "dep";\n' });
    await bundle(cwd, {
      entryPoints: ["src/index.js"],
      outdir: "dist",
      sourcemap: true,
      metafilePath: "dist/meta.json",
    });
    expect(functionsOf(await linted(cwd, ["."]))).toEqual(["src/index.js: metafile dist/meta.json -"]);
    expect(functionsOf(await linted(cwd, [".", "dist", "dist/meta.json"]))).toHaveLength(1);
  });

  it("a map beside its bundle, named or found", async () => {
    const cwd = writeTree(SOURCES);
    await bundle(cwd, { entryPoints: ["src/index.ts"], outfile: "dist/index.mjs", sourcemap: true });
    const [found, script, map] = [
      await linted(cwd, ["dist"]),
      await linted(cwd, ["dist/index.mjs"]),
      await linted(cwd, ["dist/index.mjs.map"]),
    ];
    const { artifacts } = script;
    expect(artifacts[0]?.kind).toBe("source-map");
    expect(artifacts[0]?.packages.map(({ name }) => name)).toEqual(["dep"]);
    expect(map.artifacts).toEqual(artifacts);
    const [folder] = found.artifacts;
    expect([folder?.unzippedBytes, folder?.ownBytes, folder?.packages.map(({ bytes }) => bytes)]).toEqual([
      artifacts[0]?.unzippedBytes,
      artifacts[0]?.ownBytes,
      artifacts[0]?.packages.map(({ bytes }) => bytes),
    ]);
    expect((await linted(cwd, ["dist/index.mjs", "dist/index.mjs.map"])).artifacts).toHaveLength(1);
  });

  it("a zip of a folder, or of a file, that is there too", async () => {
    const cwd = writeTree({
      "dist/orders/index.js": COMMONJS,
      "dist/orders/a.txt": "a",
      "dist/users.js": COMMONJS,
      "only/users.js": COMMONJS,
    });
    await zipFolder(join(cwd, "dist/orders"), join(cwd, "dist/orders.zip"));
    await zipFolder(join(cwd, "only"), join(cwd, "dist/users.zip"));
    expect(functionsOf(await linted(cwd, ["dist"]))).toEqual([
      "orders: zip dist/orders.zip index.handler",
      "users: zip dist/users.zip users.handler",
    ]);
  });

  it("a metafile and the zip of what it built, but not a zip that holds more", async () => {
    const cwd = writeTree(SOURCES);
    await bundle(cwd, {
      entryPoints: ["src/index.ts"],
      outdir: "dist",
      sourcemap: true,
      metafilePath: "dist/meta.json",
    });
    await zipFolder(join(cwd, "dist"), join(cwd, "dist/function.zip"));
    const report = await linted(cwd, ["dist"]);
    expect(functionsOf(report)).toEqual(["src/index.ts: metafile dist/meta.json -"]);
    expect(problemsOf(report)).toEqual(["note counted-once dist/function.zip"]);

    const more = writeTree({
      ...SOURCES,
      "dist/node_modules/sharp/package.json": MANIFEST("sharp"),
      "dist/node_modules/sharp/lib.node": { size: 9000 },
    });
    await bundle(more, { entryPoints: ["src/index.ts"], outdir: "dist" });
    await zipFolder(join(more, "dist"), join(more, "function.zip"));
    await bundle(more, { entryPoints: ["src/index.ts"], outdir: "out", metafilePath: "out/meta.json" });
    await zipFolder(join(more, "dist"), join(more, "out/function.zip"));
    const zip = (await linted(more, ["out"])).artifacts.find(({ kind }) => kind === "zip");
    expect(zip?.packages.map(({ name, bytes }) => [name, bytes])).toEqual([
      ["dep", 25],
      ["sharp", 9000 + MANIFEST("sharp").length],
    ]);
  });

  it("everything at once in ./dist", async () => {
    const cwd = writeTree({
      ...SOURCES,
      "dist/legacy/index.js": COMMONJS,
      "dist/packed/package.json": MANIFEST("packed"),
      "dist/packed/index.js": COMMONJS,
      "dist/stats.json": '{"chunks":[],"modules":[]}',
    });
    await bundle(cwd, {
      entryPoints: ["src/index.ts"],
      outdir: "dist",
      sourcemap: true,
      metafilePath: "dist/meta.json",
    });
    await zipFolder(join(cwd, "dist/packed"), join(cwd, "dist/packed.zip"));
    const report = await linted(cwd, ["dist"]);
    expect(functionsOf(report)).toEqual([
      "legacy: directory dist/legacy index.handler",
      "packed: zip dist/packed.zip index.handler",
      "src/index.ts: metafile dist/meta.json -",
    ]);
    expect(problemsOf(report)).toEqual(["note foreign-json dist/stats.json"]);
  });
});
