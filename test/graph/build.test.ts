import { describe, expect, it } from "vitest";
import { type Build, type BuiltOutput, lintBuild } from "../../src/index.js";
import { writeTree } from "../support/tree.js";

const DENSE = (name: string, length: number) => `var ${name}=${JSON.stringify(name.repeat(length))};`;

function output(path: string, content: string, more: Partial<BuiltOutput> = {}): BuiltOutput {
  return { path, content: Buffer.from(content), map: null, modules: [], imports: [], entry: null, ...more };
}

const rendered = (id: string, code: string) => ({ id, code, size: code.length });

async function sizesOf(build: Build, cwd = writeTree({})) {
  const report = await lintBuild(build, { cwd, config: {}, modules: true, cache: false });
  const [artifact] = report.artifacts;
  if (artifact === undefined) throw new Error("nothing was built");
  const { unzippedBytes, ownBytes, unattributedBytes, packages, modules } = artifact;
  const sum = packages.reduce((all, { bytes }) => all + bytes, ownBytes + unattributedBytes);
  expect(sum).toBe(unzippedBytes);
  return {
    report,
    ownBytes,
    unattributedBytes,
    packages: packages.map(({ id, bytes }) => [id, bytes]),
    modules,
  };
}

describe("ids", () => {
  it("lead to files: queries, stand-ins of the CommonJS plugin, and helpers that are nobody's", async () => {
    const cwd = writeTree({});
    const at = (path: string) => `${cwd}/${path}`;
    const code = ["import a;", "var dep = {};", "dep.x = 1;", "helper();", "const data = 1;"];
    const modules = [
      rendered(at("src/a.js"), code[0] ?? ""),
      rendered(`\0${at("node_modules/dep/index.js")}?commonjs-exports`, code[1] ?? ""),
      rendered(at("node_modules/dep/index.js"), code[2] ?? ""),
      rendered("\0commonjsHelpers.js", code[3] ?? ""),
      rendered(at("src/data.bin?raw"), code[4] ?? ""),
    ];
    const entry = at("src/a.js");
    const built = [output("dist/a.js", code.join("\n"), { entry, modules })];
    const imports = [at("node_modules/dep/index.js"), at("src/data.bin?raw")].map((to) => ({
      ...{ to, external: false, kind: "import-statement" as const },
    }));
    const build = {
      path: "dist",
      modules: [{ id: entry, imports }, ...modules.slice(1).map(({ id }) => ({ id, imports: [] }))],
      outputs: built,
    };
    const { ownBytes, packages, unattributedBytes } = await sizesOf(build, cwd);
    expect(packages).toEqual([["node_modules/dep", 23]]);
    expect(ownBytes).toBe(9 + 15);
    // The helper and four line ends.
    expect(unattributedBytes).toBe(9 + 4);
  });

  it("of Windows are relative to its working directory", async () => {
    const { moduleKey } = await import("../../src/graph/build-keys.js");
    const cwd = "C:\\work\\api";
    expect(moduleKey("C:\\work\\api\\src\\a.ts", cwd)).toBe("src/a.ts");
    expect(moduleKey("C:/work/node_modules/x/index.js?v=1", cwd)).toBe("../node_modules/x/index.js");
    expect(moduleKey("\0C:/work/api/src/a.js?commonjs-module", cwd)).toBe("src/a.js");
    expect(moduleKey("\0virtual:settings", cwd)).toBe("virtual:settings");
    expect(moduleKey("\0rolldown/runtime.js", cwd)).toBe(null);
  });
});

describe("bytes", () => {
  const cwd = "/project";
  const own = `${cwd}/src/a.js`;
  const dep = `${cwd}/node_modules/dep/index.js`;
  const modules = [
    { id: own, imports: [{ to: dep, external: false, kind: "import-statement" as const }] },
    { id: dep, imports: [] },
  ];
  const build = (code: string, more: Partial<BuiltOutput>): Build => ({
    ...{ path: "dist", modules },
    outputs: [output("dist/a.js", code, { entry: own, ...more })],
  });

  it("are exact where names of chunks took the place of what was rendered", async () => {
    const code = 'import("./lazy-abcdefgh.js");\nvar dep;\n';
    const parts = [rendered(own, 'import("./lazy-!~{001}~.js");'), rendered(dep, "var dep;")];
    const { ownBytes, packages, report } = await sizesOf(build(code, { modules: parts }), cwd);
    expect([ownBytes, packages]).toEqual([29, [["node_modules/dep", 8]]]);
    expect(report.problems).toEqual([]);
  });

  it("are shared out by weight, without comments and blanks, where a minifier says nothing, and said to be", async () => {
    const minified = `${DENSE("o", 1000)}${DENSE("d", 3000)}`;
    const loose = (text: string) => `/* ${"comment ".repeat(900)} */\n${text.replace("=", "   =   ")}\n`;
    const parts = [rendered(own, loose(DENSE("o", 1000))), rendered(dep, DENSE("d", 3000))];
    const { ownBytes, packages, report } = await sizesOf(build(minified, { modules: parts }), cwd);
    expect(Math.abs(ownBytes - 1009)).toBeLessThan(10);
    expect(packages).toHaveLength(1);
    expect(report.problems.map(({ code, level }) => [code, level])).toEqual([["sizes-estimated", "note"]]);
  });

  it("need no estimate where all of an output is one's own, and survive a map that is none", async () => {
    const minified = DENSE("o", 1000);
    const parts = [rendered(own, `  ${minified.replace("=", " = ")}`)];
    const { ownBytes, report } = await sizesOf(build(minified, { modules: parts, map: "{}" }), cwd);
    expect(ownBytes).toBe(minified.length);
    expect(report.problems).toEqual([]);
  });
});

describe("entries", () => {
  it("are those that the bundler names, though others import them", async () => {
    const cwd = "/project";
    const [a, b] = [`${cwd}/src/a.js`, `${cwd}/src/b.js`];
    const kind = "import-statement" as const;
    const { report } = await sizesOf(
      {
        path: "dist",
        modules: [
          { id: a, imports: [{ to: b, external: false, kind }] },
          { id: b, imports: [] },
        ],
        outputs: [
          output("dist/a.js", "a", {
            entry: a,
            modules: [rendered(a, "a")],
            imports: [{ path: "dist/b.js", kind, external: false }],
          }),
          output("dist/b.js", "bb", { entry: b, modules: [rendered(b, "bb")] }),
        ],
      },
      cwd,
    );
    expect(report.functions.map(({ name, totalUnzippedBytes }) => [name, totalUnzippedBytes])).toEqual([
      ["src/a.js", 3],
      ["src/b.js", 2],
    ]);
  });
});
