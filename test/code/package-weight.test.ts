import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { savedByLazy } from "../../src/code/imports/import-weight.js";
import { weighInstalledPackages } from "../../src/code/imports/package-weight.js";

const FILES: Readonly<Record<string, string>> = {
  "node_modules/pdf/package.json":
    '{ "name": "pdf", "exports": { ".": { "import": "./index.mjs", "require": "./index.cjs" } } }',
  "node_modules/pdf/index.mjs": `import "shared";\nimport "./part.mjs";\nexport const lazy = () => import("later");\n${"/".repeat(1000)}`,
  "node_modules/pdf/part.mjs": "/".repeat(500),
  "node_modules/pdf/index.cjs": 'require("shared");\n',
  "node_modules/shared/package.json": '{ "name": "shared", "main": "lib" }',
  "node_modules/shared/lib/index.js": "/".repeat(300),
  "node_modules/deep/package.json": '{ "name": "deep", "dependencies": { "between": "1" } }',
  "node_modules/deep/index.js": 'require("between/");',
  "node_modules/between/package.json":
    '{ "name": "between", "main": "./lib", "peerDependencies": { "shared": "1" } }',
  "node_modules/between/lib/index.cjs": 'require("./up");',
  "node_modules/between/lib/up/index.js": 'require("shared/lib");',
  "node_modules/later/index.js": "/".repeat(9000),
  "node_modules/later/package.json": '{ "name": "later" }',
};
let folder = "";
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "weights-")));
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

const from = (): string => join(folder, "src", "index.ts");
const bytes = (...paths: string[]): number =>
  paths.reduce((sum, path) => sum + (FILES[`node_modules/${path}`]?.length ?? 0), 0);

test("the static closure counts, what is loaded lazily doesn't", () => {
  const pdf = { specifier: "pdf", from: from(), syntax: "import" } as const;
  expect(savedByLazy(weighInstalledPackages(), [pdf], [])).toBe(
    bytes("pdf/index.mjs", "pdf/part.mjs", "shared/lib/index.js"),
  );
});

test("what another import keeps is not saved", () => {
  const pdf = { specifier: "pdf", from: from(), syntax: "import" } as const;
  const shared = { specifier: "shared", from: from(), syntax: "require" } as const;
  expect(savedByLazy(weighInstalledPackages(), [pdf], [shared])).toBe(bytes("pdf/index.mjs", "pdf/part.mjs"));
});

test("kept packages are followed to whatever their package.json files ask for", () => {
  const pdf = { specifier: "pdf", from: from(), syntax: "import" } as const;
  const deep = { specifier: "deep", from: from(), syntax: "require" } as const;
  const later = { specifier: "later", from: from(), syntax: "require" } as const;
  const weigher = weighInstalledPackages();
  expect(savedByLazy(weigher, [pdf], [deep, later])).toBe(bytes("pdf/index.mjs", "pdf/part.mjs"));
  expect([...weigher.filesOf([deep, later], weigher.filesOf([pdf])).keys()]).not.toContain(
    join(folder, "node_modules/later/index.js"),
  );
});

test("a require takes the require condition; what isn't installed weighs nothing", () => {
  const pdf = { specifier: "pdf", from: from(), syntax: "require" } as const;
  const absent = { specifier: "absent", from: from(), syntax: "import" } as const;
  expect(savedByLazy(weighInstalledPackages(), [pdf, absent], [])).toBe(
    bytes("pdf/index.cjs", "shared/lib/index.js"),
  );
});
