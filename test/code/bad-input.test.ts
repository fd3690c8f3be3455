import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { analyzeCode } from "../../src/code/analyze.js";
import type { CodeModel } from "../../src/code/code-model.js";
import { sourcesFromDisk } from "../../src/code/project/project.js";
import { sourcesFromTexts } from "../../src/code/project/source-set.js";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "bad-input-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const CLIENT = 'import { S3Client } from "@aws-sdk/client-s3";\n';
const BUILDS = "export const handler = async () => new S3Client({});\n";

function analyzeTexts(texts: Readonly<Record<string, string>>): Promise<CodeModel> {
  const files = sourcesFromTexts(new Map(Object.entries(texts)));
  return analyzeCode({ files, handlers: [], clients: [], weigher: null });
}

function analyzeFiles(files: Readonly<Record<string, string | Buffer>>, name: string): Promise<CodeModel> {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name, path)), { recursive: true });
    writeFileSync(join(folder, name, path), content);
  }
  const sources = sourcesFromDisk(["."], join(folder, name));
  return analyzeCode({ files: sources, handlers: [], clients: [], weigher: null });
}

test("a syntax error is said, and the rest of the file is linted", async () => {
  const model = await analyzeTexts({ "/a.ts": `${CLIENT}const broken = ;\n${BUILDS}` });
  expect(model.problems).toMatchObject([{ level: "note", code: "syntax-error", path: "a.ts", line: 2 }]);
  expect(model.constructions.map((one) => one.range.line)).toEqual([3]);
});

test.each([
  [
    "decorators of the standard",
    `${CLIENT}const log = (f: unknown, _: unknown) => f;\nclass A { @log m() { return new S3Client({}); } }\nexport const handler = () => new A().m();\n`,
    "/a.ts",
    3,
  ],
  [
    "decorators of parameters",
    `${CLIENT}const inject = () => () => {};\nclass A { constructor(@inject() readonly s3 = new S3Client({})) {} }\nexport const handler = () => new A();\n`,
    "/a.ts",
    3,
  ],
  ["JSX", `${CLIENT}export const handler = () => <div id={new S3Client({})} />;\n`, "/a.tsx", 2],
  [".mts", `${CLIENT}${BUILDS}`, "/a.mts", 2],
  [
    ".cts",
    'const { S3Client } = require("@aws-sdk/client-s3");\nexports.handler = () => new S3Client({});\n',
    "/a.cts",
    2,
  ],
  ["eval", `${CLIENT}eval("1");\nnew Function("return 1")();\n${BUILDS}`, "/a.js", 4],
] as const)("%s", async (_name, text, path, line) => {
  const model = await analyzeTexts({ [path]: text });
  expect(model.problems).toEqual([]);
  expect(model.constructions.map((one) => one.range.line)).toEqual([line]);
});

test("JSON imports and circular imports end", async () => {
  const model = await analyzeTexts({
    "/a.ts": `${CLIENT}import data from "./data.json";\nimport { b } from "./b";\nexport const a = () => b();\n${BUILDS}export const c = [a, data];\n`,
    "/b.ts": 'import { a } from "./a";\nexport const b = (): unknown => a();\n',
    "/data.json": '{ "a": 1 }',
  });
  expect(model.problems).toEqual([]);
  expect(model.constructions).toHaveLength(1);
});

test("a file that is no UTF-8 is skipped and said", async () => {
  const model = await analyzeFiles(
    { "index.ts": `${CLIENT}import "./old.js";\n${BUILDS}`, "old.js": Buffer.from("// caf\xe9\n", "latin1") },
    "latin1",
  );
  expect(model.problems).toMatchObject([{ level: "note", code: "source-not-text", path: "old.js" }]);
  expect(model.constructions).toHaveLength(1);
});

test("a single line of 15 MB is skipped and said, at once", async () => {
  const start = performance.now();
  const model = await analyzeFiles(
    { "index.ts": `${CLIENT}import "./big.js";\n${BUILDS}`, "big.js": `x("${"y".repeat(15_000_000)}")` },
    "big",
  );
  expect(model.problems).toMatchObject([{ level: "note", code: "source-too-large", path: "big.js" }]);
  expect(model.constructions).toHaveLength(1);
  expect(performance.now() - start).toBeLessThan(5000);
});

test("nesting thousands deep neither crashes nor hides the other files", async () => {
  const deep = `${"[".repeat(6000)}${"]".repeat(6000)}`;
  const model = await analyzeTexts({
    "/deep.js": `export const deep = ${deep};\n`,
    "/a.ts": `${CLIENT}import "./deep.js";\n${BUILDS}`,
  });
  expect(model.problems).toMatchObject([{ level: "note", code: "source-too-deep", path: "deep.js" }]);
  expect(model.constructions).toHaveLength(1);
});

test("a sum of thousands is no nesting", async () => {
  const sum = Array(9000).fill("1").join("+");
  const model = await analyzeTexts({ "/a.ts": `${CLIENT}export const sum = ${sum};\n${BUILDS}` });
  expect(model.problems).toEqual([]);
  expect(model.constructions).toHaveLength(1);
});

test("mutual recursion over objects made anew ends", async () => {
  const functions = Array.from(
    { length: 60 },
    (_, index) =>
      `const f${index} = (o) => [f${(index * 7 + 1) % 60}({ ...o, a: o }), f${(index * 13 + 5) % 60}({ b: o }), f${(index + 1) % 60}(o)];`,
  );
  const start = performance.now();
  const model = await analyzeTexts({
    "/a.ts": `${CLIENT}${functions.join("\n")}\nexport const handler = (event) => [f0(event), new S3Client({})];\n`,
  });
  expect(model.constructions).toHaveLength(1);
  expect(performance.now() - start).toBeLessThan(10_000);
});

test("an import of what is neither code nor a folder (a font, a schema) is followed nowhere", async () => {
  const model = await analyzeFiles(
    {
      "index.ts": `${CLIENT}import schema from "./schema.graphql";\nimport "./font.ttf";\nexport const handler = async () => [schema, new S3Client({})];\n`,
      "schema.graphql": "type Q { a: Int }\n",
      "font.ttf": Buffer.from([0, 1, 0, 0]),
    },
    "assets",
  );
  expect(model.constructions).toHaveLength(1);
});
