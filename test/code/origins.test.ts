import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openDirectory } from "../../src/artifact/directory.js";
import { analyzeCode } from "../../src/code/analyze.js";
import { sourcesFromArtifact } from "../../src/code/artifact-sources.js";
import type { CodeModel } from "../../src/code/code-model.js";
import { sourcesFromMaps } from "../../src/code/map-sources.js";
import { sourcesFromDisk } from "../../src/code/project.js";
import type { SourceSet } from "../../src/code/source-set.js";

const PROJECT = join(import.meta.dirname, "../../fixtures/origins");
let folder = "";

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "origins-")));
  cpSync(PROJECT, folder, { recursive: true });
  for (const name of ["S3", "DynamoDB", "SQS", "SNS"]) {
    addPackage(`@aws-sdk/client-${name.toLowerCase()}`, "index.mjs", clientLikeTheSdks(name));
  }
  addPackage("pg", "index.js", "exports.Pool = class Pool {};\n");
});
afterAll(() => rmSync(folder, { recursive: true }));

const naming = (path: string) => ({ id: path, path, role: "function" as const });

function addPackage(name: string, main: string, text: string): void {
  const place = join(folder, "node_modules", name);
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, "package.json"), JSON.stringify({ name, version: "3.0.0", main }));
  writeFileSync(join(place, main), text);
}

/** The shape of every client in the AWS SDK v3: what its constructor does is what a minifier leaves. */
function clientLikeTheSdks(name: string): string {
  return `class Client { constructor() { this.middlewareStack = { use() {} }; } send() {} }
export class ${name}Client extends Client {
  constructor(...[configuration]) {
    super(configuration || {});
    this.config = configuration;
    this.middlewareStack.use("schema");
    this.middlewareStack.use("user-agent");
    this.middlewareStack.use("retry");
    this.middlewareStack.use("content-length");
  }
  destroy() { super.destroy(); }
}
export class ListBucketsCommand {}
`;
}

async function places(files: SourceSet, entry: string): Promise<readonly string[]> {
  const model: CodeModel = await analyzeCode({
    files,
    handlers: [{ functionId: "orders", file: entry, export: "handler" }],
    clients: [],
    weigher: null,
  });
  expect(model.problems).toEqual([]);
  return model.constructions.map(({ range, package: name }) => `${range.path}:${range.line} ${name}`);
}

const EXPECTED = [
  "src/db.ts:4 @aws-sdk/client-dynamodb",
  "src/lazy.ts:3 @aws-sdk/client-sns",
  "src/legacy.cjs:3 @aws-sdk/client-sqs",
  "src/orders.ts:7 @aws-sdk/client-s3",
  "src/orders.ts:8 pg",
];
const PACKAGES = EXPECTED.map((one) => one.split(" ")[1]).sort();

test("source files", async () => {
  expect(await places(sourcesFromDisk(["src/orders.ts"], folder), join(folder, "src/orders.ts"))).toEqual(
    EXPECTED,
  );
});

test.each([
  ["commonjs", "cjs", false, "external"],
  ["commonjs, minified", "cjs", true, "external"],
  ["esm", "esm", false, "external"],
  ["esm, minified", "esm", true, "external"],
  ["commonjs with packages", "cjs", false, "bundle"],
] as const)("a bundle without a map: %s", async (name, format, minify, packages) => {
  const outfile = join(folder, "dist", `${name.replaceAll(/\W+/g, "-")}.${format === "esm" ? "mjs" : "js"}`);
  await bundle({ outfile, format, minify, packages });
  const artifact = await openDirectory(join(folder, "dist"), naming("dist"));
  const entry = outfile.slice(join(folder, "dist").length + 1);
  const found = await places(await sourcesFromArtifact(artifact, [entry]), `/${entry}`);
  expect(found.map((one) => one.split(" ")[1]).sort()).toEqual(PACKAGES);
});

test("a minified bundle with the SDK in it: its clients are known by their shape", async () => {
  const outfile = join(folder, "all", "orders.js");
  await bundle({ outfile, format: "cjs", minify: true, packages: "bundle" });
  const artifact = await openDirectory(join(folder, "all"), naming("all"));
  const found = await places(await sourcesFromArtifact(artifact, ["orders.js"]), "/orders.js");
  expect(found.filter((one) => one.endsWith(" @aws-sdk"))).toHaveLength(4);
});

test("a minified bundle with its map: places are the original's", async () => {
  const outfile = join(folder, "mapped", "orders.js");
  await bundle({ outfile, format: "cjs", minify: true, packages: "bundle", sourcemap: true });
  const files = sourcesFromMaps([
    { path: "mapped/orders.js.map", text: readFileSync(`${outfile}.map`, "utf8") },
  ]);
  const entry = files.entryOf("mapped/orders.js.map");
  expect(entry).toBe("/src/orders.ts");
  expect(await places(files, entry ?? "")).toEqual(EXPECTED);
});

test("a map at the root of a zip names originals above it: they keep their paths", () => {
  const map = {
    version: 3,
    sources: ["../src/orders.ts"],
    sourcesContent: ["export const handler = 1;"],
    mappings: "",
  };
  const files = sourcesFromMaps([{ path: "orders.js.map", text: JSON.stringify(map) }]);
  expect(files.paths).toEqual(["/src/orders.ts"]);
  expect(files.display("/src/orders.ts")).toBe("src/orders.ts");
});

test("a map without contents is said to be one", () => {
  const files = sourcesFromMaps([
    { path: "a.js.map", text: '{"version":3,"sources":["a.ts"],"mappings":""}' },
  ]);
  expect(files.problems()).toMatchObject([
    { level: "note", code: "source-map-without-contents", path: "a.js.map" },
  ]);
});

async function bundle(options: {
  outfile: string;
  format: "cjs" | "esm";
  minify: boolean;
  packages: "external" | "bundle";
  sourcemap?: boolean;
}): Promise<void> {
  await build({
    entryPoints: ["src/orders.ts"],
    absWorkingDir: folder,
    bundle: true,
    platform: "node",
    logLevel: "error",
    ...options,
  });
}
