import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { needsDebian } from "../support/debian.js";

/*
 * Commit hooks by the real tools, in scratch repositories: an offending commit is refused, a clean one, a renamed and a
 * deleted file pass. Needs a build, git, Debian's pre-commit, and the npm registry.
 */
const ROOT = join(import.meta.dirname, "../..");
const BIN = join(ROOT, "dist/bin.cjs");
const temporary = mkdtempSync(join(tmpdir(), "lambda-lint-hooks-"));
const env = {
  ...process.env,
  PRE_COMMIT_HOME: join(temporary, "pre-commit"),
  GIT_AUTHOR_NAME: "a",
  GIT_AUTHOR_EMAIL: "a@example.com",
  GIT_COMMITTER_NAME: "a",
  GIT_COMMITTER_EMAIL: "a@example.com",
};

const HANDLER = 'import { save } from "./lib/save";\nexport const handler = async () => save();\n';
const CLEAN = `import { S3Client } from "@aws-sdk/client-s3";
const client = new S3Client({});
export const save = () => client;
`;
const OFFENDING = `import { S3Client } from "@aws-sdk/client-s3";
export const save = () => new S3Client({});
`;

function run(command: string, args: readonly string[], cwd: string): string {
  return execFileSync(command, args, { cwd, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

/** A repository with one commit; its hook is yet to be installed. */
function repository(name: string, files: Readonly<Record<string, string>>): string {
  const cwd = join(temporary, name);
  const all = {
    "package.json": '{ "private": true }',
    "src/orders.ts": HANDLER,
    "src/lib/save.ts": CLEAN,
    ...files,
  };
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(cwd, path)), { recursive: true });
    writeFileSync(join(cwd, path), text);
  }
  writeFileSync(join(cwd, ".gitignore"), "node_modules\n");
  run("git", ["init", "-q"], cwd);
  run("git", ["add", "-A"], cwd);
  run("git", ["commit", "-q", "-m", "first"], cwd);
  return cwd;
}

function commit(cwd: string): { readonly code: number | null; readonly output: string } {
  run("git", ["add", "-A"], cwd);
  const { status, stdout, stderr } = spawnSync("git", ["commit", "-m", "next"], {
    cwd,
    env,
    encoding: "utf8",
  });
  return { code: status, output: stdout + stderr };
}

/** The same story with every tool. */
function expectHook(cwd: string): void {
  writeFileSync(join(cwd, "src/lib/save.ts"), OFFENDING);
  const refused = commit(cwd);
  expect(refused.output).toContain("src/lib/save.ts:2:");
  expect(refused.output).toContain("client-in-handler");
  expect(refused.code).toBe(1);
  writeFileSync(join(cwd, "src/lib/save.ts"), `${CLEAN}export const more = 1;\n`);
  expect(commit(cwd)).toMatchObject({ code: 0 });
  run("git", ["mv", "src/orders.ts", "src/sales.ts"], cwd);
  expect(commit(cwd)).toMatchObject({ code: 0 });
  run("git", ["rm", "-q", "src/sales.ts"], cwd);
  expect(commit(cwd)).toMatchObject({ code: 0 });
}

function install(cwd: string, ...packages: string[]): void {
  run("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline", "-D", ...packages], cwd);
}

beforeAll(() => {
  run("node", ["build.mjs"], ROOT);
});
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

describe("an offending commit is refused, a clean one passes, renamed and deleted files are fine", () => {
  it("by the pre-commit framework, from this repository's hook", (ctx) => {
    needsDebian(ctx, "pre-commit");
    const rev = run("git", ["rev-parse", "HEAD"], ROOT).trim();
    const config = `repos:\n  - repo: ${ROOT}\n    rev: ${rev}\n    hooks:\n      - id: lambda-lint\n`;
    const cwd = repository("framework", { ".pre-commit-config.yaml": config });
    run("pre-commit", ["install", "--install-hooks"], cwd);
    expectHook(cwd);
  });

  it("by husky with lint-staged", () => {
    const cwd = repository("husky", {
      ".lintstagedrc.json": JSON.stringify({ "*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}": `node ${BIN}` }),
      ".husky/pre-commit": "npx lint-staged\n",
    });
    install(cwd, "husky", "lint-staged@15");
    run("npx", ["husky"], cwd);
    expectHook(cwd);
  });

  it("by lefthook", () => {
    const glob = "*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}";
    const config = `pre-commit:\n  commands:\n    lambda-lint:\n      glob: "${glob}"\n      run: node ${BIN} {staged_files}\n`;
    const cwd = repository("lefthook", { "lefthook.yml": config });
    install(cwd, "lefthook");
    run("npx", ["lefthook", "install"], cwd);
    expectHook(cwd);
  });
});
