import { expect, test } from "vitest";
import { writeTree } from "../support/tree.js";
import { linted, problemsOf } from "./support.js";

const SOURCE = `import { S3Client } from "@aws-sdk/client-s3";
export const main = async () => new S3Client({}).send({} as never);
export async function step() {
  return new S3Client({}).send({} as never);
}
`;
const FILES = { "src/orders.ts": SOURCE, "src/other.ts": SOURCE, "package.json": "{}" };

async function found(path: string, handler: string): Promise<readonly string[]> {
  const report = await linted(writeTree(FILES), [path], { handler });
  return [
    ...problemsOf(report),
    ...report.findings.map(({ functions, location }) => `${functions} ${location?.path}:${location?.line}`),
  ];
}

test("a source file's handler may have any name", async () => {
  expect(await found("src/orders.ts", "orders.main")).toEqual(["src/orders.ts#main src/orders.ts:2"]);
  expect(await found("src/orders.ts", "orders.step")).toEqual(["src/orders.ts#step src/orders.ts:4"]);
});

test("in a folder the handler names the file too", async () => {
  expect(await found("src", "orders.step")).toEqual(["src/orders.ts#step src/orders.ts:4"]);
  expect(await found(".", "src/orders.step")).toEqual(["src/orders.ts#step src/orders.ts:4"]);
});

test("a handler that isn't there is said", async () => {
  expect(await found("src/orders.ts", "orders.nobody")).toEqual(["note no-handler src/orders.ts"]);
});

test("handlers that a template in the folder names are followed beside those with the usual names", async () => {
  const cwd = writeTree({
    ...FILES,
    "src/usual.ts": SOURCE.replace("main", "handler"),
    "serverless.yml": "functions:\n  orders:\n    handler: src/orders.main\n",
    "template.yaml":
      "Resources:\n  Step:\n    Type: AWS::Serverless::Function\n    Properties:\n      CodeUri: src\n      Handler: other.step\n",
  });
  const report = await linted(cwd, ["."]);
  expect(report.functions.map(({ id }) => id)).toEqual([
    "src/orders.ts#main",
    "src/other.ts#step",
    "src/usual.ts#handler",
  ]);
  expect(report.findings.map(({ location }) => `${location?.path}:${location?.line}`).sort()).toEqual([
    "src/orders.ts:2",
    "src/other.ts:4",
    "src/usual.ts:2",
  ]);
});
