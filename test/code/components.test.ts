import { expect, test } from "vitest";
import { analyzeCode } from "../../src/code/analyze.js";
import { batchesOf, componentsOf } from "../../src/code/components.js";
import { sourcesFromTexts } from "../../src/code/source-set.js";

const closures = (of: Readonly<Record<string, string>>): ReadonlyMap<string, ReadonlySet<string>> =>
  new Map(Object.entries(of).map(([entry, files]) => [entry, new Set([entry, ...files])]));
const entries = (components: readonly ReadonlyMap<string, unknown>[]): readonly string[] =>
  components.map((one) => [...one.keys()].join(""));

test("handlers that share a file, through whatever others, are one component", () => {
  expect(entries(componentsOf(closures({ a: "x", b: "y", c: "z", d: "xz", e: "" })))).toEqual([
    "acd",
    "b",
    "e",
  ]);
});

test("a batch takes components until it is large enough", () => {
  const components = componentsOf(closures({ a: "x", b: "y", c: "z", d: "" }));
  expect(batchesOf(components, () => "x", 3).map(entries)).toEqual([
    ["a", "b"],
    ["c", "d"],
  ]);
  expect(batchesOf(components, () => "xxx", 3).map(entries)).toEqual([["a"], ["b"], ["c"], ["d"]]);
});

test("what declares something for all files has a batch of its own", () => {
  const components = componentsOf(closures({ a: "", b: "", c: "", d: "" }));
  const textOf = (file: string) => (file === "b" ? "declare global { const db: number }" : "x");
  expect(batchesOf(components, textOf, 3).map(entries)).toEqual([["a"], ["b"], ["c", "d"]]);
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
