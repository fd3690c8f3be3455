import * as v from "valibot";
import { expect, test } from "vitest";
import { analyzeCode } from "../src/code/analyze.js";
import { sourcesFromTexts } from "../src/code/project/source-set.js";
import type { ModuleGraph } from "../src/graph/module-graph.js";
import { clientInHandler } from "../src/rules/client-in-handler.js";
import type { FindingDraft, Rule, RuleContext } from "../src/rules/define-rule.js";
import { heavyTopLevelImport } from "../src/rules/heavy-top-level-import.js";
import { ineffectiveLazyImport } from "../src/rules/ineffective-lazy-import.js";

async function check(
  rule: Rule,
  texts: Readonly<Record<string, string>>,
  graph: ModuleGraph | null = null,
  options: unknown = {},
): Promise<readonly FindingDraft[]> {
  const files = sourcesFromTexts(new Map(Object.entries(texts)));
  const model = await analyzeCode({ files, handlers: [], clients: [], weigher: null });
  const context: Pick<RuleContext, "code" | "graph"> = { code: async () => model, graph: async () => graph };
  return rule.check(context as RuleContext, v.parse(rule.options, options));
}

test("client-in-handler names what, where, the calls that lead there, and what to write", async () => {
  const [found, ...others] = await check(clientInHandler, {
    "/src/orders.ts": 'import { load } from "./db";\nexport const handler = async () => load();\n',
    "/src/db.ts":
      'import { DynamoDBClient } from "@aws-sdk/client-dynamodb";\nexport function load() {\n  const db = new DynamoDBClient({});\n  return db;\n}\n',
  });
  expect(others).toEqual([]);
  expect(found).toMatchObject({
    messageId: "built",
    severity: "error",
    confidence: "high",
    functions: ["src/orders.ts#handler"],
    location: { path: "src/db.ts", line: 3, column: 14, endLine: 3, endColumn: 36 },
    packages: ["@aws-sdk/client-dynamodb"],
    message: "`new DynamoDBClient(…)` is built on every invocation, one call away from the handler.",
    chain: [
      { path: "src/orders.ts", line: 2, label: "handler" },
      { path: "src/orders.ts", line: 2, label: "load" },
    ],
  });
  expect(found?.fix).toContain("const db = new DynamoDBClient(…);");
});

test("client-in-handler says so when a loop builds it, and keeps what an await is needed for", async () => {
  const [found] = await check(clientInHandler, {
    "/a.ts":
      'import pg from "pg";\nimport { secret } from "./secret";\nexport const handler = async (event) => {\n  const password = await secret();\n  for (const one of event.Records) {\n    const pool = new pg.Pool({ password });\n  }\n};\n',
    "/secret.ts": 'export const secret = async () => (await fetch("https://vault.example")).text();\n',
  });
  expect(found).toMatchObject({ messageId: "builtAfterAwait" });
  expect(found?.message).toContain("in a loop");
  expect(found?.fix).toContain("pool ??= new pg.Pool(…)");
});

test("client-in-handler keeps one client for each of what a factory is given", async () => {
  const [verifier, bucket] = await check(clientInHandler, {
    "/a.ts":
      'import { CognitoJwtVerifier } from "aws-jwt-verify";\nimport { S3Client } from "@aws-sdk/client-s3";\nconst verifier = (use: string, pool: string) => CognitoJwtVerifier.create({ userPoolId: pool, tokenUse: use });\nconst bucket = (config: object) => new S3Client(config);\nexport const handler = async () => [verifier("id", "a"), verifier("access", "a"), bucket({})];\n',
  });
  expect(verifier).toMatchObject({ messageId: "builtFromArguments" });
  expect(verifier?.fix).toContain("built from `use` and `pool`: keep one for each");
  expect(bucket).toMatchObject({ messageId: "built" });
});

test("client-in-handler hoists what needs nothing of an await before it", async () => {
  const [found] = await check(clientInHandler, {
    "/a.ts":
      'import { S3 } from "@aws-sdk/client-s3";\nexport const handler = async () => {\n  const text = await (await fetch("https://example.org")).text();\n  const s3 = new S3({ region: process.env.REGION, maxAttempts: 2 });\n  return s3.putObject({ Bucket: "b", Key: "k", Body: text });\n};\n',
  });
  expect(found).toMatchObject({ messageId: "built" });
});

test("the key of a finding stays when lines move", async () => {
  const text = 'import { S3 } from "@aws-sdk/client-s3";\nexport const handler = () => new S3({});\n';
  const [before] = await check(clientInHandler, { "/a.ts": text });
  const [after] = await check(clientInHandler, { "/a.ts": `// one\n// two\n${text}` });
  expect(before?.key).toBe(after?.key);
});

test("a client that carries one user's credentials is only worth a remark", async () => {
  const [found] = await check(clientInHandler, {
    "/a.js":
      'const { google } = require("googleapis");\nexports.handler = async () => new google.auth.OAuth2();\n',
  });
  expect(found).toMatchObject({ confidence: "low" });
});

const PDF = {
  "/src/orders.ts":
    'import { PDFDocument } from "pdf";\nexport const handler = async (event) => (event.pdf ? PDFDocument.create() : null);\n',
};
const edge = (specifier: string, target: number) =>
  ({ specifier, target, timing: "static", optional: false, syntax: "import" }) as const;

function pdfGraph(shared: boolean): ModuleGraph {
  return {
    modules: [
      {
        path: "src/orders.ts",
        bytes: 500,
        packageId: null,
        imports: [edge("pdf", 1), ...(shared ? [edge("zlib-js", 2)] : [])],
      },
      {
        path: "node_modules/pdf/index.js",
        bytes: 300_000,
        packageId: "node_modules/pdf",
        imports: [edge("zlib-js", 2)],
      },
      {
        path: "node_modules/zlib-js/index.js",
        bytes: 80_000,
        packageId: "node_modules/zlib-js",
        imports: [],
      },
    ],
    roots: [{ functionId: "orders", module: 0 }],
    initKnown: true,
  };
}

test("heavy-top-level-import counts what leaves init in the artifact's graph", async () => {
  const [found] = await check(heavyTopLevelImport, PDF, pdfGraph(false));
  expect(found).toMatchObject({
    messageId: "sometimes",
    saved: { initBytes: 380_000 },
    location: { line: 1 },
  });
  expect(found?.message).toContain("(line 2)");
  expect(found?.fix).toContain('const { PDFDocument } = await import("pdf")');
  const [shared] = await check(heavyTopLevelImport, PDF, pdfGraph(true));
  expect(shared).toMatchObject({ saved: { initBytes: 300_000 } });
});

test("heavy-top-level-import is silent below its minimum and where init is not known", async () => {
  expect(await check(heavyTopLevelImport, PDF, pdfGraph(false), { minimum: "400 kB" })).toEqual([]);
  expect(await check(heavyTopLevelImport, PDF, { ...pdfGraph(false), initKnown: false })).toEqual([]);
  expect(await check(heavyTopLevelImport, PDF, null)).toEqual([]);
});

test("ineffective-lazy-import names the static import that defeats it", async () => {
  const [found] = await check(ineffectiveLazyImport, {
    "/a.ts": 'import { b } from "./b";\nexport const handler = async () => (await import("./c")).c(b);\n',
    "/b.ts": 'import { c } from "./c";\nexport const b = c(1);\n',
    "/c.ts": "export const c = (n: number) => n;\n",
  });
  expect(found).toMatchObject({ location: { path: "a.ts", line: 2 }, chain: [{ path: "b.ts", line: 1 }] });
  expect(found?.message).toContain("b.ts:1");
});
