import { expect, test } from "vitest";
import { analyzeCode } from "../../src/code/analyze.js";
import {
  type Batch,
  batchesOf,
  type Component,
  componentsOf,
  groupsOf,
} from "../../src/code/project/components.js";
import { sourcesFromTexts } from "../../src/code/project/source-set.js";

const closures = (of: Readonly<Record<string, string>>): ReadonlyMap<string, ReadonlySet<string>> =>
  new Map(Object.entries(of).map(([entry, files]) => [entry, new Set([entry, ...files])]));
const entries = (components: readonly ReadonlyMap<string, unknown>[]): readonly string[] =>
  components.map((one) => [...one.keys()].join(""));

const alone = (component: Component) => [component];
const ofBatch = (batch: Batch) => entries(batch.flat());

test("handlers that share a file, through whatever others, are one component", () => {
  expect(entries(componentsOf(closures({ a: "x", b: "y", c: "z", d: "xz", e: "" })))).toEqual([
    "acd",
    "b",
    "e",
  ]);
});

test("handlers of a component are followed one by one, unless what they share would be run too often", () => {
  const lengthOf = (file: string) => (file === "x" ? 10 : 2);
  const sharing = (handlers: string) => closures(Object.fromEntries([...handlers].map((one) => [one, "x"])));
  expect(entries(groupsOf(sharing("ab"), lengthOf))).toEqual(["a", "b"]);
  expect(entries(groupsOf(sharing("abcd"), lengthOf))).toEqual(["ab", "cd"]);
  expect(entries(groupsOf(sharing("abcdefg"), lengthOf))).toEqual(["abcd", "efg"]);
});

test("a batch takes components until it is large enough", () => {
  const components = componentsOf(closures({ a: "x", b: "y", c: "z", d: "" }));
  expect(batchesOf(components.map(alone), () => "x", 3).map(ofBatch)).toEqual([
    ["a", "b"],
    ["c", "d"],
  ]);
  expect(batchesOf(components.map(alone), () => "xxx", 3).map(ofBatch)).toEqual([["a"], ["b"], ["c"], ["d"]]);
});

test("what declares something for all files has a batch of its own", () => {
  const components = componentsOf(closures({ a: "", b: "", c: "", d: "" }));
  const textOf = (file: string) => (file === "b" ? "declare global { const db: number }" : "x");
  expect(batchesOf(components.map(alone), textOf, 3).map(ofBatch)).toEqual([["a", "c", "d"], ["b"]]);
});

test("what one project assigns is no cache of another", async () => {
  const builder = `import { S3 } from "@aws-sdk/client-s3";
const settings = { client: null };
export const handler = async () => {
  if (!settings.client) return new S3({});
};
`;
  const assigner = `import { SQS } from "@aws-sdk/client-sqs";
const other = { client: null };
export const handler = async () => {
  other.client = "none";
  await new SQS({});
};
`;
  const built = async (texts: Readonly<Record<string, string>>): Promise<readonly string[]> => {
    const files = sourcesFromTexts(new Map(Object.entries(texts)));
    const { constructions } = await analyzeCode({ files, handlers: [], clients: [], weigher: null });
    return constructions.map(({ range, what }) => `${range.path} ${what}`);
  };
  const alone = [...(await built({ "/a/index.ts": builder })), ...(await built({ "/b/index.ts": assigner }))];
  expect(alone).toEqual(["a/index.ts new S3(…)", "b/index.ts new SQS(…)"]);
  expect(await built({ "/b/index.ts": assigner, "/a/index.ts": builder })).toEqual(alone);
});

test("what handlers share is told once, for all of them, as where it is surest and nearest", async () => {
  const files = sourcesFromTexts(
    new Map([
      [
        "/shared.ts",
        `import { S3 } from "@aws-sdk/client-s3";
import { draw } from "pdf";
export const build = () => new S3({});
export const print = (event) => (event.pdf ? draw() : null);
export const always = () => draw();
export const load = () => import("pdf");
`,
      ],
      [
        "/a.ts",
        'import { build, print } from "./shared";\nconst far = () => build();\nexport const handler = async (event) => [far(), print(event)];\n',
      ],
      [
        "/b.ts",
        'import { build, print } from "./shared";\nexport const handler = async (event) => [build(), print(event)];\n',
      ],
      [
        "/c.ts",
        'import { always, load } from "./shared";\nexport const handler = async () => [always(), load()];\n',
      ],
    ]),
  );
  const model = await analyzeCode({ files, handlers: [], clients: [], weigher: null });
  expect(model.constructions.map(({ functions, chain }) => ({ functions, calls: chain.length }))).toEqual([
    { functions: ["a.ts#handler", "b.ts#handler"], calls: 2 },
  ]);
  const imports = model.imports.filter(({ specifier }) => specifier === "pdf");
  expect(imports.map(({ use, functions }) => ({ use, functions }))).toEqual([
    { use: "sometimes", functions: ["a.ts#handler", "b.ts#handler"] },
  ]);
  expect(model.dynamicImports.map(({ functions }) => functions)).toEqual([
    ["a.ts#handler", "b.ts#handler", "c.ts#handler"],
  ]);
});
