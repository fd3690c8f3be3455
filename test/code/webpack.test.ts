import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import webpack from "webpack";
import { lint } from "../../src/index.js";

const SOURCES = {
  "src/orders.js": `import { S3Client } from "@aws-sdk/client-s3";
import { notify } from "./notify.js";
import { withPool } from "./pool.js";
import legacy from "./legacy.cjs";
const shared = new S3Client({});
export const handler = withPool(async (event) => {
  const own = new S3Client({});
  return [shared, own, notify(event), legacy.send(event)];
});
`,
  "src/notify.js": `import { SQSClient } from "@aws-sdk/client-sqs";
let kept;
export function notify(event) {
  kept ??= new SQSClient({});
  return [kept, event];
}
`,
  "src/pool.js": `import { Pool } from "pg";
export const withPool = (fn) => async (event) => {
  const pool = new Pool();
  try {
    return await fn(event);
  } finally {
    await pool.end();
  }
};
`,
  "src/legacy.cjs": `const { SNSClient } = require("@aws-sdk/client-sns");
const { never } = require("./never.cjs");
module.exports = { send: (event) => [new SNSClient({}), event], never };
`,
  "src/never.cjs": `const { SNSClient } = require("@aws-sdk/client-sns");
exports.never = () => new SNSClient({});
`,
  "node_modules/pg/package.json": `{ "name": "pg", "version": "8.0.0", "main": "index.js" }`,
  "node_modules/pg/index.js": `exports.Pool = class Pool { constructor() { this.agent = new (require("node:https").Agent)(); } end() {} };`,
};

let folder = "";

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "webpack-")));
  for (const [path, text] of Object.entries(SOURCES)) {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

const SDK = /^@aws-sdk\//;

test.each([
  ["production", { mode: "production", optimization: { minimize: false } }],
  ["named modules", { mode: "production", optimization: { minimize: false, moduleIds: "named" } }],
] as const)("what webpack leaves without a map: %s", async (name, settings) => {
  await build(name, { ...settings, externals: [SDK] });
  expect(await packagesIn(name)).toEqual(["@aws-sdk/client-s3", "@aws-sdk/client-sns", "pg"]);
});

test.each([
  ["plain", { mode: "none" }],
  ["whole modules", { mode: "production", optimization: { minimize: false, concatenateModules: false } }],
  ["minified", { mode: "production" }],
  ["whole modules, minified", { mode: "production", optimization: { concatenateModules: false } }],
] as const)("what webpack leaves without a map: %s", async (name, settings) => {
  await build(name, { ...settings, externals: [SDK, "pg"] });
  expect(await packagesIn(name)).toEqual(["@aws-sdk/client-s3", "@aws-sdk/client-sns", "pg"]);
});

async function packagesIn(name: string): Promise<readonly string[]> {
  const report = await lint([`${name}/orders.js`], { cwd: folder, only: ["client-in-handler"], config: {} });
  expect(report.problems).toEqual([]);
  return report.findings.flatMap(({ packages }) => packages).sort();
}

function build(name: string, settings: webpack.Configuration): Promise<void> {
  return new Promise((resolve, reject) => {
    webpack(
      {
        context: folder,
        entry: "./src/orders.js",
        target: "node22",
        output: { path: join(folder, name), filename: "orders.js", library: { type: "commonjs2" } },
        externalsType: "commonjs",
        ...settings,
      },
      (error, stats) => {
        if (error !== null || stats === undefined || stats.hasErrors())
          reject(error ?? new Error(stats?.toString()));
        else resolve();
      },
    );
  });
}
