import { expect, test } from "vitest";
import { analyzeCode } from "../../src/code/analyze.js";
import type { ClientConstruction } from "../../src/code/code-model.js";
import { sourcesFromTexts } from "../../src/code/project/source-set.js";

async function built(
  text: string,
  more: Readonly<Record<string, string>> = {},
): Promise<readonly ClientConstruction[]> {
  const files = sourcesFromTexts(new Map([["/a.ts", text], ...Object.entries(more)]));
  return (await analyzeCode({ files, handlers: [], clients: [], weigher: null })).constructions;
}

test("a document client of a client that is kept is worth a remark only", async () => {
  const found = await built(`import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
const kept = new DynamoDBClient({});
export const handler = () => [
  DynamoDBDocumentClient.from(kept),
  DynamoDBDocumentClient.from(new DynamoDBClient({})),
];
`);
  expect(found.map(({ range, confidence }) => `${range.line} ${confidence}`)).toEqual(["5 low", "6 high"]);
});

test("what is built again and again is told with the calls that lead to the loop", async () => {
  const [found, ...others] = await built(`import { S3Client } from "@aws-sdk/client-s3";
const client = () => new S3Client({});
const each = (rows: readonly string[]) => rows.map((row) => client().send(row as never));
export const handler = (event: { rows: string[] }) => [client(), each(event.rows)];
`);
  expect(others).toEqual([]);
  expect(found?.inLoop).toBe(true);
  expect(found?.chain.map(({ label }) => label)).toEqual(["handler", "each", "rows.map", "client"]);
});

test("and so it is where another handler builds it once, followed by itself", async () => {
  const text = `import { client } from "./client";
export const handler = () => client();
`;
  const [found, ...others] = await built(text, {
    "/b.ts": `import { client } from "./client";
const each = (rows: readonly string[]) => rows.map((row) => client().send(row as never));
export const handler = (event: { rows: string[] }) => each(event.rows);
`,
    "/client.ts": `import { S3Client } from "@aws-sdk/client-s3";
export const client = () => new S3Client({});
`,
  });
  expect(others).toEqual([]);
  expect(found?.functions).toHaveLength(2);
  expect(found?.inLoop).toBe(true);
  expect(found?.chain.map(({ label }) => label)).toEqual(["handler", "each", "rows.map", "client"]);
});
