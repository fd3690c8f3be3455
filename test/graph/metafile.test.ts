import { cpSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { BuildOptions } from "esbuild";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InputError } from "../../src/errors.js";
import { asMetafile, parseMetafile } from "../../src/graph/metafile.js";
import { metafileEntries } from "../../src/graph/metafile-entries.js";
import { type MetafileFunction, openMetafile } from "../../src/graph/metafile-open.js";
import type { ModuleGraph } from "../../src/graph/module-graph.js";
import { fromModules, reachable } from "../../src/graph/reachability.js";
import { retainedNodes } from "../../src/graph/retained.js";
import type { Tree } from "../support/tree.js";
import { writeTree } from "../support/tree.js";
import { buildTree, PACKAGES } from "./build-tree.js";

const HANDLER = `import { x } from "pure"; import common from "common";
export const handler = async () => [x, common.top, await import("./lazy")];`;
const TREE: Tree = {
  ...PACKAGES,
  "src/a.ts": HANDLER,
  "src/b.ts": `import { x } from "pure"; export const handler = async () => [x, (await import("./lazy")).lazy];`,
  "src/lazy.ts": `import heavy from "heavy"; export const lazy = heavy;`,
};

async function open(
  entries: readonly string[],
  options: BuildOptions = {},
  tree: Tree = TREE,
): Promise<MetafileFunction[]> {
  const { metafile, folder } = await buildTree(tree, entries, options);
  return [...openMetafile(metafile, { cwd: folder })];
}

function loaded(graph: ModuleGraph, follow: "init" | "all"): string[] {
  const reached = reachable(fromModules(graph, follow));
  return graph.modules
    .filter(({ bytes }, at) => reached[at] === 1 && bytes > 0)
    .map(({ path }) => path)
    .sort();
}

function total({ attribution }: MetafileFunction): number {
  const { ownBytes, unattributedBytes, packages } = attribution;
  return packages.reduce((sum, { bytes }) => sum + bytes, ownBytes + unattributedBytes);
}

const INIT = [
  "node_modules/common/index.js",
  "node_modules/common/top.js",
  "node_modules/leaf/index.js",
  "node_modules/pure/x.js",
  "src/a.ts",
];

/** Both `first` and `later` require `shared`; nobody has to read `later` to know what init loads. */
const TWICE: Tree = {
  "src/a.js": `import first from "../lib/first.js"; import later from "../lib/later.js"; export const handler = () => [first, later];`,
  "lib/first.js": `const shared = require("./shared.js"); module.exports = () => shared;`,
  "lib/later.js": `const before = 1; module.exports = () => before + require("./shared.js");`,
  "lib/shared.js": `module.exports = "shared";`,
};

describe("a metafile's function", () => {
  it("reads no file whose calls lead to what init loads anyway, until somebody asks", async () => {
    const [fn] = await open(["src/a.js"], {}, TWICE);
    const graph = await fn?.graph(["f"]);
    const edgeOf = (path: string) => graph?.modules.find((module) => module.path === path)?.imports[0];
    const [first, later] = [edgeOf("lib/first.js"), edgeOf("lib/later.js")];
    if (graph === undefined || first === undefined || later === undefined) throw new Error("no graph");
    const edges = graph.modules.flatMap(({ imports }) => imports);
    expect(edges.filter(({ isUnread }) => isUnread)).toEqual([later]);
    expect(loaded(graph, "init")).toEqual(Object.keys(TWICE).sort());
    expect([first.timing, later.timing]).toEqual(["static", "lazy"]);
    const shared = graph.modules.findIndex(({ path }) => path === "lib/shared.js");
    const init = fromModules(graph, "init");
    const firstAt = graph.modules.findIndex(({ path }) => path === "lib/first.js");
    expect(retainedNodes(init, [firstAt])).toEqual(new Set([firstAt, shared]));
  });

  it("knows init where such a file is gone", async () => {
    const { metafile, folder } = await buildTree(TWICE, ["src/a.js"], { minify: true });
    rmSync(join(folder, "lib/later.js"));
    const [fn] = openMetafile(metafile, { cwd: folder });
    expect((await fn?.graph(["f"]))?.initKnown).toBe(true);
    rmSync(join(folder, "lib/first.js"));
    const [other] = openMetafile(metafile, { cwd: folder });
    expect((await other?.graph(["f"]))?.initKnown).toBe(false);
  });

  it.each([
    ["CommonJS", {}],
    ["ESM", { format: "esm" }],
    ["minified", { minify: true }],
    ["with an inline map", { sourcemap: "inline" }],
    ["with a banner and helpers", { banner: { js: "/* mine */" }, target: "es2017" }],
    ["split", { format: "esm", splitting: true, sourcemap: true }],
  ] satisfies [string, BuildOptions][])(
    "has its bytes to the byte and init without what is lazy: %s",
    async (_, options) => {
      const [fn] = await open(["src/a.ts"], options);
      if (fn === undefined) throw new Error("no function");
      expect(total(fn)).toBe(fn.attribution.unzippedBytes);
      expect([...fn.artifact.files.values()].reduce((sum, { bytes }) => sum + bytes, 0)).toBe(
        fn.attribution.unzippedBytes,
      );
      for (const [path, { bytes }] of fn.artifact.files)
        expect((await fn.artifact.read(path)).length).toBe(bytes);
      const graph = await fn.graph(["f"]);
      expect(graph.initKnown).toBe(true);
      expect(loaded(graph, "init")).toEqual(INIT);
      expect(loaded(graph, "all")).toEqual(
        [...INIT, "node_modules/common/later.js", "node_modules/heavy/index.js", "src/lazy.ts"].sort(),
      );
    },
  );

  it("names packages with version, files and who asks for them, and leaves out what was tree-shaken", async () => {
    const [fn] = await open(["src/a.ts"], { minify: true });
    expect(fn?.attribution.packages.map(({ bytes, ...rest }) => ({ ...rest, hasBytes: bytes > 0 }))).toEqual(
      [
        { name: "common", version: "3.1.4", files: 3, requestedBy: [] },
        { name: "heavy", version: "9.9.9", files: 1, requestedBy: ["node_modules/common"] },
        { name: "leaf", version: "1.0.0", files: 1, requestedBy: ["node_modules/common"] },
        { name: "pure", version: "2.0.0", files: 1, requestedBy: [] },
      ].map((row) => ({
        ...row,
        id: `node_modules/${row.name}`,
        path: `node_modules/${row.name}`,
        zippedBytes: null,
        hasBytes: true,
      })),
    );
    const graph = await fn?.graph(["f"]);
    expect(graph?.modules.map(({ path }) => path)).not.toContain("node_modules/pure/z.js");
    expect(graph?.modules.map(({ path }) => path)).toContain("node_modules/pure/index.js");
  });

  it("drops the require() and import() calls of what was tree-shaken", async () => {
    const tree = {
      ...TREE,
      "node_modules/pure/y.js": `export const y = () => [require("heavy"), import("leaf")];`,
    };
    const [fn] = await open(["src/a.ts"], {}, tree);
    const graph = await fn?.graph(["f"]);
    expect(graph?.modules.map(({ path }) => path)).toContain("node_modules/heavy/index.js");
    expect(graph?.modules.map(({ path }) => path)).not.toContain("node_modules/pure/y.js");
  });

  it.each([false, true])(
    "loads in init what a file waits for at its top level (splitting: %s)",
    async (splitting) => {
      const tree = {
        "src/a.ts": `interface Event { readonly id: string }
const { early } = await import("./early");
export const handler = async ({ id }: Event) => [early(id), await import("./late")];
`,
        "src/early.ts": `export const early = (id: string) => id + "early";`,
        "src/late.ts": `export default "late";`,
      };
      const { metafile, folder } = await buildTree(tree, ["src/a.ts"], { format: "esm", splitting });
      const init = async () => {
        const graph = await openMetafile(metafile, { cwd: folder })[0]?.graph(["f"]);
        return graph && [graph.initKnown, ...loaded(graph, "init")];
      };
      expect(await init()).toEqual([true, "src/a.ts", "src/early.ts"]);
      rmSync(join(folder, "src/a.ts"));
      expect(await init()).toEqual([true, "src/a.ts"]);
    },
  );

  it("adds up an input that lies in several outputs, and counts assets", async () => {
    const tree = {
      ...TREE,
      "src/a.ts": `import logo from "./logo.png"; ${HANDLER} console.log(logo)`,
      "src/logo.png": "PNG",
    };
    const [fn] = await open(["src/a.ts"], { loader: { ".png": "file" }, sourcemap: true }, tree);
    expect([...(fn?.artifact.files.keys() ?? [])].map((path) => path.replace(/-\w+/, ""))).toEqual([
      "a.js",
      "logo.png",
    ]);
    expect(fn && total(fn)).toBe(fn?.attribution.unzippedBytes);
    expect(fn?.attribution.packages.map(({ name }) => name)).not.toContain("logo.png");
  });

  it("keeps what is external as an edge without a target", async () => {
    const [fn] = await open(["src/a.ts"], { packages: "external" });
    expect(fn?.attribution.packages).toEqual([]);
    const graph = await fn?.graph(["f"]);
    const edges = graph?.modules.flatMap(({ imports }) => imports).filter(({ target }) => target === null);
    expect(edges?.map(({ specifier, timing }) => `${specifier} ${timing}`).sort()).toEqual([
      "common static",
      "heavy static",
      "pure static",
    ]);
    expect(graph && loaded(graph, "init")).toEqual(["src/a.ts"]);
  });

  it("loads injected files in init, without mistaking them for external imports", async () => {
    const tree = { ...TREE, "src/shim.ts": `import "leaf"; globalThis.shimmed = true;` };
    const [fn] = await open(["src/b.ts"], { inject: ["src/shim.ts"] }, tree);
    const graph = await fn?.graph(["f"]);
    expect(graph && loaded(graph, "init")).toEqual([
      "node_modules/leaf/index.js",
      "node_modules/pure/x.js",
      "src/b.ts",
      "src/shim.ts",
    ]);
    expect(graph?.modules.flatMap(({ imports }) => imports).filter(({ target }) => target === null)).toEqual(
      [],
    );
  });

  it("takes import attributes, virtual modules and pnpm's store apart", async () => {
    const store = "node_modules/.pnpm/leaf@4.5.6/node_modules/leaf";
    const tree = {
      "src/a.js": `import data from "./d.json" with { type: "json" }; import v from "virtual"; import leaf from "../${store}/index.js"; export const handler = () => [data, v, leaf];`,
      "src/d.json": `{ "a": 1 }`,
      [`${store}/index.js`]: "module.exports = 'leaf in a store';",
    };
    const virtual: BuildOptions["plugins"] = [
      {
        name: "virtual",
        setup(build) {
          build.onResolve({ filter: /^virtual$/ }, () => ({ path: "made/up.js", namespace: "mine" }));
          build.onLoad({ filter: /.*/, namespace: "mine" }, () => ({ contents: "export default 'made up'" }));
        },
      },
    ];
    const [fn] = await open(["src/a.js"], { plugins: virtual }, tree);
    expect(fn?.attribution.packages).toMatchObject([{ id: store, name: "leaf", version: "4.5.6" }]);
    expect(fn && total(fn)).toBe(fn?.attribution.unzippedBytes);
    const graph = await fn?.graph(["f"]);
    expect(graph?.modules.map(({ path }) => path).sort()).toEqual([
      "mine:made/up.js",
      `${store}/index.js`,
      "src/a.js",
      "src/d.json",
    ]);
  });
});

describe("a metafile's entries", () => {
  it("are the outputs that nobody imports: not chunks, targets of import(), maps, CSS or assets", async () => {
    const tree = { ...TREE, "src/style.css": "a { color: red }" };
    const { metafile } = await buildTree(tree, ["src/a.ts", "src/b.ts", "src/style.css"], {
      format: "esm",
      splitting: true,
      sourcemap: true,
    });
    expect(metafileEntries(metafile)).toEqual([
      { output: "dist/a.js", entryPoint: "src/a.ts" },
      { output: "dist/b.js", entryPoint: "src/b.ts" },
    ]);
  });

  it("have ids with the entry when there are several, and each its own closure", async () => {
    const functions = await open(["src/a.ts", "src/b.ts"], { format: "esm", splitting: true });
    expect(functions.map(({ artifact }) => artifact.id)).toEqual([
      "dist/meta.json#src/a.ts",
      "dist/meta.json#src/b.ts",
    ]);
    const [a, b] = functions;
    expect(b?.attribution.packages.map(({ name }) => name)).toEqual(["heavy", "pure"]);
    expect(a?.attribution.packages).toHaveLength(4);
    const [alone] = await open(["src/b.ts"]);
    expect(alone?.artifact.id).toBe("dist/meta.json");
  });

  it("keep one of two that load each other", async () => {
    const tree = {
      "src/a.js": `export const one = 1; export const handler = () => import("./b.js");`,
      "src/b.js": `export const handler = () => import("./a.js");`,
    };
    const { metafile } = await buildTree(tree, ["src/a.js", "src/b.js"], { format: "esm", splitting: true });
    expect(metafileEntries(metafile).map(({ output }) => output)).toEqual(["dist/a.js"]);
  });

  it("are found in metafiles of old versions, without entryPoint, kinds, exports and external", async () => {
    const { json, folder } = await buildTree(TREE, ["src/a.ts", "src/b.ts"], {
      format: "esm",
      splitting: true,
      sourcemap: true,
    });
    const old = JSON.parse(JSON.stringify(json), (key, value) =>
      /^(entryPoint|exports|external|format|original)$/.test(key) ? undefined : value,
    );
    const metafile = asMetafile(old, "dist/meta.json");
    expect(metafile && metafileEntries(metafile)).toEqual([
      { output: "dist/a.js", entryPoint: null },
      { output: "dist/b.js", entryPoint: null },
    ]);
    const [fn] = metafile === null ? [] : openMetafile(metafile, { cwd: folder });
    const graph = await fn?.graph(["f"]);
    expect(graph?.roots.map(({ module }) => graph.modules[module]?.path)).toEqual(["src/a.ts"]);
    expect(graph?.initKnown).toBe(true);
    expect(graph && loaded(graph, "init")).toEqual(INIT);
  });
});

describe("a metafile away from its project", () => {
  it("finds inputs and outputs upwards, whatever the working directory", async () => {
    const { folder, json } = await buildTree(TREE, ["src/a.ts"], { minify: true });
    mkdirSync(join(folder, "deep/er"), { recursive: true });
    renameSync(join(folder, "dist"), join(folder, "deep/er/dist"));
    const moved = asMetafile(json, "dist/meta.json");
    const [fn] = moved === null ? [] : openMetafile(moved, { cwd: join(folder, "deep/er") });
    expect((await fn?.graph(["f"]))?.initKnown).toBe(true);
    expect((await fn?.artifact.read("a.js"))?.length).toBe(fn?.attribution.unzippedBytes);
    expect(fn?.attribution.packages[0]?.version).toBe("3.1.4");
  });

  it("finds inputs from the project that it is linted from", async () => {
    const { folder, json } = await buildTree(TREE, ["src/a.ts"], { minify: true });
    const elsewhere = writeTree({ "artifacts/meta.json": JSON.stringify(json) });
    const path = join(elsewhere, "artifacts/meta.json");
    const moved = asMetafile(json, path);
    const opened = (cwd: string) => (moved === null ? [] : openMetafile(moved, { cwd }));
    const [fn] = opened(join(folder, "src"));
    expect(fn?.source("src/a.ts")?.place).toBe(join(folder, "src/a.ts"));
    expect(fn?.attribution.packages[0]?.version).toBe("3.1.4");
    expect(opened(elsewhere)[0]?.source("src/a.ts")).toBeNull();
  });

  it("takes off folders that are gone from paths (../../Documents/app/src/a.ts)", async () => {
    const { folder, json } = await buildTree(TREE, ["src/a.ts"], { minify: true });
    const text = JSON.stringify(json)
      .replaceAll('"src/', '"../../Documents/app/src/')
      .replaceAll('"node_modules/', '"../../Documents/app/node_modules/');
    const moved = parseMetafile(text, "dist/meta.json");
    const [fn] = moved === null ? [] : openMetafile(moved, { cwd: folder });
    expect((await fn?.graph(["f"]))?.initKnown).toBe(true);
    expect(fn?.attribution.packages.map(({ id, version }) => `${id}@${version}`)).toContain(
      "../../Documents/app/node_modules/leaf@1.0.0",
    );
  });

  it("reads require() calls from an unminified output, and says so when there is only a minified one", async () => {
    for (const minify of [false, true]) {
      const { folder, metafile } = await buildTree(TREE, ["src/a.ts"], { minify });
      for (const gone of ["src", "node_modules"]) rmSync(join(folder, gone), { recursive: true });
      const [fn] = openMetafile(metafile, { cwd: folder });
      const graph = await fn?.graph(["f"]);
      expect(graph?.initKnown).toBe(!minify);
      if (!minify && graph !== undefined) expect(loaded(graph, "init")).toEqual(INIT);
      expect(fn && total(fn)).toBe(fn?.attribution.unzippedBytes);
    }
  });

  it("does so when the build's paths are absolute, though not those in its comments", async () => {
    const { folder, metafile } = await buildTree(TREE, ["src/a.ts"], { absPaths: ["metafile"] });
    for (const gone of ["src", "node_modules"]) rmSync(join(folder, gone), { recursive: true });
    const [fn] = openMetafile(metafile, { cwd: folder });
    expect((await fn?.graph(["f"]))?.initKnown).toBe(true);
  });

  it("finds outputs that a deploy tool moved beside it, by name", async () => {
    const { folder, json } = await buildTree(TREE, ["src/a.ts"]);
    renameSync(join(folder, "dist"), join(folder, "asset.0123"));
    const text = JSON.stringify(json).replaceAll('"dist/a.js"', '"../../tmp/cdk-x/a.js"');
    const moved = parseMetafile(text, "asset.0123/meta.json");
    const [fn] = moved === null ? [] : openMetafile(moved, { cwd: folder });
    expect((await fn?.artifact.read("a.js"))?.length).toBe(fn?.attribution.unzippedBytes);
  });

  it("names nothing of one machine when the build's paths are absolute", async () => {
    const { folder, metafile } = await buildTree(TREE, ["src/a.ts"], { absPaths: ["metafile"] });
    const [fn] = openMetafile(metafile, { cwd: folder });
    expect(fn?.entry).toEqual({ output: "dist/a.js", entryPoint: "src/a.ts" });
    expect(fn?.attribution.packages.map(({ id }) => id)).toContain("node_modules/common");
    const graph = await fn?.graph(["f"]);
    expect(graph && loaded(graph, "init")).toEqual(INIT);
    expect((await fn?.artifact.read("a.js"))?.length).toBe(fn?.attribution.unzippedBytes);
  });

  it("does not take a source that was changed since for what was built", async () => {
    const { folder, metafile } = await buildTree(TREE, ["src/a.ts"], { minify: true });
    cpSync(join(folder, "node_modules/heavy/index.js"), join(folder, "node_modules/common/index.js"));
    const [fn] = openMetafile(metafile, { cwd: folder });
    expect((await fn?.graph(["f"]))?.initKnown).toBe(false);
  });

  it("says when an output is gone", async () => {
    const { folder, metafile } = await buildTree(TREE, ["src/a.ts"]);
    rmSync(join(folder, "dist/a.js"));
    const [fn] = openMetafile(metafile, { cwd: folder });
    await expect(fn?.artifact.read("a.js")).rejects.toBeInstanceOf(InputError);
    await expect(fn?.artifact.read("nothing.js")).rejects.toBeInstanceOf(InputError);
  });

  it("takes outputs from memory when nothing was written", async () => {
    const { folder, metafile } = await buildTree(TREE, ["src/a.ts"], { write: false });
    const contents = new Map([
      ["dist/a.js", Buffer.alloc(metafile.outputs.get("dist/a.js")?.bytes ?? 0, "x")],
    ]);
    const [fn] = openMetafile(metafile, { cwd: folder, projectRoot: folder, contents });
    expect((await fn?.artifact.read("a.js"))?.toString("utf8", 0, 3)).toBe("xxx");
  });
});

describe("what is no metafile", () => {
  it.each([
    [
      "webpack stats",
      { hash: "a", chunks: [], modules: [], assets: [], outputPath: "/dist", entrypoints: {} },
    ],
    ["a lockfile", { name: "a", lockfileVersion: 3, packages: { "": {} } }],
    ["a manifest", { "main.js": "main.abc.js" }],
    ["rollup metadata", { version: 2, tree: {}, nodeParts: {}, nodeMetas: {} }],
    [
      "inputs and outputs of something else",
      { inputs: { a: "b" }, outputs: { c: { bytes: 1, inputs: {} } } },
    ],
    ["outputs without bytes", { inputs: {}, outputs: { "a.js": { inputs: {} } } }],
    ["negative bytes", { inputs: {}, outputs: { "a.js": { bytes: -1, inputs: {} } } }],
    ["no outputs", { inputs: {}, outputs: {} }],
    ["a list", [{ inputs: {}, outputs: {} }]],
  ])("is refused by shape: %s", (_, json) => {
    expect(parseMetafile(JSON.stringify(json), "x.json")).toBeNull();
  });

  it("is refused when it claims more than its output has", () => {
    const metafile = asMetafile(
      {
        inputs: { a: { bytes: 1, imports: [] } },
        outputs: { "a.js": { bytes: 5, inputs: { a: { bytesInOutput: 6 } } } },
      },
      "x.json",
    );
    expect(() => metafile && openMetafile(metafile)).toThrow(InputError);
  });

  it("never throws, whatever the text", () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void parseMetafile(text, "x.json")));
  });

  it("opens whatever has the shape, or refuses it as input", async () => {
    const key = fc.oneof(
      fc.constantFrom(
        "a.js",
        "src/b.ts",
        "../c.js",
        "/abs/d.mjs",
        "node_modules/e/f.js",
        "ns:g.js",
        "__proto__",
        "node_modules/@s",
      ),
      fc.string({ maxLength: 8 }),
    );
    const imports = fc.array(
      fc.record(
        {
          path: key,
          kind: fc.constantFrom("import-statement", "require-call", "dynamic-import", "odd"),
          external: fc.boolean(),
          original: key,
        },
        { requiredKeys: ["path"] },
      ),
      { maxLength: 4 },
    );
    const shaped = fc.record({
      inputs: fc.dictionary(key, fc.record({ bytes: fc.nat(), imports }, { requiredKeys: ["bytes"] }), {
        maxKeys: 5,
      }),
      outputs: fc.dictionary(
        key,
        fc.record(
          {
            bytes: fc.nat({ max: 5000 }),
            inputs: fc.dictionary(key, fc.record({ bytesInOutput: fc.nat({ max: 900 }) }), { maxKeys: 4 }),
            imports,
            entryPoint: key,
          },
          { requiredKeys: ["bytes", "inputs"] },
        ),
        { minKeys: 1, maxKeys: 5 },
      ),
    });
    await fc.assert(
      fc.asyncProperty(shaped, async (json) => {
        const metafile = parseMetafile(JSON.stringify(json), "nowhere/meta.json");
        if (metafile === null) throw new Error("has the shape");
        try {
          for (const fn of openMetafile(metafile, { cwd: "/nonexistent" })) {
            expect(total(fn)).toBe(fn.attribution.unzippedBytes);
            const graph = await fn.graph(["f"]);
            const reached = reachable(fromModules(graph, "all"));
            expect(graph.modules.filter(({ bytes }, at) => bytes > 0 && reached[at] === 0)).toEqual([]);
          }
        } catch (error) {
          if (!(error instanceof InputError)) throw error;
        }
      }),
      { numRuns: 300 },
    );
  });
});
