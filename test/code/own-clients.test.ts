import { expect, test } from "vitest";
import { analyzeCode } from "../../src/code/analyze.js";
import { sourcesFromTexts } from "../../src/code/project/source-set.js";
import type { UserClient } from "../../src/lambda/client.js";

async function lines(
  texts: Readonly<Record<string, string>>,
  clients: readonly UserClient[],
): Promise<readonly string[]> {
  const files = sourcesFromTexts(new Map(Object.entries(texts)));
  const model = await analyzeCode({ files, handlers: [], clients, weigher: null });
  return model.constructions.map(({ range }) => `${range.path}:${range.line}`);
}

test("a package's export that the config calls a client", async () => {
  const texts = {
    "/a.ts":
      'import { connect } from "@acme/db";\nimport Search from "@acme/search";\nconst kept = connect();\nexport const handler = () => [\n  kept,\n  connect(),\n  new Search(),\n];\n',
  };
  expect(await lines(texts, [])).toEqual([]);
  expect(
    await lines(texts, [
      { from: "@acme/db", export: "connect" },
      { from: "@acme/search", export: "default", how: "new" },
    ]),
  ).toEqual(["a.ts:6", "a.ts:7"]);
});

test("a file of the project that the config calls a client", async () => {
  const texts = {
    "/src/a.ts":
      'import { connect } from "./db";\nimport "uuid";\nlet kept: unknown;\nexport const handler = () => {\n  kept ??= connect();\n  return [kept, connect()];\n};\n',
    "/src/db.ts": "export const connect = () => ({ query: () => [] });\n",
  };
  expect(await lines(texts, [{ from: "./src/db.ts", export: "connect" }])).toEqual(["src/a.ts:6"]);
});
