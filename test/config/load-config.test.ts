import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as v from "valibot";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadConfig } from "../../src/config/load-config.js";
import { UsageError } from "../../src/errors.js";

const rules = [{ id: "budget", options: v.strictObject({}) }];
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "lambda-lint-config-"));
  write(".git/HEAD", "");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

const load = (cwd = ".", file?: string) => loadConfig({ cwd: join(root, cwd), file, rules });
const failure = async (cwd = ".", file?: string): Promise<string> => {
  const error = await load(cwd, file).then(
    () => new Error("was loaded"),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(UsageError);
  return (error as UsageError).message;
};

describe("formats", () => {
  const esm = 'export default { failOn: "warning" };';
  test.each([
    ["ts", 'const failOn: string = "warning";\nexport default { failOn };'],
    ["mts", 'import type { X } from "./nowhere.js";\nexport default { failOn: "warning" as X };'],
    ["mjs", esm],
    ["js", esm],
    ["cjs", 'module.exports = { failOn: "warning" };'],
    ["json", '\uFEFF{ "$schema": "x", "failOn": "warning" }'],
  ])("%s", async (end, text) => {
    if (end === "js") write("package.json", '{ "type": "module" }');
    write(`lambda-lint.config.${end}`, text);
    const { config, file } = await load();
    expect(config.failOn).toBe("warning");
    expect(file).toBe(`lambda-lint.config.${end}`);
  });

  test("the key in package.json", async () => {
    write("package.json", '{ "name": "x", "lambda-lint": { "failOn": "info" } }');
    const { config, file } = await load();
    expect(config.failOn).toBe("info");
    expect(file).toBe("package.json");
  });

  test("TypeScript that imports another TypeScript file", async () => {
    write("budgets.ts", 'export const failOn: string = "info";');
    write("lambda-lint.config.ts", 'import { failOn } from "./budgets.js";\nexport default { failOn };');
    expect((await load()).config.failOn).toBe("info");
  });
});

describe("where it is looked for", () => {
  test("upwards, with paths for the working directory and globs for the config's folder", async () => {
    write(
      "lambda-lint.config.json",
      `{ "paths": ["dist", "packages/a/out.zip"], "functions": [{ "name": "a", "path": "packages/a/fn.zip",
        "layers": ["layer", "arn:aws:lambda:eu-west-1:123456789012:layer:shared:4"] }] }`,
    );
    write("packages/a/package.json", '{ "name": "a" }');
    const { config, file, toConfigFolder } = await load("packages/a");
    expect(file).toBe("../../lambda-lint.config.json");
    expect(config.paths).toEqual(["../../dist", "out.zip"]);
    expect(config.functions.map(({ path, layers }) => [path, ...(layers ?? [])])).toEqual([
      ["fn.zip", "../../layer", "arn:aws:lambda:eu-west-1:123456789012:layer:shared:4"],
    ]);
    expect(toConfigFolder("src/x.ts")).toBe("packages/a/src/x.ts");
  });

  test("not above a folder with .git", async () => {
    write("lambda-lint.config.json", '{ "failOn": "info" }');
    write("inner/.git/HEAD", "");
    const { config, file } = await load("inner");
    expect(file).toBeNull();
    expect(config.failOn).toBe("error");
  });

  test("the folder with .git itself is searched", async () => {
    write("inner/.git", "gitdir: elsewhere");
    write("inner/lambda-lint.config.json", '{ "failOn": "info" }');
    expect((await load("inner")).file).toBe("lambda-lint.config.json");
  });

  test("a broken package.json on the way is nobody's business, unless it holds the key", async () => {
    write("lambda-lint.config.json", "{}");
    write("inner/package.json", "{ nonsense");
    expect((await load("inner")).file).toBe("../lambda-lint.config.json");
    write("inner/package.json", '{\n  "lambda-lint": {}\n  "x": 1\n}');
    expect(await failure("inner")).toMatch(/^package\.json:3: no valid JSON/);
  });

  test("an explicit file wins over the nearest", async () => {
    write("lambda-lint.config.json", "{}");
    write("ci/strict.json", '{ "failOn": "info" }');
    expect((await load(".", "ci/strict.json")).config.failOn).toBe("info");
  });
});

describe("what can't be used", () => {
  test.each([
    ["a missing file", "no.json", null, "no.json: there is no such configuration file"],
    ["a folder", ".git", null, ".git: is no file; name the configuration file itself"],
    [
      "another ending",
      "c.yaml",
      "a: 1",
      "c.yaml: can't read a .yaml configuration; use lambda-lint.config.ts",
    ],
    ["no default export", "c.mjs", "export const budgets = [];", "c.mjs: has no default export"],
    [
      "a throw",
      "c.mjs",
      'throw new Error("no database\\nat once");',
      "c.mjs: could not be loaded: no database",
    ],
    [
      "a throw in TypeScript",
      "c.ts",
      'throw new Error("no database");',
      "c.ts: could not be loaded: no database",
    ],
    [
      "a missing import",
      "c.ts",
      'import "./gone.js";',
      "c.ts: could not be loaded: Cannot find module './gone.js'",
    ],
    ["a syntax error", "c.ts", "export default {\n  a: = 1\n};", "c.ts: could not be loaded: "],
    [
      "a function",
      "c.mjs",
      "export default () => ({});",
      "c.mjs: expected the configuration, an object, found a function",
    ],
    ["an empty file", "c.json", "", "c.json:1: no valid JSON: Unexpected end of JSON input"],
    [
      "a trailing comma",
      "c.json",
      '{\n  "failOn": "info",\n}',
      "c.json:3: no valid JSON: Expected double-quoted",
    ],
    ["a comment", "c.json", '{\n  // x\n  "failOn": "info"\n}', "c.json:2: no valid JSON: "],
    ["a bare word", "c.json", '{\n "a": [\n  1,\n  foo]\n}', "c.json:4: no valid JSON: Unexpected token 'o'"],
    ["a package.json without the key", "package.json", "{}", 'package.json: has no key "lambda-lint"'],
    ["a typo", "c.json", '{ "budgts": [] }', 'c.json: unknown key "budgts"; did you mean "budgets"?'],
  ])("%s", async (_name, file, text, expected) => {
    if (text !== null) write(file, text);
    const message = await failure(".", file);
    expect(message.slice(0, expected.length)).toBe(expected);
    expect(message).not.toMatch(/\n|^\s+at /);
  });
});
