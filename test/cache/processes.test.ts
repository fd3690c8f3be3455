import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, it } from "vitest";
import { esbuildClient } from "../../html-client.mjs";
import { writeTree } from "../support/tree.js";

const ROOT = join(import.meta.dirname, "../..");
// Beside what it imports: TypeScript is no part of it.
const folder = join(ROOT, `node_modules/.cache/lambda-lint-test-${process.pid}`);
const bin = join(folder, "bin.mjs");

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  await build({
    absWorkingDir: ROOT,
    entryPoints: ["src/bin.ts"],
    outfile: bin,
    bundle: true,
    platform: "node",
    format: "esm",
    external: ["typescript", "jiti", "esbuild"],
    banner: {
      js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
    },
    define: { BUILD_HASH: '"test"' },
    plugins: [esbuildClient],
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Says on stderr whether TypeScript was loaded. */
const LOADED = `data:text/javascript,${encodeURIComponent(
  'import { Module } from "node:module"; process.on("exit", () => process.stderr.write(Object.keys(Module._cache).some((path) => /typescript/.test(path)) ? "parsed" : "kept"));',
)}`;

interface Run {
  readonly stdout: string;
  readonly stderr: string;
}

function run(cwd: string, ...args: readonly string[]): Promise<Run> {
  const all = ["--import", LOADED, bin, "--format", "json", "--as-of", "2026-11-20", ...args];
  const env = { PATH: process.env.PATH ?? "" };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, all, { cwd, env, encoding: "utf8" }, (error, stdout, stderr) =>
      error !== null && error.code !== 1 ? reject(error) : resolve({ stdout, stderr }),
    );
  });
}

function project(handlers: number): string {
  const files: Record<string, string> = {
    "package.json": "{}",
    "node_modules/@aws-sdk/client-s3/package.json": '{ "name": "@aws-sdk/client-s3" }',
    "node_modules/@aws-sdk/client-s3/index.js": "exports.S3Client = class {};\n",
  };
  for (let index = 0; index < handlers; index += 1)
    files[`src/handler${index}.ts`] =
      'import { S3Client } from "@aws-sdk/client-s3";\nexport const handler = async () => new S3Client({});\n';
  return writeTree(files);
}

it("loads TypeScript only when something changed, and keeps nothing with --no-cache", async () => {
  const root = project(2);
  const kept = join(root, "node_modules/.cache/lambda-lint");
  const plain = await run(root, "src", "--no-cache");
  expect(plain.stderr).toBe("parsed");
  expect(existsSync(kept)).toBe(false);
  expect(await run(root, "src")).toEqual(plain);
  expect(await run(root, "src")).toEqual({ stdout: plain.stdout, stderr: "kept" });
  expect((await run(root, "src", "--rule", "client-in-handler=off")).stderr).toBe("kept");
  expect(await run(root, "src", "--no-cache")).toEqual(plain);
  // What comes and goes in the folders above is nothing to it: homes change all the time.
  const beside = join(root, `../${basename(root)}.beside`);
  writeFileSync(beside, "");
  expect((await run(root, "src")).stderr).toBe("kept");
  rmSync(beside);
  const text = 'import { S3Client } from "@aws-sdk/client-s3";\nexport const handler = async () => {\n';
  writeFileSync(join(root, "src/handler1.ts"), text);
  const changed = await run(root, "src");
  expect(changed.stderr).toBe("parsed");
  expect(changed.stdout).toBe((await run(root, "src", "--no-cache")).stdout);
});

it("is shared by runs at the same time", async () => {
  const root = project(40);
  const { stdout } = await run(root, "src", "--no-cache");
  const both = [...(await Promise.all([run(root, "src"), run(root, "src")])), await run(root, "src")];
  expect(both.map((one) => one.stdout)).toEqual([stdout, stdout, stdout]);
  expect(both.at(-1)?.stderr).toBe("kept");
  const left = readdirSync(join(root, "node_modules/.cache/lambda-lint"));
  expect(left.every((name) => name.endsWith(".json"))).toBe(true);
});
