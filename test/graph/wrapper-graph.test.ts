import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { BuildOptions } from "esbuild";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openMetafile } from "../../src/graph/metafile-open.js";
import type { ModuleGraph } from "../../src/graph/module-graph.js";
import { fromModules, reachable } from "../../src/graph/reachability.js";
import { bundleSections } from "../../src/graph/source-map.js";
import { wrapperGraph } from "../../src/graph/wrapper-graph.js";
import { lint } from "../../src/index.js";
import type { Tree } from "../support/tree.js";
import { buildTree, PACKAGES } from "./build-tree.js";

function loaded(graph: ModuleGraph, follow: "init" | "all"): readonly string[] {
  const reached = reachable(fromModules(graph, follow));
  return graph.modules
    .filter(({ bytes }, at) => reached[at] === 1 && bytes > 0)
    .map(({ path }) => path)
    .sort();
}

/** What init loads by the bundle itself, and by esbuild's metafile. */
async function both(tree: Tree, options: BuildOptions, entry = "src/index.js") {
  const { metafile, folder } = await buildTree(tree, [entry], options);
  const code = readFileSync(join(folder, "dist/index.js"));
  const sections = bundleSections(code, null, "index.js");
  const own = sections === null ? null : wrapperGraph(code, sections, ["f"]);
  const told = await openMetafile(metafile, { cwd: folder })[0]?.graph(["f"]);
  if (own === null || told === undefined) return { own: null, told: null };
  expect(told.initKnown).toBe(true);
  return {
    own: [loaded(own, "init"), loaded(own, "all")],
    told: [loaded(told, "init"), loaded(told, "all")],
  };
}

const TREE: Tree = {
  ...PACKAGES,
  "src/index.js": `import { x } from "pure";
import { later } from "common";
import { now } from "./now.js";
export const handler = async () => [x, now, later(), await import("./lazy.js")];
`,
  "src/now.js": 'import leaf from "leaf";\nexport const now = leaf;\n',
  "src/lazy.js": 'import heavy from "heavy";\nimport { y } from "pure";\nexport const lazy = [heavy, y];\n',
};

describe("an unminified bundle of esbuild, by itself", () => {
  it.each(["cjs", "esm"] as const)("loads in init what its metafile says: %s", async (format) => {
    const { own, told } = await both(TREE, { format });
    expect(own).toEqual(told);
    expect(own?.[0]).not.toContain("node_modules/heavy/index.js");
    expect(own?.[1]).toContain("node_modules/heavy/index.js");
  });

  it("loads an entry that is wrapped itself", async () => {
    const commonjs = {
      ...TREE,
      "src/index.js": 'const { later } = require("common");\nexports.handler = async () => later();\n',
    };
    for (const format of ["cjs", "esm"] as const) {
      const { own, told } = await both(commonjs, { format });
      expect(own).toEqual(told);
    }
    const required = {
      ...TREE,
      "src/index.js":
        'import { now } from "./now.js";\nexport const handler = () => [now, require("./again.js")];\n',
      "src/again.js": 'exports.again = () => require("./index.js");\n',
    };
    const { own, told } = await both(required, { format: "cjs" });
    expect(own).toEqual(told);
  });

  it("says nothing of a wrapper that it doesn't know, or that nobody calls", async () => {
    const { folder } = await buildTree(TREE, ["src/index.js"], { format: "cjs" });
    const code = readFileSync(join(folder, "dist/index.js"), "utf8");
    const graphOf = (text: string) => {
      const sections = bundleSections(Buffer.from(text), null, "index.js");
      return sections && wrapperGraph(Buffer.from(text), sections, ["f"]);
    };
    expect(graphOf(code)?.initKnown).toBe(true);
    expect(graphOf(code.replace(/(var require_\w+ = __commonJS\()\{/, "$1new Map({"))).toBeNull();
    expect(graphOf(code.replaceAll("require_heavy()", "require_another()"))).toBeNull();
  });

  it("loads in init what its metafile says, however modules load each other", async () => {
    const names = ["index", "a", "b", "c", "d", "e"];
    const way = fc.constantFrom("import", "top", "later", "lazy", "none");
    const module = fc.record({
      isCommonJs: fc.boolean(),
      ways: fc.array(way, { minLength: names.length, maxLength: names.length }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(module, { minLength: names.length, maxLength: names.length }),
        fc.constantFrom("cjs" as const, "esm" as const),
        async (modules, format) => {
          const tree = Object.fromEntries(
            modules.map(({ isCommonJs, ways }, at) => [
              `src/${names[at]}.js`,
              sourceOf(
                isCommonJs,
                ways.map((one, to) => [one, names[to] ?? ""]),
              ),
            ]),
          );
          const { own, told } = await both(tree, { format });
          expect(own).toEqual(told);
        },
      ),
      { numRuns: 120 },
    );
  });
});

function sourceOf(isCommonJs: boolean, ways: readonly (readonly [way: string, name: string])[]): string {
  const lines = ways.map(([way, name]) => {
    const specifier = JSON.stringify(`./${name}.js`);
    if (way === "none") return "";
    if (way === "lazy") return `later.push(() => import(${specifier}));`;
    if (way === "later") return `later.push(() => require(${specifier}));`;
    if (way === "top" || isCommonJs) return `later.push(require(${specifier}));`;
    return `import * as ${name}_ from ${specifier};\nlater.push(() => ${name}_.handler);`;
  });
  const exported = isCommonJs ? "exports.handler = () => later;" : "export const handler = () => later;";
  return ["const later = [];", ...lines, exported].join("\n");
}

it("is what a function without metafile and map loads in init", async () => {
  const { folder } = await buildTree(TREE, ["src/index.js"], { format: "cjs", outdir: "out" });
  const report = await lint(["out"], { cwd: folder, config: {} });
  const [init] = report.functions.map((one) => one.init);
  const { own } = await both(TREE, { format: "cjs" });
  // Beside the originals the file itself.
  expect(init?.modules).toBe((own?.[0]?.length ?? 0) + 1);
  expect(Object.keys(init?.packages ?? {}).sort()).toEqual([
    "node_modules/common",
    "node_modules/leaf",
    "node_modules/pure",
  ]);
});
