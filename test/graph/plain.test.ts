import { execFileSync } from "node:child_process";
import { readFileSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { attributeFiles } from "../../src/artifact/attribution.js";
import { openDirectory } from "../../src/artifact/directory.js";
import { openZip } from "../../src/artifact/zip.js";
import { type PlainGraph, plainGraph } from "../../src/graph/plain.js";
import { manifest, NAMING, plant, type Tree, temporaryFolder, zipFolder } from "../artifact/trees.js";

const folder = temporaryFolder();

async function graphOf(tree: Tree, path = "index.js"): Promise<PlainGraph> {
  const artifact = await openDirectory(plant(folder, tree), NAMING);
  const { manifests } = await attributeFiles(artifact);
  return plainGraph(artifact, [{ functionId: "f", path }], manifests);
}

/** Paths that static imports reach from the root: what init loads. */
function init(graph: PlainGraph): string[] {
  const reached = new Set(graph.roots.map(({ module }) => module));
  for (const index of reached) {
    for (const { target, timing } of graph.modules[index]?.imports ?? []) {
      if (target !== null && timing === "static") reached.add(target);
    }
  }
  return [...reached].map((index) => graph.modules[index]?.path ?? "").sort();
}

/** What Node loads in truth, with the switches that Lambda's runtimes set. */
function loadedByNode(root: string, path: string): string[] {
  const script = `require("./${path}"); console.log(JSON.stringify(Object.keys(require.cache)))`;
  const output = execFileSync(process.execPath, ["--no-experimental-require-module", "-e", script], {
    cwd: root,
    stdio: ["ignore", "pipe", "ignore"],
  });
  const real = realpathSync(root);
  return (JSON.parse(output.toString()) as string[]).map((file) => file.slice(real.length + 1)).sort();
}

const EVERYTHING: Tree = {
  "index.js": `require("./lib"); require("./lib/"); require("./exact.js"); require("./json"); require("a"); require("a/sub");
    require("@s/b"); require("exported"); require("exported/feature/x"); require("#internal"); require("fs");
    require("node:path"); require("./folder-and-file"); require("string_decoder/"); require("old");
    require("./both/");
    require("."+"/computed"); exports.handler = () => require("./lazy"); try { require("absent") } catch {}`,
  "package.json": manifest("app", "1.0.0", { imports: { "#internal": "./internal.js" } }),
  "lib/index.js": "require('..'); require('../lib/other')",
  "lib/other.js": "",
  "exact.js": "",
  "json.json": "{}",
  "lazy.js": "require('./only-lazy')",
  "only-lazy.js": "",
  "internal.js": "",
  "computed.js": "",
  "both.js": "",
  "both/index.js": "",
  "folder-and-file.js": "",
  "folder-and-file/index.js": "",
  "node_modules/a/package.json": manifest("a", "1.0.0", { main: "./lib/main" }),
  "node_modules/a/lib/main.js": "require('b'); require('./up')",
  "node_modules/a/lib/up/index.json": "{}",
  "node_modules/a/sub/package.json": JSON.stringify({ main: "../lib/sub.js" }),
  "node_modules/a/lib/sub.js": "",
  "node_modules/a/node_modules/b/index.js": "",
  "node_modules/b/index.js": "throw new Error('the nearer one counts')",
  "node_modules/@s/b/package.json": manifest("@s/b", "1.0.0", { main: "gone.js" }),
  "node_modules/@s/b/index.js": "",
  "node_modules/exported/package.json": manifest("exported", "1.0.0", {
    exports: {
      ".": { "module-sync": "./sync.mjs", import: "./import.mjs", require: "./require.js" },
      "./feature/*": { node: "./features/*.cjs" },
    },
  }),
  "node_modules/exported/sync.mjs": "",
  "node_modules/exported/import.mjs": "",
  "node_modules/exported/require.js": "require('exported/feature/self')",
  "node_modules/exported/features/x.cjs": "",
  "node_modules/exported/features/self.cjs": "",
  "node_modules/string_decoder/package.json": manifest("string_decoder", "1.0.0", { main: "decoder" }),
  "node_modules/string_decoder/decoder.js": "",
  "node_modules/old/package.json": manifest("old", "1.0.0", { main: "lib" }),
  "node_modules/old/lib/index.js": "",
};

describe("plainGraph", () => {
  test("loads in init what Node loads, but for computed names", async () => {
    const planted = plant(folder, EVERYTHING);
    const truth = loadedByNode(planted, "index.js");
    expect(truth).toContain("computed.js");
    for (const artifact of [
      await openDirectory(planted, NAMING),
      await openZip(zipFolder(planted), NAMING),
    ]) {
      const { manifests } = await attributeFiles(artifact);
      const graph = await plainGraph(artifact, [{ functionId: "f", path: "index.js" }], manifests);
      expect(init(graph)).toEqual(truth.filter((path) => path !== "computed.js"));
      expect(graph.dynamicRequires).toEqual(new Map([["index.js", 1]]));
      await artifact.close();
    }
  });

  test("pnpm's layout: links lead to real paths", async () => {
    const tree: Tree = {
      "index.js": "require('a')",
      "node_modules/a": { link: ".pnpm/a@1.0.0/node_modules/a" },
      "node_modules/.pnpm/a@1.0.0/node_modules/a/package.json": manifest("a"),
      "node_modules/.pnpm/a@1.0.0/node_modules/a/index.js": "require('b')",
      "node_modules/.pnpm/a@1.0.0/node_modules/b": { link: "../../b@1.0.0/node_modules/b" },
      "node_modules/.pnpm/b@1.0.0/node_modules/b/package.json": manifest("b"),
      "node_modules/.pnpm/b@1.0.0/node_modules/b/index.js": "",
    };
    const planted = plant(folder, tree);
    const graph = await graphOf(tree);
    expect(init(graph)).toEqual(loadedByNode(planted, "index.js"));
    expect(graph.modules.map(({ packageId }) => packageId)).toEqual([
      null,
      "node_modules/.pnpm/a@1.0.0/node_modules/a",
      "node_modules/.pnpm/b@1.0.0/node_modules/b",
    ]);
  });

  test("ES modules: conditions, exact files, main, type of the nearest package.json", async () => {
    const graph = await graphOf(
      {
        "index.mjs": `import "./a.js"; import "./b"; import "exported"; import "main"; import "main/sub"; import "bare"; import "./c.js?x=1";
        export const handler = () => import("./lazy.mjs")`,
        "package.json": manifest("app", "1.0.0", { type: "module" }),
        "a.js": "import './deep/x.js'",
        "b.js": "",
        "c.js": "",
        "lazy.mjs": "",
        "deep/package.json": "{}",
        "deep/x.js": "require('./y')",
        "deep/y.js": "",
        "node_modules/exported/package.json": EVERYTHING["node_modules/exported/package.json"] ?? "",
        "node_modules/exported/import.mjs": "",
        "node_modules/exported/require.js": "",
        "node_modules/main/package.json": manifest("main", "1.0.0", { main: "lib" }),
        "node_modules/main/lib/index.js": "",
        "node_modules/main/sub.js": "",
        "node_modules/bare/index.js": "require('./of-no-type')",
        "node_modules/bare/of-no-type.js": "",
      },
      "index.mjs",
    );
    expect(init(graph)).toEqual([
      "a.js",
      "c.js",
      "deep/x.js",
      "deep/y.js",
      "index.mjs",
      "node_modules/bare/index.js",
      "node_modules/bare/of-no-type.js",
      "node_modules/exported/import.mjs",
      "node_modules/main/lib/index.js",
    ]);
    expect(graph.modules.map(({ path }) => path)).toContain("lazy.mjs");
  });

  test("a required function that is called at once runs, with what it requires", async () => {
    const tree: Tree = {
      "index.js": "module.exports = require('./setup')(exports); require('./not-called')",
      "setup.js":
        "function setup(x) { x.a = require('./a'); x.f = () => require('./b') } module.exports = setup",
      "not-called.js": "module.exports = () => require('./b')",
      "a.js": "",
      "b.js": "",
    };
    expect(init(await graphOf(tree))).toEqual(loadedByNode(plant(folder, tree), "index.js"));
  });

  test("keeps what leads nowhere as an edge without target", async () => {
    const graph = await graphOf({
      "index.js": "require('fs'); try { require('x') } catch {} require('../out')",
    });
    expect(graph.modules[0]?.imports).toEqual([
      { specifier: "fs", target: null, timing: "static", optional: false, syntax: "require" },
      { specifier: "x", target: null, timing: "static", optional: true, syntax: "require" },
      { specifier: "../out", target: null, timing: "static", optional: false, syntax: "require" },
    ]);
    expect(graph.initKnown).toBe(true);
  });

  test("several handlers, one of which is not there", async () => {
    const planted = plant(folder, { "b.js": "require('./c')", "a.js": "require('./c')", "c.js": "12" });
    const artifact = await openDirectory(planted, NAMING);
    const roots = ["b.js", "a.js", "gone.js"].map((path) => ({ functionId: path, path }));
    const graph = await plainGraph(artifact, roots, new Map());
    expect(graph.modules.map(({ path, bytes }) => [path, bytes])).toEqual([
      ["a.js", 14],
      ["b.js", 14],
      ["c.js", 2],
    ]);
    expect(graph.roots).toEqual([
      { functionId: "b.js", module: 1 },
      { functionId: "a.js", module: 0 },
    ]);
  });

  test("a file too large to scan is a module without imports, and noted", async () => {
    const graph = await graphOf({
      "index.js": "require('./large')",
      "large.js": `require('./a');${" ".repeat(33 * 1024 * 1024)}`,
      "a.js": "",
    });
    expect(init(graph)).toEqual(["index.js", "large.js"]);
    expect(graph.problems).toMatchObject([{ level: "note", code: "unscanned-file", path: "build/large.js" }]);
  });
});

test("a damaged zip that opens is attributed and gives a graph", async () => {
  const whole = readFileSync(zipFolder(plant(folder, EVERYTHING)));
  const changes = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 });
  let opened = 0;
  await fc.assert(
    fc.asyncProperty(changes, async (all) => {
      const bytes = Buffer.from(whole);
      for (const [at, value] of all) bytes[at] = value;
      const file = join(folder, "damaged.zip");
      writeFileSync(file, bytes);
      const artifact = await openZip(file, NAMING).catch(() => null);
      if (artifact === null) return;
      opened += 1;
      const { manifests } = await attributeFiles(artifact);
      await plainGraph(artifact, [{ functionId: "f", path: "index.js" }], manifests);
      await artifact.close();
    }),
    { numRuns: 200 },
  );
  expect(opened).toBeGreaterThan(50);
});
