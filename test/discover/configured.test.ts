import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { UserConfig } from "../../src/index.js";
import { runMain } from "../support/run-main.js";
import { writeTree } from "../support/tree.js";
import { zipFolder } from "../support/zip-folder.js";
import { bundle, COMMONJS, functionsOf, HANDLER, linted, MANIFEST, problemsOf } from "./support.js";

const SETTINGS = { runtime: "nodejs22.x", architecture: "arm64", memory: 512, timeout: 29 } as const;

async function project(): Promise<string> {
  const cwd = writeTree({
    "build/orders/orders.js": "exports.create = async () => {};\nexports.list = async () => {};\n",
    "build/layer/nodejs/node_modules/shared/package.json": MANIFEST("shared"),
    "build/layer/nodejs/node_modules/shared/index.js": "exports.shared = 1;\n",
    "dist/index.mjs": 'export { main as handler } from "./chunk.mjs";\n',
    "dist/chunk.mjs": "export const main = async () => 1;\n",
    "src/nightly.ts": HANDLER,
    "node_modules/x/index.js": "",
  });
  await zipFolder(join(cwd, "build/orders"), join(cwd, "orders.zip"));
  await zipFolder(join(cwd, "build/layer"), join(cwd, "layer.zip"));
  return cwd;
}

const FUNCTIONS: UserConfig["functions"] = [
  { name: "create", path: "orders.zip", handler: "orders.create", layers: ["layer.zip"], ...SETTINGS },
  { name: "list", path: "orders.zip", handler: "orders.list", memory: 128 },
  { name: "web", path: "dist/index.mjs", timeout: 3 },
  { name: "nightly", path: "src/nightly.ts", runtime: "nodejs20.x" },
];

describe("functions of the config", () => {
  test("are what is linted when nobody names a path, each with what is known of it", async () => {
    const report = await linted(await project(), [], { config: { functions: FUNCTIONS } });
    expect(problemsOf(report)).toEqual([]);
    expect(functionsOf(report)).toEqual([
      "create: zip orders.zip orders.create",
      "list: zip orders.zip orders.list",
      "nightly: source src/nightly.ts -",
      "web: directory dist/index.mjs index.handler",
    ]);
    const [create, list, nightly, web] = report.functions;
    expect(create).toMatchObject({ ...SETTINGS, layers: ["layer.zip"], template: null });
    expect(list).toMatchObject({ runtime: null, architecture: null, memory: 128, timeout: null, layers: [] });
    expect(nightly).toMatchObject({ runtime: "nodejs20.x" });
    expect(web).toMatchObject({ timeout: 3, init: { modules: 2 } });
    const layerBytes = report.artifacts.find(({ id }) => id === "layer.zip")?.unzippedBytes ?? 0;
    expect(layerBytes).toBeGreaterThan(0);
    expect(create?.totalUnzippedBytes).toBe((list?.totalUnzippedBytes ?? 0) + layerBytes);
  });

  test("give their settings to what is named on the command line, and leave the rest alone", async () => {
    const cwd = await project();
    const report = await linted(cwd, ["./build/../orders.zip", "dist"], { config: { functions: FUNCTIONS } });
    expect(functionsOf(report)).toEqual([
      "create: zip orders.zip orders.create",
      "dist: directory dist index.handler",
      "list: zip orders.zip orders.list",
    ]);
    expect(report.functions.map(({ memory }) => memory)).toEqual([512, null, 128]);
  });

  test("may come from a metafile; the handler says which entry", async () => {
    const cwd = writeTree({
      "src/orders.ts": "export const create = async () => {};\nexport const list = async () => {};\n",
      "src/users.ts": HANDLER,
    });
    const entryPoints = ["src/orders.ts", "src/users.ts"];
    await bundle(cwd, { entryPoints, outdir: "out", metafilePath: "meta.json" });
    const functions = [
      { name: "create", path: "meta.json", handler: "orders.create", memory: 256 },
      { name: "list", path: "meta.json", handler: "out/orders.list" },
      { name: "users", path: "meta.json", handler: "users.handler" },
    ];
    const report = await linted(cwd, [], { config: { functions } });
    expect(problemsOf(report)).toEqual([]);
    expect(functionsOf(report)).toEqual([
      "create: metafile meta.json#src/orders.ts orders.create",
      "list: metafile meta.json#src/orders.ts out/orders.list",
      "users: metafile meta.json#src/users.ts users.handler",
    ]);
    const unclear = await linted(cwd, [], { config: { functions: [{ name: "a", path: "meta.json" }] } });
    expect(problemsOf(unclear)).toEqual(["error no-entry-point meta.json"]);
    expect(unclear.problems[0]?.message).toContain("out/orders.mjs, out/users.mjs");
  });

  test("are a folder's sources where the handler's file isn't built", async () => {
    const cwd = writeTree({
      "app/orders.ts": "export const create = async () => {};\n",
      "lib/index.js": COMMONJS,
    });
    const functions = [
      { name: "orders", path: "app", handler: "orders.create" },
      { name: "lib", path: "lib" },
    ];
    const report = await linted(cwd, [], { config: { functions } });
    expect(functionsOf(report)).toEqual([
      "lib: directory lib index.handler",
      "orders: source app orders.create",
    ]);
  });

  test("that are missing, or whose layers are, are problems; the others are linted", async () => {
    const functions = [
      { name: "gone", path: "gone.zip" },
      { name: "old", path: "old.json" },
      { name: "orders", path: "orders.zip", handler: "orders.create", layers: ["no-layer.zip"] },
      { name: "unclear", path: "build/orders" },
    ];
    const report = await linted(await project(), [], { config: { functions } });
    expect(problemsOf(report)).toEqual([
      "note no-handler build/orders",
      "error code-missing gone.zip",
      "error code-missing no-layer.zip",
      "error code-missing old.json",
    ]);
    expect(report.functions.map(({ name }) => name)).toEqual(["orders", "unclear"]);
  });

  test("have paths that are relative to the configuration file", async () => {
    const cwd = writeTree({
      ".git/HEAD": "",
      "lambda-lint.config.json": JSON.stringify({
        functions: [{ name: "orders", path: "out", memory: 256 }],
      }),
      "out/index.js": COMMONJS,
      "deep/er/x": "",
    });
    const run = await runMain(["--format", "json"], { cwd: join(cwd, "deep/er") });
    expect(run.code).toBe(0);
    expect(JSON.parse(run.stdout).functions).toMatchObject([
      { name: "orders", artifact: "../../out", memory: 256, handler: "index.handler" },
    ]);
  });
});

describe("a layer that is known by its ARN only", () => {
  const layers = ["arn:aws:lambda:eu-west-1:123456789012:layer:pandas:4"];
  const only = ["unresolved-import"];
  const runtime = "nodejs22.x";

  test.each([
    ["in the config", { config: { functions: [{ name: "app", path: "app", runtime, layers }] } }, 0],
    ["perhaps", { config: { functions: [{ name: "app", path: "app", runtime }] } }, 0],
    ["as a flag", { runtime, layers }, 0],
    ["none", { config: { functions: [{ name: "app", path: "app", runtime, layers: [] }] } }, 1],
  ])("%s: what it may hold is nobody's mistake", async (_, options, errors) => {
    const cwd = writeTree({ "app/index.js": `require("elsewhere");\n${COMMONJS}` });
    const report = await linted(cwd, ["app"], { only, ...options });
    expect(report.functions[0]?.runtime).toBe(runtime);
    expect(report.summary.errors).toBe(errors);
  });
});

describe("flags for functions that nothing describes", () => {
  const ARN = "arn:aws:lambda:eu-west-1:123456789012:layer:pandas:4";

  test.each([
    ["a zip", "orders.zip", "orders.create"],
    ["a bundle", "dist/index.mjs", "index.handler"],
    ["a folder", "dist", "index.handler"],
  ])("hold for %s", async (_, path, handler) => {
    const report = await linted(await project(), [path], {
      handler,
      layers: ["layer.zip", ARN],
      ...SETTINGS,
    });
    expect(problemsOf(report)).toEqual([]);
    const layer = report.artifacts.find(({ role }) => role === "layer");
    const artifact = report.artifacts.find(({ role }) => role === "function");
    expect(layer?.id).toBe("layer.zip");
    expect(report.functions).toMatchObject([{ ...SETTINGS, handler, layers: ["layer.zip"] }]);
    expect(report.functions[0]?.totalUnzippedBytes).toBe(
      (artifact?.unzippedBytes ?? 0) + (layer?.unzippedBytes ?? 0),
    );
  });

  test("fill in what the config leaves out, and don't override it", async () => {
    const report = await linted(await project(), [], {
      config: { functions: FUNCTIONS.slice(0, 2) },
      runtime: "nodejs18.x",
      memory: 1024,
      timeout: 60,
    });
    expect(report.functions).toMatchObject([
      { name: "create", ...SETTINGS },
      { name: "list", runtime: "nodejs18.x", memory: 128, timeout: 60 },
    ]);
  });

  test("are parsed, and a layer that isn't there is told", async () => {
    const cwd = await project();
    const args = ["orders.zip", "--handler", "orders.list", "--format", "json"];
    const given = ["--memory", "256", "--timeout", "5", "--layer", "layer.zip", "--layer", ARN];
    const { functions } = JSON.parse((await runMain([...args, ...given], { cwd })).stdout);
    expect(functions).toMatchObject([{ memory: 256, timeout: 5, layers: ["layer.zip"] }]);
    const run = await runMain([...args, "--layer", "gone.zip"], { cwd });
    expect(run.code).toBe(2);
    expect(JSON.parse(run.stdout).problems).toMatchObject([{ code: "code-missing", path: "gone.zip" }]);
  });

  test.each([
    [["--memory", "64"], "Expected 128 to 10240 MB."],
    [["--memory", "1 GB"], "Expected 128 to 10240 MB."],
    [["--timeout", "901"], "Expected 1 to 900 seconds."],
    [["--layer", ""], "Expected a path or an ARN."],
  ])("%j is wrong usage", async (args, word) => {
    const run = await runMain(["dist", ...args], { cwd: await project() });
    expect(run.code).toBe(2);
    expect(run.stderr).toContain(word);
  });
});
