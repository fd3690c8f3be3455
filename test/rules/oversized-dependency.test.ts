import { expect, it } from "vitest";
import { lint } from "../../src/index.js";
import { buildTree } from "../graph/build-tree.js";
import type { Tree } from "../support/tree.js";

const PACKAGES = {
  "node_modules/big/package.json": '{ "name": "big", "version": "1.0.0", "main": "index.js" }',
  "node_modules/big/index.js": `module.exports = "${"x".repeat(600_000)}";\n`,
  "node_modules/draws/package.json": '{ "name": "draws", "version": "1.0.0", "main": "index.js" }',
  "node_modules/draws/index.js": 'exports.draw = () => require("big");\n',
};

async function fixes(handler: string, more: Tree = {}): Promise<readonly string[]> {
  const { folder } = await buildTree({ ...PACKAGES, ...more, "src/index.js": handler }, ["src/index.js"]);
  const report = await lint(["dist"], { cwd: folder, only: ["oversized-dependency"], config: {} });
  return report.findings.map(({ fix }) => fix);
}

it("advises to load later what init loads, and nothing of the kind where it doesn't", async () => {
  expect(await fixes('import big from "big";\nexport const handler = async ({ id }) => big[id];\n')).toEqual([
    expect.stringContaining('`await import("big")` takes it out of init'),
  ]);
  expect(await fixes('export const handler = async ({ id }) => (await import("big"))[id];\n')).toEqual([
    "Import only the part that is used. Init loads none of it as it is.",
  ]);
});

it("says how little init loads where that is next to nothing", async () => {
  const handler = 'import { draw } from "draws";\nexport const handler = async () => draw();\n';
  expect(await fixes(handler)).toEqual([
    expect.stringMatching(/^Import only the part that is used\. Init loads only \d+ B of it as it is\.$/),
  ]);
});

it("asks for no lazy import of what loads it later", async () => {
  const handler =
    'import { draw } from "draws";\nimport "prints";\nexport const handler = async () => draw();\n';
  const prints = (code: string) => ({
    "node_modules/prints/package.json": '{ "name": "prints", "version": "1.0.0", "main": "index.js" }',
    "node_modules/prints/index.js": `${code}\n`,
  });
  expect(await fixes(handler, prints('exports.print = () => require("big");'))).toEqual([
    "draws brings it in: update or replace that.",
  ]);
  expect(await fixes(handler, prints('exports.print = require("big");'))).toEqual([
    expect.stringContaining("brings it in: update or replace that, or import "),
  ]);
});
