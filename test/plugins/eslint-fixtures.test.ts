import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import * as parser from "@typescript-eslint/parser";
import { RuleTester } from "eslint";
import { afterAll, describe, expect, it } from "vitest";
import { type Finding, lint } from "../../src/index.js";
import { FIXTURES } from "../support/fixture.js";
import { builtEslintPlugin } from "./built-plugin.js";

/*
 * ESLint's own tester over the fixtures of the code rules: each file of each must give what the command says of it, in
 * the same words. Packages weigh what test/code/weights.ts says, on disk.
 */
const { rules = {} } = (await builtEslintPlugin()).plugin;
const temporary = mkdtempSync(join(tmpdir(), "lambda-lint-fixtures-"));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));
RuleTester.describe = describe;
RuleTester.it = it;
const tester = new RuleTester({
  languageOptions: { parser, parserOptions: { ecmaFeatures: { jsx: true } } },
});

interface Case {
  readonly name: string;
  readonly code: string;
  readonly filename: string;
  readonly errors: readonly Finding[];
}

const IDS = Object.keys(rules);
installAll(
  IDS.flatMap((id) => sources(join(FIXTURES, id)))
    .map(({ text }) => text)
    .join("\n"),
);
for (const id of IDS) {
  const names = readdirSync(join(FIXTURES, id)).sort();
  const cases = (await Promise.all(names.map((name) => casesOf(id, name)))).flat();
  const valid = cases.filter(({ errors }) => errors.length === 0);
  const invalid = cases.filter(({ errors }) => errors.length > 0);
  it(`${id} has bad and good files to look at`, () => {
    expect(Math.min(valid.length, invalid.length)).toBeGreaterThan(4);
  });
  tester.run(id, rules[id] ?? { create: () => ({}) }, {
    valid: valid.map(({ errors: _, ...one }) => one),
    invalid: invalid.map(({ errors, ...one }) => ({ ...one, errors: errors.map(toError) })),
  });
}

async function casesOf(id: string, name: string): Promise<Case[]> {
  const folder = plant(id, name);
  const found = await lint([folder], { config: {}, only: IDS });
  const findings = found.findings.filter(({ rule }) => rule === id);
  expect([name, findings.length > 0]).toEqual([name, name.startsWith("bad-")]);
  // ESLint works in this folder here, so a package of its own within a fixture would be all that is looked at.
  return sources(folder)
    .filter(({ path }) => !isInPackage(path, folder))
    .map(({ path, text }) => {
      const filename = join(folder, path);
      const shown = relative(process.cwd(), filename);
      const errors = findings.filter(
        ({ severity, location }) => severity !== "info" && location?.path === shown,
      );
      return { name: `${name}/${path}`, code: text, filename, errors };
    });
}

/** The command's words; what is reached from another file goes on with the way there. */
function toError({ message, fix, location, chain }: Finding): RuleTester.TestCaseError {
  const words = `${message} ${fix}`.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const isReached = chain.some(({ path }) => path !== location?.path);
  const { line, column, endLine, endColumn } = location ?? {};
  return {
    message: new RegExp(`^${words}${isReached ? " Via: \\S" : "$"}`),
    ...{ line: line ?? 0, column: column ?? 0, endLine: endLine ?? 0, endColumn: endColumn ?? 0 },
  };
}

function sources(folder: string): { readonly path: string; readonly text: string }[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => /(?<!\.d)\.[cm]?[jt]sx?$/.test(path))
    .map((path) => ({ path, text: readFileSync(join(folder, path), "utf8") }));
}

/** A folder named `src` is read as source, whatever lies beside it. */
function plant(id: string, name: string): string {
  const folder = join(temporary, id, name, "src");
  cpSync(join(FIXTURES, id, name), folder, { recursive: true });
  writeFileSync(join(folder, "../package.json"), "{}");
  symlinkSync(join(temporary, "node_modules"), join(folder, "../node_modules"));
  return folder;
}

function isInPackage(path: string, folder: string): boolean {
  for (let at = dirname(path); at !== "."; at = dirname(at))
    if (existsSync(join(folder, at, "package.json"))) return true;
  return false;
}

/** Everything that a text imports, but `absent-…`. */
function installAll(text: string): void {
  const imports = /\b(?:from|import|require)\b\s*\(?\s*["']((?:@[\w.-]+\/)?\w[\w./-]*)["']/g;
  for (const [, specifier = ""] of text.matchAll(imports)) {
    if (specifier.startsWith("absent-")) continue;
    const [, name = specifier, subpath = "/index"] = /^((?:@[^/]+\/)?[^/]+)(\/.*)?$/.exec(specifier) ?? [];
    const folder = join(temporary, "node_modules", name);
    const file = join(folder, /\.\w+$/.test(subpath) ? subpath : `${subpath}.js`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(join(folder, "package.json"), JSON.stringify({ name, version: "1.0.0" }));
    const isHeavy = /^(heavy-|@aws-sdk\/client-)/.test(name);
    writeFileSync(file, `module.exports = "${"x".repeat(isHeavy ? 1_000_000 : 1_000)}";\n`);
  }
}
