import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { lint } from "../../src/index.js";
import { zipFolder } from "../support/zip-folder.js";

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

/** What the command says of a path, in the order of places. */
async function places(path: string): Promise<readonly string[]> {
  const report = await lint([path], { cwd: folder, only: ["client-in-handler"], config: {} });
  expect(report.problems).toEqual([]);
  return report.findings
    .map(({ location, packages }) => `${location?.path}:${location?.line} ${packages.join()}`)
    .sort();
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
  expect(await places("src/orders.ts")).toEqual(EXPECTED);
});

test.each([
  ["commonjs", "cjs", false, "external"],
  ["commonjs, minified", "cjs", true, "external"],
  ["esm", "esm", false, "external"],
  ["esm, minified", "esm", true, "external"],
  ["commonjs with packages", "cjs", false, "bundle"],
] as const)("a bundle without a map: %s", async (name, format, minify, packages) => {
  const path = `dist/${name.replaceAll(/\W+/g, "-")}`;
  const file = format === "esm" ? "orders.mjs" : "orders.js";
  await bundle({ outfile: join(folder, path, file), format, minify, packages });
  await zipFolder(join(folder, path), join(folder, `${path}.zip`));
  for (const input of [path, `${path}/${file}`, `${path}.zip`]) {
    const found = await places(input);
    expect(found.map((one) => one.split(" ")[1]).sort()).toEqual(PACKAGES);
  }
});

test("a minified bundle with the SDK in it: its clients are known by their shape", async () => {
  const outfile = join(folder, "all", "orders.js");
  await bundle({ outfile, format: "cjs", minify: true, packages: "bundle" });
  expect((await places("all")).filter((one) => one.endsWith(" @aws-sdk"))).toHaveLength(4);
});

test("a minified bundle with the SDK's document client: what that builds inside is its own affair", async () => {
  const contents = `import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocument, DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
const shared = new DynamoDBClient({});
export const handler = async () => {
  const own = DynamoDBDocumentClient.from(new DynamoDBClient({}));
  return [own, DynamoDBDocument.from(shared)];
};
`;
  await build({
    stdin: { contents, resolveDir: import.meta.dirname },
    outfile: join(folder, "document", "index.js"),
    bundle: true,
    platform: "node",
    minify: true,
  });
  const found = (await places("document")).map((one) => one.split(" ")[1]);
  expect(found).toEqual(["@aws-sdk", "@aws-sdk/lib-dynamodb"]);
});

test("a minified bundle with its map, in a folder or a zip: places are the original's", async () => {
  const outfile = join(folder, "mapped", "orders.js");
  await bundle({ outfile, format: "cjs", minify: true, packages: "bundle", sourcemap: true });
  await zipFolder(join(folder, "mapped"), join(folder, "mapped.zip"));
  for (const input of ["mapped", "mapped/orders.js", "mapped/orders.js.map", "mapped.zip"]) {
    expect([input, await places(input)]).toEqual([input, EXPECTED]);
  }
});

test.each(["external", "bundle"] as const)(
  "names of the project's own, and barrels that left no code: packages %s",
  async (packages) => {
    const project = join(folder, `aliased-${packages}`);
    cpSync(join(import.meta.dirname, "../../fixtures/origins-aliased"), project, { recursive: true });
    const expected = [
      "src/lib/queue.ts:6 @aws-sdk/client-sqs",
      "src/lib/stores/bucket.ts:2 @aws-sdk/client-s3",
      "src/lib/stores/table.ts:2 @aws-sdk/client-dynamodb",
    ];
    expect(await places(`aliased-${packages}/src/orders.ts`)).toEqual(
      expected.map((one) => `aliased-${packages}/${one}`),
    );
    const outfile = join(project, "dist", "orders.js");
    await bundle({ outfile, format: "cjs", minify: true, sourcemap: true, packages, project });
    expect(await places(`aliased-${packages}/dist`)).toEqual(expected);
  },
);

test("a handler of one file, built with its map: places are the original's", async () => {
  for (const minify of [false, true]) {
    const name = `lone-${minify}`;
    const outfile = join(folder, name, "db.js");
    const only = { entry: "src/lone.ts", format: "cjs", packages: "external", sourcemap: true } as const;
    await bundle({ outfile, minify, ...only });
    await zipFolder(join(folder, name), join(folder, `${name}.zip`));
    for (const input of [name, `${name}/db.js`, `${name}.zip`]) {
      expect([input, await places(input)]).toEqual([input, ["src/lone.ts:3 @aws-sdk/client-s3"]]);
    }
  }
});

test("a build that was written outside of its project", async () => {
  const elsewhere = realpathSync(mkdtempSync(join(tmpdir(), "origins-elsewhere-")));
  onTestFinished(() => rmSync(elsewhere, { recursive: true }));
  const outfile = join(elsewhere, "orders.js");
  await bundle({ outfile, format: "cjs", minify: false, packages: "external", sourcemap: true });
  expect(await places(elsewhere)).toEqual(EXPECTED);
});

test("compiled files that import each other are read as they are, their places are the originals'", async () => {
  const outdir = join(folder, "compiled");
  const options = { format: "cjs", platform: "node", sourcemap: true, logLevel: "error" } as const;
  const entryPoints = ["src/orders.ts", "src/db.ts", "src/lazy.ts", "src/legacy.cjs"];
  await build({ ...options, entryPoints, absWorkingDir: folder, outdir, outExtension: { ".js": ".js" } });
  await zipFolder(outdir, `${outdir}.zip`);
  const found = EXPECTED.filter((one) => /^src\/(db|orders)\b/.test(one));
  for (const input of ["compiled", "compiled.zip"]) expect(await places(input)).toEqual(found);
});

test.each([true, false])(
  "a map without contents: code that ships, places of the originals",
  async (minify) => {
    const name = `empty-${minify}`;
    const outfile = join(folder, name, "orders.js");
    await bundle({ outfile, format: "cjs", minify, packages: "external", sourcemap: true });
    const map = JSON.parse(readFileSync(`${outfile}.map`, "utf8"));
    writeFileSync(`${outfile}.map`, JSON.stringify({ ...map, sourcesContent: undefined }));
    await zipFolder(join(folder, name), join(folder, `${name}.zip`));
    for (const input of [name, `${name}/orders.js`, `${name}.zip`]) {
      expect([input, await places(input)]).toEqual([input, EXPECTED]);
    }
  },
);

async function bundle(options: {
  outfile: string;
  format: "cjs" | "esm";
  minify: boolean;
  packages: "external" | "bundle";
  sourcemap?: boolean;
  entry?: string;
  project?: string;
}): Promise<void> {
  const { entry = "src/orders.ts", project = folder, ...settings } = options;
  await build({
    entryPoints: [entry],
    absWorkingDir: project,
    bundle: true,
    platform: "node",
    logLevel: "error",
    ...settings,
  });
}
