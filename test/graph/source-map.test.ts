import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type BuildOptions, transform } from "esbuild";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BundleSections } from "../../src/artifact/packages.js";
import { InputError } from "../../src/errors.js";
import type { ModuleGraph } from "../../src/graph/module-graph.js";
import { fromModules, reachable } from "../../src/graph/reachability.js";
import { bundleSections, sourceMapGraph, sourceMapOf, sourceMapUrl } from "../../src/graph/source-map.js";
import { cutMap } from "../../src/graph/source-map-cut.js";
import { originalPaths } from "../../src/graph/source-map-names.js";
import { parseSourceMap } from "../../src/graph/source-map-parse.js";
import type { Tree } from "../support/tree.js";
import { buildTree, PACKAGES } from "./build-tree.js";

/** Functions with names and strings of their own, some not ASCII. */
function script(name: string, functions: number): string {
  return Array.from(
    { length: functions },
    (_, n) =>
      `function ${name}Step${n}(value) {\n  // Größe ${n}\n  if (value > ${n}) return "${name} ✓ ${n} 🚀" + value;\n  return value;\n}\nexports.step${n} = ${name}Step${n};\n`,
  ).join("");
}

const TREE: Tree = {
  ...PACKAGES,
  "src/a.ts": `import { x } from "pure"; import common from "common"; import { big } from "./deep/big";
export const handler = async () => [x, big, common.top, await import("./lazy")];`,
  "src/lazy.ts": `import middle from "middle"; export const lazy = middle;`,
  "src/deep/big.ts": `export const big = ${JSON.stringify("big ".repeat(300))};`,
  "node_modules/middle/package.json": `{ "name": "middle", "version": "1.0.0" }`,
  "node_modules/middle/index.js": script("middle", 40),
};

async function bundle(options: BuildOptions = {}) {
  const { folder, metafile } = await buildTree(TREE, ["src/a.ts"], {
    sourcemap: true,
    charset: "utf8",
    ...options,
  });
  const code = readFileSync(join(folder, "dist/a.js"));
  const inline = options.sourcemap === "inline";
  const bytes = options.sourcemap === false || inline ? null : readFileSync(join(folder, "dist/a.js.map"));
  const map = sourceMapOf(code, bytes, "dist/a.js");
  const sections = bundleSections(code, map, "dist/a.js");
  const truth = metafile.outputs.get("dist/a.js")?.inputs ?? new Map<string, number>();
  return { code, map, sections, truth };
}

function sectionsOf(code: Buffer, map: Buffer): BundleSections | null {
  return bundleSections(code, sourceMapOf(code, map, "a.js"), "a.js");
}

function total({ sections, unattributedBytes }: BundleSections): number {
  return sections.reduce((sum, { bytes }) => sum + bytes, unattributedBytes);
}

describe("a bundle's sections", () => {
  it.each([
    ["CommonJS", {}],
    ["ESM", { format: "esm" }],
    ["without a map", { sourcemap: false }],
    ["with an inline map", { sourcemap: "inline" }],
    ["with a banner", { banner: { js: "\n\n// mine\n" }, footer: { js: "// that was it" } }],
  ] satisfies [string, BuildOptions][])(
    "are the metafile's to the byte where esbuild left its path comments: %s",
    async (_, options) => {
      const { code, sections, truth } = await bundle(options);
      if (sections === null) throw new Error("no sections");
      expect(total(sections)).toBe(code.length);
      const footer = "footer" in options ? options.footer.js.length + 1 : 0;
      const found = new Map(sections.sections.map(({ path, bytes }) => [path, bytes]));
      expect([...found.keys()]).toEqual([...truth.keys()].sort());
      for (const [path, bytes] of truth)
        expect(Math.abs((found.get(path) ?? 0) - bytes)).toBeLessThanOrEqual(footer);
    },
  );

  it.each([
    ["CommonJS", { minify: true }],
    ["ESM with an inline map", { minify: true, format: "esm", sourcemap: "inline" }],
    ["without contents", { minify: true, sourcesContent: false }],
    ["after blank lines", { minify: true, banner: { js: "\n \n" } }],
    ["with a CRLF in a string", { minify: true, banner: { js: "`\r\n`;" } }],
  ] satisfies [string, BuildOptions][])(
    "are within 1% of the metafile's by map when minified: %s",
    async (_, options) => {
      const { code, sections, truth } = await bundle(options);
      if (sections === null) throw new Error("no sections");
      expect(total(sections)).toBe(code.length);
      expect(sections.unattributedBytes).toBeGreaterThanOrEqual(0);
      const found = new Map(sections.sections.map(({ path, bytes }) => [path, bytes]));
      for (const [path, bytes] of truth) {
        // A wrapper's head has no mapping; of tiny modules that is most.
        if (bytes > 1000) expect(Math.abs((found.get(path) ?? 0) - bytes) / bytes).toBeLessThan(0.01);
      }
      expect([...found.keys()].filter((path) => !truth.has(path))).toEqual([]);
    },
  );

  it("need a map or comments", async () => {
    const { code, map } = await bundle({ minify: true });
    const plain = Buffer.from(code.toString("utf8").replace(/\/\/# sourceMappingURL.*/, ""));
    expect(bundleSections(plain, null, "a.js")).toBeNull();
    expect(bundleSections(Buffer.from([0x22, 0xff, 0xfe, 0x22]), map, "a.js")).toBeNull();
    expect(bundleSections(Buffer.from(""), null, "a.js")).toBeNull();
  });

  it("come from indexed maps too", async () => {
    const first = await transform("export function first() { return 'first' }", {
      sourcemap: true,
      sourcefile: "src/first.js",
      minify: true,
    });
    const second = await transform(script("second", 3), {
      sourcemap: true,
      sourcefile: "node_modules/second/index.js",
      minify: true,
    });
    const map = {
      version: 3,
      sections: [
        { offset: { line: 0, column: 0 }, map: JSON.parse(first.map) },
        { offset: { line: 1, column: 0 }, map: JSON.parse(second.map) },
      ],
    };
    const code = Buffer.from(first.code + second.code);
    const sections = sectionsOf(code, Buffer.from(JSON.stringify(map)));
    expect(sections?.sections.map(({ path }) => path)).toEqual([
      "node_modules/second/index.js",
      "src/first.js",
    ]);
    expect(sections && total(sections)).toBe(code.length);
  });

  it.each([
    ["no JSON", "<!doctype html>"],
    ["null", "null"],
    ["version 2", `{"version":2,"sources":["a"],"mappings":"AAAA"}`],
    ["no mappings", `{"version":3,"sources":["a"]}`],
    ["mappings that can't be decoded", `{"version":3,"sources":["a"],"names":[],"mappings":"!!!?"}`],
    ["a source that is not there", `{"version":3,"sources":[],"names":[],"mappings":"AAAA"}`],
    [
      "sections without offsets",
      `{"version":3,"sections":[{"map":{"version":3,"sources":[],"mappings":""}}]}`,
    ],
  ])("are refused as input when the map is %s", (_, map) => {
    const code = Buffer.from("let a=1;let b=2;");
    expect(() => sectionsOf(code, Buffer.from(map))).toThrow(InputError);
  });

  it("hold their sum, or the map is refused, whatever the bytes", () => {
    const mappings = fc.oneof(fc.string({ maxLength: 30 }), fc.stringMatching(/^[A-Za-z,;]{0,40}$/));
    const maps = fc.oneof(
      fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
      fc.json().map((text) => Buffer.from(text)),
      fc
        .record(
          {
            version: fc.constant(3),
            mappings,
            sources: fc.array(fc.oneof(fc.string(), fc.constant(null)), { maxLength: 4 }),
            names: fc.array(fc.string(), { maxLength: 3 }),
            sourceRoot: fc.string(),
          },
          { requiredKeys: ["version", "mappings", "sources"] },
        )
        .map((map) => Buffer.from(JSON.stringify(map))),
    );
    const code = fc.oneof(
      fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes)),
      fc.string({ maxLength: 80, unit: "binary" }).map((text) => Buffer.from(text)),
      fc
        .array(
          fc.constantFrom(
            "// src/a.ts",
            "let a=1;",
            "\r\n",
            "",
            "//# sourceMappingURL=data:,x",
            "export {",
            "x",
          ),
          { maxLength: 9 },
        )
        .map((lines) => Buffer.from(lines.join("\n"))),
    );
    fc.assert(
      fc.property(code, fc.option(maps), (bytes, map) => {
        try {
          const parsed = sourceMapOf(bytes, map, "a.js");
          const sections = bundleSections(bytes, parsed, "a.js");
          if (sections === null) return;
          expect(total(sections)).toBe(bytes.length);
          expect(
            Math.min(sections.unattributedBytes, ...sections.sections.map((section) => section.bytes)),
          ).toBeGreaterThanOrEqual(0);
          if (parsed !== null) sourceMapGraph(parsed, sections, ["f"]);
        } catch (error) {
          if (!(error instanceof InputError)) throw error;
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe("a hostile bundle", () => {
  const map = Buffer.from('{"version":3,"sources":["a.js"],"names":[],"mappings":"AAAA"}');
  it.each([
    ["blank lines", "\n"],
    ["lines of spaces", "  \t\n"],
    ["carriage returns", "\r"],
    ["line separators", "\u2028"],
    ["comments that might name originals", `// ${"a.a?".repeat(200)} x\n`],
  ])("takes no time that grows with its square: %s", (_, text) => {
    const code = Buffer.from(text.repeat(Math.ceil(1_000_000 / text.length)));
    const started = performance.now();
    const sections = sectionsOf(code, map);
    expect(performance.now() - started).toBeLessThan(2000);
    expect(sections && total(sections)).toBe(code.length);
  });
});

describe("originals' names", () => {
  it.each([
    [["../node_modules/x/index.js", "../src/a.ts"], "", ["node_modules/x/index.js", "src/a.ts"]],
    [
      [
        "webpack://app/./src/a.js",
        "webpack:///./node_modules/x/i.js?1f2e",
        "webpack://app/webpack/runtime/chunk",
      ],
      "",
      ["src/a.js", "node_modules/x/i.js", null],
    ],
    [["/home/me/app/src/a.js", "/home/me/app/node_modules/x/i.js"], "", ["src/a.js", "node_modules/x/i.js"]],
    [["file:///home/me/app/node_modules/x/i.js"], "", ["node_modules/x/i.js"]],
    [["a.ts", "lib/b.ts"], "../src/", ["src/a.ts", "src/lib/b.ts"]],
    [["a.ts", "../a.ts"], "", ["a.ts", "../a.ts"]],
    [["..\\src\\a.ts", null, ""], "", ["src/a.ts", null, null]],
    [["\0commonjsHelpers.js", "\0/node_modules/x/i.js?commonjs-proxy"], "", [null, "node_modules/x/i.js"]],
  ])("%j below %j are %j", (sources, root, expected) => {
    expect(originalPaths(sources, root)).toEqual(expected);
  });
});

describe("a script's source map URL", () => {
  it.each([
    ["a();\n//# sourceMappingURL=a.js.map\n", "a.js.map"],
    ["a();\r\n//@ sourceMappingURL=old.map\r\n\r\n", "old.map"],
    ["a{}\n/*# sourceMappingURL=a.css.map */", "a.css.map"],
    ["//# sourceMappingURL=a.map\n//# debugId=1234", "a.map"],
    [`a("//# sourceMappingURL=no.map")`, null],
    ["//# sourceMappingURL=early.map\n".concat("code();\n".repeat(20)), null],
    ["//# sourceMappingURL=", null],
    ["", null],
  ])("of %j is %j", (code, url) => {
    expect(sourceMapUrl(Buffer.from(code))).toBe(url);
  });
});

describe("a map's mappings and contents", () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: "binary" }),
    fc.constantFrom('"sourcesContent":["x"]', '"mappings":"A"', "\\", '\\"', "]"),
  );

  it("are what JSON has, of indexed maps too", () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.option(text)), { minLength: 1 }),
        fc.nat({ max: 2 }),
        (all, indent) => {
          const maps = all.map((sourcesContent, at) => ({
            version: 3,
            sources: sourcesContent.map((_, index) => `src/${at}/${index}.ts`),
            names: ["sourcesContent", "mappings", "names"],
            sourcesContent,
            mappings: `AAAA,${at}`,
          }));
          const sections = maps.map((map, line) => ({ map, offset: { line, column: 0 } }));
          for (const map of [{ version: 3, sections }, ...maps]) {
            const parsed = parseSourceMap(Buffer.from(JSON.stringify(map, null, indent)), "a.js");
            const parts = "sections" in map ? maps : [map];
            expect(parsed.parts.map(({ mappings }) => mappings.toString())).toEqual(
              parts.map(({ mappings }) => mappings),
            );
            expect(parsed.paths.map((_, at) => parsed.content(at))).toEqual(
              parts.flatMap(({ sourcesContent }) => sourcesContent),
            );
          }
        },
      ),
    );
  });

  it("are read from maps that are written in another way", () => {
    for (const map of [
      '{"version":3,"sources":["a"],"sourcesC\\u006fntent":["x"],"mappings":"AA\\/A","names":[{}]}',
      '{"names":["b"],"mappings" : "AA\\u002fA" ,"sources":["a"],"sourcesContent"\n: [ "\\u0078" ] ,"version":3}',
    ]) {
      const { parts, content } = parseSourceMap(Buffer.from(map), "a.js");
      expect(parts.map(({ mappings }) => mappings.toString())).toEqual(["AA/A"]);
      expect(content(0)).toBe("x");
    }
  });

  it("are left alone when they are cut short", () => {
    for (const map of [
      '{"sourcesContent":["a',
      '{"sourcesContent":',
      '{"sourcesContent":[{"a":1}]}',
      '{"sourcesContent":["a" "b"]}',
      '{"mappings":"AAAA',
    ]) {
      expect(cutMap(Buffer.from(map)).bytes.toString()).toBe(map);
    }
  });

  it("are counted", () => {
    const map = { sections: [{ map: { sourcesContent: ["a", null] } }], sourcesContent: [] };
    const bare = { sections: [{ map: { sourcesContent: [] } }], sourcesContent: [] };
    expect(cutMap(Buffer.from(JSON.stringify(map))).contentBytes).toBe(
      JSON.stringify(map).length - JSON.stringify(bare).length,
    );
  });
});

describe("a source map's module graph", () => {
  function loaded(graph: ModuleGraph, follow: "init" | "all"): string[] {
    const reached = reachable(fromModules(graph, follow));
    return graph.modules.filter((_, at) => reached[at] === 1).map(({ path }) => path);
  }

  it.each([
    { minify: true },
    { minify: false },
    { minify: true, sourcemap: "inline" },
  ] satisfies BuildOptions[])("has the imports of the originals, with their timing: %j", async (options) => {
    const { map, sections } = await bundle(options);
    const graph = map && sections && sourceMapGraph(map, sections, ["f"]);
    if (graph === null) throw new Error("no graph");
    expect(graph.initKnown).toBe(true);
    expect(graph.roots.map(({ module }) => graph.modules[module]?.path)).toEqual(["src/a.ts"]);
    expect(loaded(graph, "init")).toEqual([
      "node_modules/common/index.js",
      "node_modules/common/top.js",
      "node_modules/leaf/index.js",
      "node_modules/pure/x.js",
      "src/a.ts",
      "src/deep/big.ts",
    ]);
    expect(loaded(graph, "all")).toHaveLength(graph.modules.length);
  });

  it("knows init although compilers import their helpers unseen, and not when something else is lost", () => {
    for (const [name, known] of [
      ["tslib", true],
      ["other", false],
    ] as const) {
      const paths = ["src/a.ts", `node_modules/${name}/index.js`];
      const map = {
        version: 3,
        sources: paths,
        sourcesContent: ["export const a = 1;", "exports.x = 1;"],
        mappings: "",
      };
      const sections = { sections: paths.map((path) => ({ path, bytes: 1 })), unattributedBytes: 0 };
      const parsed = parseSourceMap(Buffer.from(JSON.stringify(map)), "a.js");
      const graph = sourceMapGraph(parsed, sections, ["f"]);
      expect(graph.initKnown).toBe(known);
      expect(loaded(graph, "all")).toEqual(paths);
    }
  });

  it("does not claim to know init without contents", async () => {
    const { map, sections } = await bundle({ minify: true, sourcesContent: false });
    expect(map && sections && sourceMapGraph(map, sections, ["f"]).initKnown).toBe(false);
  });
});
