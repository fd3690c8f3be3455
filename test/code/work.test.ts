import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cacheIn } from "../../src/cache/cache.js";
import { analyzeCode } from "../../src/code/analyze.js";
import { PackageScans } from "../../src/code/imports/package-scans.js";
import { weighInstalledPackages } from "../../src/code/imports/package-weight.js";
import { sourcesFromDisk, toPosix } from "../../src/code/project/project.js";
import type { Work } from "../../src/code/work.js";

const CALLS = Array.from({ length: 6 }, (_, index) => `  await retry(() => load(client, "${index}"));\n`);
const FILES: Readonly<Record<string, string>> = {
  "src/orders.ts": `import { client } from "./client";
import { load } from "./load";
import { retry } from "./retry";
import type { Order } from "./order";
import pdf from "pdf";
import table from "table";
export const handler = async (event: Order) => {
${CALLS.join("")}  if (event.print) return pdf(event);
  return table(event);
};
`,
  "src/bills.ts": `import { load } from "./load";
import { client } from "./client";
export const handler = async () => load(client, "bills");
`,
  "src/ping.ts": 'import { now } from "./now";\nexport const handler = async () => now();\n',
  "src/now.ts": 'import { hostname } from "node:os";\nexport const now = () => [Date.now(), hostname()];\n',
  "src/client.ts":
    'import { S3Client } from "@aws-sdk/client-s3";\nexport const client = new S3Client({});\n',
  "src/load.ts":
    'import { GetObjectCommand } from "@aws-sdk/client-s3";\nexport const load = (client, Key: string) => client.send(new GetObjectCommand({ Bucket: "b", Key }));\n',
  "src/retry.ts":
    "export async function retry(task) {\n  try {\n    return await task();\n  } catch {\n    return task();\n  }\n}\n",
  "src/order.ts": "export interface Order { id: string; async?: boolean; print: boolean }\n",
  "src/unused.ts":
    'import { S3Client } from "@aws-sdk/client-s3";\nexport const make = () => new S3Client({});\n',
  "node_modules/pdf/package.json": '{ "name": "pdf", "version": "1.0.0", "dependencies": { "font": "1" } }\n',
  "node_modules/pdf/index.js":
    'const font = require("font");\nmodule.exports = (data) => font(require("./draw")(data));\n',
  "node_modules/pdf/draw.js": "module.exports = String;\n",
  "node_modules/font/package.json": '{ "name": "font", "version": "1.0.0" }\n',
  "node_modules/font/index.js": "module.exports = String;\n",
  "node_modules/table/package.json": '{ "name": "table", "version": "1.0.0" }\n',
  "node_modules/table/index.js": 'module.exports = require("./rows");\n',
  "node_modules/table/rows.js": "module.exports = String;\n",
};
let folder = "";
beforeAll(() => {
  folder = toPosix(realpathSync(mkdtempSync(join(tmpdir(), "work-"))));
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What following the handlers in some files (or folders) costs. */
async function workOn(...paths: string[]) {
  return workWith(new PackageScans(), ...paths);
}

async function workWith(scans: PackageScans, ...paths: string[]) {
  const done: Work[] = [];
  const noteWork = (work: Work): void => void done.push(work);
  const sources = sourcesFromDisk(
    paths.map((path) => join(folder, path)),
    folder,
  );
  const read: string[] = [];
  const files = {
    ...sources,
    read(path: string) {
      const text = sources.read(path);
      if (text !== null) read.push(path);
      return text;
    },
  };
  const weigher = weighInstalledPackages(scans, noteWork);
  const code = await analyzeCode({ files, handlers: [], alsoByName: true, clients: [], weigher, noteWork });
  const shown = (all: readonly string[]) => all.map((path) => toPosix(relative(folder, path))).sort();
  const of = (kind: Work["kind"]) =>
    shown(done.flatMap((one) => (one.kind !== "followed" && one.kind === kind ? [one.path] : [])));
  const evaluations = done.flatMap((one): [string, number][] =>
    one.kind === "followed" ? [[one.functionId, one.evaluations]] : [],
  );
  return {
    code,
    read: shown([...new Set(read)]),
    scanned: of("scanned"),
    parsed: of("parsed"),
    weighed: of("weighed"),
    recalled: of("recalled"),
    evaluations: Object.fromEntries(evaluations),
  };
}

const REACHED = ["src/client.ts", "src/load.ts", "src/orders.ts", "src/retry.ts"];

test("one handler: what it reaches is read, scanned and parsed once, and nothing else", async () => {
  const { read, scanned, parsed } = await workOn("src/orders.ts");
  expect(read).toEqual(["src/client.ts", "src/load.ts", "src/order.ts", "src/orders.ts", "src/retry.ts"]);
  expect(scanned).toEqual(read);
  expect(parsed).toEqual(REACHED);
});

test("a folder: handlers share what they reach; those that reach no package are listed, not parsed", async () => {
  const { read, scanned, parsed, code } = await workOn("src");
  expect(read).toHaveLength(9);
  expect(scanned).toEqual(read.filter((path) => path !== "src/unused.ts"));
  expect(parsed).toEqual(["src/bills.ts", ...REACHED].sort());
  expect(code.handlers.map(({ path }) => path)).toEqual(["src/bills.ts", "src/orders.ts", "src/ping.ts"]);
});

test("only packages that some paths leave out are weighed, with what they load in init", async () => {
  const { weighed } = await workOn("src/orders.ts");
  expect(weighed).toEqual(["node_modules/font/index.js", "node_modules/pdf/index.js"]);
  expect((await workOn("src/bills.ts")).weighed).toEqual([]);
});

test("a package's file that an earlier run scanned is not scanned again, unless it changed", async () => {
  const cache = cacheIn(mkdtempSync(join(tmpdir(), "kept-")), "build");
  const work = async () => {
    const scans = new PackageScans(cache);
    const { weighed, recalled } = await workWith(scans, "src/orders.ts");
    scans.keep();
    return { weighed, recalled };
  };
  const [font, pdf] = ["node_modules/font/index.js", "node_modules/pdf/index.js"];
  expect(await work()).toEqual({ weighed: [font, pdf], recalled: [] });
  expect(await work()).toEqual({ weighed: [], recalled: [font, pdf] });
  writeFileSync(join(folder, "node_modules/font/index.js"), "module.exports = () => 2;\n");
  expect(await work()).toEqual({ weighed: [font], recalled: [pdf] });
});

test("a call with equal arguments is run once, however often it is written", async () => {
  const evaluationsOf = async (calls: number) => {
    const text = `import { Kind } from "kinds";
const use = (kind) => [kind.a, kind.b, kind.c, new kind(), String(kind)].map((one) => one.name);
export const handler = async () => {
${"  use(Kind);\n".repeat(calls)}};
`;
    writeFileSync(join(folder, "kinds.ts"), text);
    const { evaluations } = await workOn("kinds.ts");
    return evaluations["kinds.ts#handler"] ?? 0;
  };
  // The call, its callee and its argument; not what it runs.
  expect((await evaluationsOf(6)) - (await evaluationsOf(1))).toBe(5 * 3);
});
