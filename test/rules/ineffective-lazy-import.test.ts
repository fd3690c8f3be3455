import { rmSync } from "node:fs";
import { join } from "node:path";
import type { BuildOptions } from "esbuild";
import { describe, expect, it } from "vitest";
import type { Finding } from "../../src/index.js";
import { lint } from "../../src/index.js";
import { buildTree } from "../graph/build-tree.js";
import { writeTree } from "../support/tree.js";

const TEXT = "x".repeat(120_000);
const TREE = {
  "package.json": '{ "name": "app", "type": "module" }',
  "src/index.ts": `import { name } from "./name";
export const handler = async (event: { kind: string }) => {
  if (event.kind === "pdf") return (await import("pdf")).pdf(event);
  if (event.kind === "csv") return (await import("./csv")).csv(event);
  return (await import("./small")).small(name);
};
`,
  "src/name.ts": "export const name = Math.random();\n",
  "src/csv.ts": `import { quote } from "quote";\nexport const csv = (event: object) => quote(event);\n`,
  "src/small.ts": "export const small = (name: number) => name;\n",
  "node_modules/pdf/package.json": '{ "name": "pdf", "version": "1.0.0", "main": "index.js" }',
  "node_modules/pdf/index.js": `exports.pdf = (event) => [event, require("font")];\n`,
  "node_modules/font/package.json": '{ "name": "font", "version": "1.0.0", "main": "index.js" }',
  "node_modules/font/index.js": `module.exports = "${TEXT}";\n`,
  "node_modules/quote/package.json": '{ "name": "quote", "version": "1.0.0", "main": "index.js" }',
  "node_modules/quote/index.js": `exports.quote = (event) => [event, "${TEXT}${TEXT}"];\n`,
};

/** What is said of a build, by its metafile or by what it left in `dist`. */
async function said(
  files: Readonly<Record<string, string>>,
  options: BuildOptions,
  path = "dist/meta.json",
): Promise<readonly Finding[]> {
  const { folder } = await buildTree({ ...TREE, ...files }, ["src/index.ts"], options);
  if (path !== "dist/meta.json") rmSync(join(folder, "dist/meta.json"));
  const report = await lint([path], { cwd: folder, only: ["ineffective-lazy-import"], config: {} });
  expect(report.problems).toEqual([]);
  return report.findings;
}

/** Line, specifier and bytes of each. */
function told(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ location, message }) => {
    const [, specifier, size] = /`import\("(.*?)"\)`.*?([\d.]+ kB) that/.exec(message) ?? [];
    return `${location?.path}:${location?.line} ${specifier} ${size}`;
  });
}

describe("a bundle that isn't split", () => {
  const EXPECTED = ["src/index.ts:3 pdf 120 kB", "src/index.ts:4 ./csv 240 kB"];

  it.each<[string, BuildOptions, string]>([
    ["CommonJS, by its metafile", { format: "cjs" }, "dist/meta.json"],
    ["ES modules, by their metafile", { format: "esm" }, "dist/meta.json"],
    ["minified, by its metafile", { format: "cjs", minify: true }, "dist/meta.json"],
    ["by its source map", { format: "cjs", minify: true, sourcemap: true }, "dist"],
  ])("keeps the bytes of an import() in the file that init reads: %s", async (_, options, path) => {
    const findings = await said(TREE, options, path);
    expect(told(findings)).toEqual(EXPECTED);
    for (const { severity, saved } of findings) {
      expect(severity).toBe("info");
      expect(saved).toEqual({ artifactBytes: null, zippedBytes: null, initBytes: null });
    }
    const [pdf, csv] = findings;
    expect(pdf?.message).toMatch(/stay in (dist\/)?index\.js, which each cold start reads/);
    expect(pdf?.fix).toContain('or ship pdf beside it (`external: ["pdf"]`, CDK: `nodeModules: ["pdf"]`)');
    expect(csv?.fix).not.toContain("external");
  });

  it("tells one module once, wherever it is asked for", async () => {
    const twice = { "src/name.ts": 'export const name = () => import("pdf");\n' };
    expect(told(await said(twice, { format: "cjs" }))).toHaveLength(2);
  });

  it("counts what only these import()s keep", async () => {
    const shared = { "src/name.ts": 'import font from "font";\nexport const name = font;\n' };
    expect(told(await said(shared, { format: "cjs" }))).toEqual(EXPECTED.slice(1));
    const other = { "src/small.ts": 'export { pdf as small } from "pdf";\n' };
    expect(told(await said(other, { format: "cjs" }))).toEqual(EXPECTED.slice(1));
  });

  it("counts nothing that a static import in the same file keeps", async () => {
    const both = {
      "src/csv.ts": `import { quote } from "quote";
export const csv = async (event: object) => [quote(event), await import("quote")];
`,
    };
    expect(told(await said(both, { format: "cjs" }))).toEqual(EXPECTED);
  });

  it("is told of nothing where what is asked for is loaded in init: that is another message", async () => {
    const found = await said(
      { "src/name.ts": 'import { pdf } from "pdf";\nexport const name = pdf;\n' },
      { format: "cjs" },
    );
    expect(found.map(({ messageId }) => messageId).sort()).toEqual(["alreadyLoaded", "bytesStay"]);
  });

  it("is told of nothing where the module isn't in it", async () => {
    expect(told(await said({}, { format: "esm", splitting: true }))).toEqual([]);
    expect(told(await said({}, { format: "cjs", external: ["pdf"] }))).toEqual(EXPECTED.slice(1));
  });

  it("is told of nothing that all invocations need: the first of them would read it from a chunk", async () => {
    const app = {
      "src/index.ts": `let app: Promise<(event: object) => unknown> | undefined;
const load = async () => {
  const { csv } = await import("./csv");
  return csv;
};
export const handler = async (event: object) => {
  app ??= load();
  return (await app)(event);
};
`,
    };
    expect(await said(app, { format: "cjs" })).toEqual([]);
    const mostly = { "src/index.ts": TREE["src/index.ts"].replace('"./small"', '"./csv"') };
    expect(told(await said(mostly, { format: "cjs" }))).toEqual(EXPECTED.slice(0, 1));
  });

  it("is told with less confidence where nobody was seen to come by it", async () => {
    const given = {
      "src/index.ts": `import { on } from "emitter";
on("csv", async (event: object) => (await import("./csv")).csv(event));
export const handler = async (event: object) => event;
`,
      "node_modules/emitter/package.json": '{ "name": "emitter", "version": "1.0.0", "main": "index.js" }',
      "node_modules/emitter/index.js": "exports.on = () => {};\n",
    };
    expect(await said(given, { format: "cjs" })).toMatchObject([{ confidence: "medium" }]);
    expect(await said({}, { format: "cjs" })).toMatchObject([{ confidence: "high" }, { confidence: "high" }]);
  });

  it("is told with low confidence where the sources are gone: all invocations may need it", async () => {
    const { folder } = await buildTree(TREE, ["src/index.ts"], { format: "cjs", minify: true });
    const toldOf = async () => {
      const report = await lint(["dist/meta.json"], { cwd: folder, only: ["ineffective-lazy-import"] });
      return report.findings.map(({ confidence, message }) => `${confidence} ${message.split(" ")[0]}`);
    };
    rmSync(join(folder, "src"), { recursive: true });
    // The bundle is read in their place, and has lost where it came from.
    expect(await toldOf()).toEqual([]);
    rmSync(join(folder, "dist/index.js"));
    expect(await toldOf()).toEqual(['low `import("./csv")`', 'low `import("pdf")`']);
  });

  it("leaves packages' own import()s alone", async () => {
    const own = {
      "src/index.ts": 'import { load } from "loads";\nexport const handler = () => load();\n',
      "node_modules/loads/package.json": '{ "name": "loads", "version": "1.0.0", "main": "index.js" }',
      "node_modules/loads/index.js": 'exports.load = () => import("font");\n',
    };
    expect(told(await said(own, { format: "cjs" }))).toEqual([]);
  });
});

describe("a package that another package loads in init", () => {
  const LOADS = {
    "src/index.ts": `import { draw } from "draws";
export const handler = async () => draw((await import("font")).default);
`,
    "node_modules/draws/package.json": '{ "name": "draws", "version": "1.0.0", "main": "index.js" }',
    "node_modules/draws/index.js": 'const font = require("font");\nexports.draw = (own) => own === font;\n',
  };
  const FOUND = {
    messageId: "loadedByPackage",
    message: '`import("font")` defers nothing: draws loads font in init anyway.',
    location: { path: "src/index.ts", line: 2 },
    packages: ["font"],
  };

  it("is told in a bundle with its metafile, split or not", async () => {
    expect(await said(LOADS, { format: "cjs" })).toMatchObject([FOUND]);
    expect(await said(LOADS, { format: "esm", splitting: true })).toMatchObject([FOUND]);
  });

  it("is told of files as they are", async () => {
    const { "src/index.ts": index, ...packages } = LOADS;
    const cwd = writeTree({ ...TREE, ...packages, "index.js": index });
    const report = await lint(["."], { cwd, only: ["ineffective-lazy-import"], handler: "index.handler" });
    expect(report.findings).toMatchObject([{ ...FOUND, location: { path: "index.js", line: 2 } }]);
  });

  it("is left alone where it may be deferred after all", async () => {
    const later = { "node_modules/draws/index.js": 'exports.draw = () => require("font");\n' };
    expect(await said({ ...LOADS, ...later }, { format: "cjs" })).toEqual([]);
    // A bundler drops an import with what uses it, and its metafile still lists it.
    const shaken = {
      "node_modules/draws/package.json":
        '{ "name": "draws", "version": "1.0.0", "module": "index.js", "sideEffects": false }',
      "node_modules/draws/index.js":
        'import font from "font";\nexport const write = () => font;\nexport const draw = (own) => own;\n',
      "node_modules/font/package.json":
        '{ "name": "font", "version": "1.0.0", "module": "index.js", "sideEffects": false }',
      "node_modules/font/index.js": `export default "${TEXT}";\n`,
    };
    const options: BuildOptions = { format: "esm", mainFields: ["module", "main"] };
    expect(await said({ ...LOADS, ...shaken }, options)).toEqual([]);
    expect(await said(LOADS, { format: "cjs", sourcemap: true, minify: true }, "dist")).toEqual([]);
  });

  it("is left alone where one function does without", async () => {
    const { "src/index.ts": index, ...packages } = LOADS;
    const cwd = writeTree({
      ...packages,
      ...TREE,
      "src/index.ts": "",
      "package.json": '{ "type": "module" }',
      "shared.js": 'export const load = () => import("font");\n',
      "one.js": `import { load } from "./shared.js";\n${index.replace('import("font")', "load()")}`,
      "two.js": 'import { load } from "./shared.js";\nexport const handler = () => load();\n',
    });
    const lintOf = (handlers: readonly string[]) =>
      lint(["."], {
        cwd,
        only: ["ineffective-lazy-import"],
        config: { functions: handlers.map((handler) => ({ name: handler, path: ".", handler })) },
      });
    expect((await lintOf(["one.handler"])).findings).toMatchObject([{ messageId: "loadedByPackage" }]);
    expect((await lintOf(["one.handler", "two.handler"])).findings).toEqual([]);
  });
});
