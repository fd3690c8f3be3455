import { spawnSync } from "node:child_process";
import { rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as parser from "@typescript-eslint/parser";
import { ESLint, type Linter } from "eslint";
import { describe, expect, it } from "vitest";
import { RULES } from "../../src/rules/index.js";
import { type Tree, writeTree } from "../support/tree.js";
import { builtEslintPlugin } from "./built-plugin.js";

const { plugin, folder: pluginFolder } = await builtEslintPlugin();
const HELPER = `import { S3Client } from "@aws-sdk/client-s3";
export function save() {
  return new S3Client({});
}
`;
const PROJECT: Tree = {
  "package.json": "{}",
  "src/orders.ts": 'import { save } from "./lib/save";\nexport const handler = async () => save();\n',
  "src/lib/save.ts": HELPER,
};

function eslintIn(cwd: string, config: Linter.Config = {}): ESLint {
  const languageOptions = { parser };
  const files = { files: ["**/*.{ts,js}"], languageOptions };
  return new ESLint({
    cwd,
    overrideConfigFile: true,
    overrideConfig: [files, plugin.configs.recommended, config],
  });
}

function shown(results: readonly ESLint.LintResult[]): string[] {
  return results.flatMap(({ messages, filePath }) =>
    messages.map(({ ruleId, line, message }) => `${filePath.split("/").at(-1)}:${line} ${ruleId ?? message}`),
  );
}

const FOUND = "save.ts:3 lambda-lint/client-in-handler";

describe("ESLint", () => {
  it("has the code rules by their names and summaries, and recommends each as a warning", () => {
    const known = RULES.filter(({ looksAt, id }) => looksAt === "code" && id !== "unused-suppression");
    const described = Object.entries(plugin.rules ?? {}).map(([id, rule]) => [
      id,
      rule.meta?.docs?.description,
    ]);
    expect(described).toEqual(known.map(({ id, summary }) => [id, summary]));
    expect(plugin.configs.recommended.rules).toEqual(
      Object.fromEntries(known.map(({ id }) => [`lambda-lint/${id}`, "warn"])),
    );
  });

  it("tells a finding in the file where it is, with the way from the handler", async () => {
    const cwd = writeTree(PROJECT);
    const results = await eslintIn(cwd).lintFiles(["src"]);
    expect(shown(results)).toEqual([FOUND]);
    const [found] = results.flatMap(({ messages }) => messages);
    expect(found).toMatchObject({ severity: 1, column: 10, endLine: 3, endColumn: 26 });
    expect(found?.message).toMatch(
      /on every invocation.*at module scope.*Via: handler \(src\/orders.ts:2\) → save/,
    );
  });

  it("takes the text that an editor has, of a file that is saved otherwise or not at all", async () => {
    const cwd = writeTree(PROJECT);
    const eslint = eslintIn(cwd);
    const filePath = join(cwd, "src/lib/save.ts");
    expect(shown(await eslint.lintText(HELPER, { filePath }))).toEqual([FOUND]);
    const mended = HELPER.replace("  return new S3Client({});", "  return s3;").concat(
      "const s3 = new S3Client({});\n",
    );
    expect(shown(await eslint.lintText(mended, { filePath }))).toEqual([]);
    expect(shown(await eslint.lintText(`\n${HELPER}`, { filePath }))).toEqual([FOUND.replace(":3", ":4")]);
    const fresh = { filePath: join(cwd, "src/new.ts") };
    expect(shown(await eslint.lintText(HELPER.replace("function save", "function handler"), fresh))).toEqual([
      "new.ts:3 lambda-lint/client-in-handler",
    ]);
  });

  it("sees what changed on disk since: another file's text, a new importer, one that is gone", async () => {
    const cwd = writeTree({ ...PROJECT, "src/one.ts": "export {};\n", "src/two.ts": "export {};\n" });
    const eslint = eslintIn(cwd);
    const lint = async () => {
      // What was read is believed for half a second.
      await new Promise((resolve) => setTimeout(resolve, 600));
      return shown(await eslint.lintFiles(["src"]));
    };
    expect(await lint()).toEqual([FOUND]);
    writeFileSync(join(cwd, "src/orders.ts"), "export const handler = async () => 1;\n");
    expect(await lint()).toEqual([]);
    writeFileSync(join(cwd, "src/users.ts"), String(PROJECT["src/orders.ts"]));
    expect(await lint()).toEqual([FOUND]);
    rmSync(join(cwd, "src/users.ts"));
    expect(await lint()).toEqual([]);
  });

  it("finds the handlers of another package of a monorepo", async () => {
    const cwd = writeTree({
      "package.json": '{ "workspaces": ["packages/*"] }',
      "packages/store/package.json": '{ "name": "@acme/store", "main": "save.ts" }',
      "packages/store/save.ts": HELPER,
      "packages/api/package.json": '{ "name": "@acme/api" }',
      "packages/api/orders.ts":
        'import { save } from "@acme/store";\nexport const handler = async () => save();\n',
    });
    expect(shown(await eslintIn(cwd).lintFiles(["packages/store"]))).toEqual([FOUND]);
  });

  it("understands both tools' comments", async () => {
    const cwd = writeTree(PROJECT);
    const filePath = join(cwd, "src/lib/save.ts");
    for (const comment of [
      "lambda-lint-disable-line client-in-handler -- once a day",
      "eslint-disable-line",
    ]) {
      const text = HELPER.replace("({});", `({}); // ${comment}`);
      expect(shown(await eslintIn(cwd).lintText(text, { filePath }))).toEqual([]);
    }
  });

  it("goes by lambda-lint's config, by the one that the settings name, and by a rule's own options", async () => {
    const heavy = {
      ...PROJECT,
      "src/orders.ts":
        'import pdf from "pdf";\nexport const handler = async (e) => (e.pdf ? pdf.make(e) : null);\n',
      "node_modules/pdf/package.json": '{ "name": "pdf", "main": "index.js" }',
      "node_modules/pdf/index.js": { size: 50_000 },
    };
    const id = "lambda-lint/heavy-top-level-import";
    const linted = async (tree: Tree, config: Linter.Config = {}) =>
      shown(await eslintIn(writeTree({ ...heavy, ...tree }), config).lintFiles(["src"]));
    const minimum = '{ "rules": { "heavy-top-level-import": ["warning", { "minimum": "40 kB" }] } }';
    expect(await linted({})).toEqual([]);
    expect(await linted({ "lambda-lint.config.json": minimum })).toEqual([`orders.ts:1 ${id}`]);
    const settings = { "lambda-lint": { config: "other.json" } };
    expect(await linted({ "other.json": minimum }, { settings })).toEqual([`orders.ts:1 ${id}`]);
    expect(await linted({}, { rules: { [id]: ["warn", { minimum: "40 kB" }] } })).toEqual([
      `orders.ts:1 ${id}`,
    ]);
    const wrong = linted({}, { rules: { [id]: ["warn", { minimun: 1 }] } });
    await expect(wrong).rejects.toThrow(/heavy-top-level-import.*minimun.*did you mean "minimum"/s);
  });

  it("leaves what is only worth knowing to the command", async () => {
    const text =
      'const { google } = require("googleapis");\nexports.handler = async () => new google.auth.OAuth2();\n';
    const cwd = writeTree({ "package.json": "{}", "src/index.js": text });
    expect(shown(await eslintIn(cwd).lintFiles(["src"]))).toEqual([]);
  });

  it("says nothing of blocks in other files, and of code without a file", async () => {
    const eslint = eslintIn(writeTree(PROJECT), {
      files: ["**/*.md"],
      processor: { preprocess: (text) => [{ text, filename: "0.ts" }], postprocess: (found) => found.flat() },
    });
    const text = HELPER.replace("function save", "function handler");
    expect(shown(await eslint.lintText(text, { filePath: "a.md" }))).toEqual([]);
  });
});

it("works in the real command, and lets it end", () => {
  const cwd = writeTree({
    "package.json": "{}",
    "src/orders.js": 'import { save } from "./lib/save.js";\nexport const handler = async () => save();\n',
    "src/lib/save.js": HELPER,
    "eslint.config.mjs": `import lambdaLint from ${JSON.stringify(join(pluginFolder, "index.js"))};
export default [lambdaLint.configs.recommended, { rules: { "lambda-lint/client-in-handler": "error" } }];\n`,
  });
  symlinkSync(join(import.meta.dirname, "../../node_modules"), join(cwd, "node_modules"));
  const run = spawnSync("node_modules/.bin/eslint", ["src"], { cwd, encoding: "utf8", timeout: 60_000 });
  expect(run).toMatchObject({ status: 1, stderr: "" });
  expect(run.stdout).toMatch(
    /save\.js\n +3:10 +error +`new S3Client\(…\)` is built on every.*client-in-handler/s,
  );
});
