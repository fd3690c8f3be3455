import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { esbuildClient } from "../../html-client.mjs";
import { runMain } from "../support/run-main.js";
import { writeTree } from "../support/tree.js";
import { bundle, COMMONJS, functionsOf, linted, problemsOf } from "./support.js";

describe("paths that are no input", () => {
  it.each([
    ["", "not-found", /unset/],
    ["missing", "not-found", /does not exist/],
    ["fifo.zip", "unknown-input", /pipe/],
    ["loop", "unreadable", /leads to itself/],
    ["dir.zip", "empty-folder", /no file/],
    ["dir.json", "empty-folder", /no file/],
    ["index.js/x", "not-found", /does not exist/],
  ])("%j: one line, exit 2, the others still linted", async (path, code, message) => {
    const cwd = writeTree({ "index.js": COMMONJS, "ok/index.js": COMMONJS });
    execFileSync("mkdir", ["dir.zip", "dir.json"], { cwd });
    execFileSync("mkfifo", ["fifo.zip"], { cwd });
    symlinkSync("loop", join(cwd, "loop"));
    const report = await linted(cwd, [path, "ok"]);
    expect(report.functions.map(({ name }) => name)).toEqual(["ok"]);
    expect(report.problems.map(({ level, code: found }) => [level, found])).toEqual([["error", code]]);
    expect(report.problems[0]?.message).toMatch(message);
    expect((await runMain([path], { cwd })).code).toBe(2);
  });
});

it("a folder in a folder in a folder of a thousand characters is told, not taken for empty", async () => {
  const cwd = writeTree({});
  // Deeper than a path may be long (4096 bytes on Linux).
  execFileSync("sh", ["-c", "for i in $(seq 900); do mkdir ddddd && cd -P ddddd || exit 0; done"], { cwd });
  const report = await linted(cwd, ["ddddd"]);
  execFileSync("rm", ["-rf", "ddddd"], { cwd });
  expect(problemsOf(report)).toEqual(["error unreadable ddddd"]);
});

it("names with line ends, escapes and emoji are shown on one line without taking effect", async () => {
  const names = ["a\nb", "\u001B[31mred", "emoji\u{1F600}", "\u202Ertl"];
  const cwd = writeTree(Object.fromEntries(names.map((name) => [`dist/${name}.js`, COMMONJS])));
  expect(functionsOf(await linted(cwd, ["dist"]))).toHaveLength(4);
  const { stdout } = await runMain(["dist"], { cwd });
  for (const shown of ["\u001B", "\u202E", "a\nb"]) expect(stdout).not.toContain(shown);
});

it("a locked file leaves the others, and a locked input is said", async () => {
  const cwd = writeTree({ "dist/a.js": COMMONJS, "dist/b.js": COMMONJS, "locked.zip": "x" });
  await bundleCommand(cwd);
  chmodSync(join(cwd, "dist/a.js"), 0);
  chmodSync(join(cwd, "locked.zip"), 0);
  chmodSync(cwd, 0o755);
  // Permissions do not hold for root: there it is tried as nobody.
  const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  const args = ["tool/bin.mjs", "dist", "locked.zip", "--only", "budget", "--format", "json"];
  const run = spawnSync(process.execPath, args, { cwd, encoding: "utf8", ...user });
  expect(run).toMatchObject({ status: 2, stderr: "" });
  const report = JSON.parse(run.stdout);
  expect(functionsOf(report)).toEqual(["dist: directory dist b.handler"]);
  expect(problemsOf(report).join("\n")).toMatch(/locked\.zip.*unreadable|unreadable.*locked\.zip/);
});

async function bundleCommand(cwd: string): Promise<void> {
  await bundle(cwd, {
    entryPoints: { bin: join(import.meta.dirname, "../../src/bin.ts") },
    outdir: "tool",
    mainFields: ["module", "main"],
    external: ["typescript", "jiti", "esbuild"],
    plugins: [esbuildClient],
    banner: {
      js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
    },
  });
}

it("a reader that goes away is no crash", async () => {
  const cwd = writeTree({ "dist/index.js": COMMONJS });
  symlinkSync(join(import.meta.dirname, "../../node_modules"), join(cwd, "node_modules"));
  await bundleCommand(cwd);
  const command = `"${process.execPath}" tool/bin.mjs dist --format json | head -c 1`;
  expect(spawnSync("sh", ["-c", command], { cwd, encoding: "utf8" })).toMatchObject({
    stdout: "{",
    stderr: "",
  });
});
