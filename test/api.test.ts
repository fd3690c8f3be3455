import { expect, it } from "vitest";
import { analyze, InputError, lint, UsageError } from "../src/index.js";
import { writeTree } from "./support/tree.js";

const HEAVY = `module.exports = "${"x".repeat(1_000)}";\n`;
const PROJECT = {
  "dist/package.json": "{}",
  "dist/orders.js":
    'const { a } = require("light");\nexports.handler = async () => [a, await import("heavy")];\n',
  "dist/node_modules/light/package.json": '{ "name": "light", "version": "1.0.0" }',
  "dist/node_modules/light/index.js": "exports.a = 1;\n",
  "dist/node_modules/heavy/package.json": '{ "name": "heavy", "version": "2.0.0" }',
  "dist/node_modules/heavy/index.js": HEAVY,
};

it("analyses functions: what ships, what init loads, which module is loaded when", async () => {
  const cwd = writeTree(PROJECT);
  const [fn, ...others] = await analyze("dist", { cwd, runtime: "nodejs22.x" });
  expect(others).toEqual([]);
  expect(fn).toMatchObject({
    handler: "orders.handler",
    runtime: "nodejs22.x",
    source: "dist/orders.js",
    layers: [],
  });
  expect(fn?.artifact).toMatchObject({ id: "dist", kind: "directory", files: 6 });
  expect(fn?.artifact.packages.map(({ name, version }) => `${name} ${version}`).sort()).toEqual([
    "heavy 2.0.0",
    "light 1.0.0",
  ]);
  expect(fn?.init?.packages).toEqual({ "node_modules/light": 15 });
  const loaded = Object.fromEntries(fn?.artifact.modules?.map((one) => [one.path, one.loaded]) ?? []);
  expect(loaded).toMatchObject({
    "orders.js": "init",
    "node_modules/light/index.js": "init",
    "node_modules/heavy/index.js": "lazy",
  });
});

it("gives functions of one artifact the same, and of sources where their handlers are", async () => {
  const handler = "export const handler = async () => 1;\n";
  const shared = await analyze("dist", {
    cwd: writeTree({ "dist/package.json": "{}", "dist/a.mjs": handler, "dist/b.mjs": handler }),
  });
  expect(shared.map(({ name }) => name)).toHaveLength(2);
  expect(shared[0]?.artifact).toBe(shared[1]?.artifact);
  const [fn] = await analyze("src", { cwd: writeTree({ "src/orders.ts": `import "light";\n${handler}` }) });
  expect(fn).toMatchObject({ source: "src/orders.ts", init: null, artifact: { kind: "source" } });
});

it("judges nothing, and a run that asks for no such rule is a mistake", async () => {
  const cwd = writeTree({ ...PROJECT, "dist/.env": "SECRET=1\n" });
  const report = await lint(["dist"], { cwd, only: ["secret-file"] });
  expect(report.findings).toHaveLength(1);
  await expect(analyze("dist", { cwd })).resolves.toHaveLength(1);
  await expect(lint(["dist"], { cwd, only: ["secret-files"] })).rejects.toThrow(UsageError);
  await expect(lint(["dist"], { cwd, only: ["secret-files"] })).rejects.toThrow('did you mean "secret-file"');
});

it("throws what can't be read, and a wrong config", async () => {
  const cwd = writeTree({ "broken.zip": "PK", "dist/index.js": "exports.handler = async () => {};\n" });
  const failed = await analyze("broken.zip", { cwd }).catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(InputError);
  expect(failed).toMatchObject({ problem: { level: "error", path: "broken.zip" } });
  await expect(analyze("gone", { cwd })).rejects.toThrow("does not exist");
  await expect(analyze("dist", { cwd, config: { rules: { nothing: "off" } } })).rejects.toThrow(UsageError);
});
