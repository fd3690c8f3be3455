import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Report } from "../src/report.js";
import { runMain } from "./support/run-main.js";
import { writeTree } from "./support/tree.js";

const HANDLER = "exports.handler = async () => {};\n";

function json(stdout: string): Report {
  return JSON.parse(stdout) as Report;
}

describe("exit codes", () => {
  it("0 without findings, and the report on stdout only", async () => {
    const cwd = writeTree({ "dist/index.js": HANDLER });
    const run = await runMain(["dist"], { cwd });
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(run.stdout).toContain("no findings in 1 function");
  });

  it("1 when something is at or above --fail-on", async () => {
    const cwd = writeTree({
      "dist/index.js": HANDLER,
      "lambda-lint.config.json": '{"budgets":[{"type":"total","maximumWarning":10}]}',
    });
    expect((await runMain(["dist"], { cwd })).code).toBe(0);
    expect((await runMain(["dist", "--fail-on", "warning"], { cwd })).code).toBe(1);
    expect((await runMain(["dist", "--max-warnings", "0"], { cwd })).code).toBe(1);
    expect((await runMain(["dist", "--max-warnings", "1"], { cwd })).code).toBe(0);
    expect((await runMain(["dist", "--rule", "budget=error"], { cwd })).code).toBe(1);
    expect((await runMain(["dist", "--rule", "budget=off", "--fail-on", "info"], { cwd })).code).toBe(0);
  });

  it("takes a rule's own level beside options for no change", async () => {
    const cwd = writeTree({
      "dist/index.js": HANDLER,
      "dist/package.json": "{}",
      "dist/node_modules/a/package.json": '{"name":"a","version":"2.0.0","dependencies":{"b":"1"}}',
      "dist/node_modules/b/package.json": '{"name":"b","version":"1.0.0"}',
      "dist/node_modules/b/node_modules/a/package.json": '{"name":"a","version":"1.0.0"}',
    });
    const severities = async (rule: unknown) => {
      writeFileSync(
        join(cwd, "lambda-lint.config.json"),
        JSON.stringify({ rules: { "duplicate-package": rule } }),
      );
      return json((await runMain(["dist", "--format", "json"], { cwd })).stdout).findings.map(
        (one) => one.severity,
      );
    };
    expect(await severities(["warning", { unbundled: "1 MB" }])).toEqual(["info"]);
    expect(await severities(["error", { unbundled: "1 MB" }])).toEqual(["error"]);
    expect(await severities("warning")).toEqual(["warning"]);
  });

  it("2 beats 1: an unusable input, the others still linted", async () => {
    const cwd = writeTree({ "dist/index.js": HANDLER, "bad.zip": "text, not a zip" });
    const run = await runMain(["bad.zip", "dist", "missing", "--format", "json"], { cwd });
    expect(run.code).toBe(2);
    const report = json(run.stdout);
    expect(report.functions).toHaveLength(1);
    expect(report.problems.map(({ path, code, level }) => [path, code, level])).toEqual([
      ["bad.zip", "not-a-zip", "error"],
      ["missing", "not-found", "error"],
    ]);
  });

  it("2 with one line for wrong usage", async () => {
    const cwd = writeTree({ "dist/index.js": HANDLER });
    for (const args of [
      ["--nope"],
      ["--format", "xml"],
      ["--only", "nope"],
      ["--rule", "nope=off"],
      ["--as-of", "2026-02-30"],
      ["--runtime", "nodejs22"],
      ["-o", "x"],
    ]) {
      const run = await runMain(["dist", ...args], { cwd });
      expect([args, run.code, run.stdout]).toEqual([args, 2, ""]);
      expect(run.stderr).not.toMatch(/\n\s+at /);
      expect(run.stderr.length).toBeGreaterThan(10);
    }
  });

  it("2 with the nearest key for a config with a typo", async () => {
    const cwd = writeTree({ "dist/index.js": HANDLER, "lambda-lint.config.json": '{"budget":[]}' });
    const run = await runMain(["dist"], { cwd });
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(/lambda-lint\.config\.json.*"budgets"/);
  });

  it("2 with a word on what to do when there is nothing to lint", async () => {
    const cwd = writeTree({ "src.txt": "" });
    const run = await runMain([], { cwd });
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(/nothing to lint/);
  });
});

describe("bad input", () => {
  const handlerZip = (cwd: string) => {
    writeFileSync(join(cwd, "index.js"), HANDLER + "//".padEnd(5000, "abc"));
    execFileSync("zip", ["-q", "good.zip", "index.js"], { cwd });
  };

  it("says one clear line for each, without a stack, and goes on", async () => {
    const cwd = writeTree({
      "text.zip": "hello",
      "stats.json": '{"chunks":[],"modules":[],"assets":[]}',
      "broken.json": "{",
      "notes.txt": "x",
    });
    handlerZip(cwd);
    execFileSync("zip", ["-q", "-P", "secret", "encrypted.zip", "index.js"], { cwd });
    execFileSync("sh", ["-c", "head -c 100 good.zip > truncated.zip"], { cwd });
    mkdirSync(join(cwd, "empty"));
    const names = [
      "text.zip",
      "stats.json",
      "broken.json",
      "notes.txt",
      "encrypted.zip",
      "truncated.zip",
      "empty",
    ];
    const run = await runMain([...names, "good.zip", "--format", "json"], { cwd });
    expect(run.code).toBe(2);
    expect(run.stderr).toBe("");
    const report = json(run.stdout);
    expect(Object.fromEntries(report.problems.map(({ path, code }) => [path, code]))).toEqual({
      "text.zip": "not-a-zip",
      "stats.json": "not-a-metafile",
      "broken.json": "not-a-metafile",
      "notes.txt": "unknown-input",
      "encrypted.zip": "encrypted-zip",
      "truncated.zip": "truncated-zip",
      empty: "empty-folder",
    });
    for (const { message } of report.problems) expect(message).not.toContain("\n");
    expect(report.functions.map(({ name }) => name)).toEqual(["good"]);
  });
});

describe("output", () => {
  it("writes several formats, each where it is told", async () => {
    const cwd = writeTree({ "dist/index.js": HANDLER });
    const run = await runMain(["dist", "--format", "json", "--output", "report.json", "--format", "text"], {
      cwd,
    });
    expect(run.code).toBe(0);
    expect(run.stdout).toContain("no findings");
    expect(json(readFileSync(join(cwd, "report.json"), "utf8")).schemaVersion).toBe(1);
  });

  it("colours by flag, then NO_COLOR and FORCE_COLOR, then the terminal", async () => {
    const cwd = writeTree({ "dist/index.js": HANDLER });
    const isColored = async (args: string[], env: Record<string, string>) =>
      (await runMain(["dist", ...args], { cwd, env })).stdout.includes("\u001B[");
    expect(await isColored([], {})).toBe(false);
    expect(await isColored(["--color"], { NO_COLOR: "1" })).toBe(true);
    expect(await isColored([], { FORCE_COLOR: "1" })).toBe(true);
    expect(await isColored([], { FORCE_COLOR: "0" })).toBe(false);
    expect(await isColored(["--no-color"], { FORCE_COLOR: "1" })).toBe(false);
    expect(await isColored([], { NO_COLOR: "1", FORCE_COLOR: "1" })).toBe(false);
  });

  it("prints the config with flags and defaults worked in", async () => {
    const cwd = writeTree({
      "lambda-lint.config.json": '{"budgets":[{"type":"zip","maximumError":"1 MiB"}]}',
    });
    const run = await runMain(["--print-config", "--rule", "budget=warning"], { cwd });
    expect(run.code).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({
      budgets: [{ type: "zip", maximumError: 1_048_576 }],
      rules: { budget: { level: "warning" } },
      failOn: "error",
    });
  });

  it("lists every module on demand: what it weighs, what leaves with it, when it is loaded", async () => {
    const cwd = writeTree({
      "dist/index.js": 'const a = require("./a");\nexports.handler = async () => [a, require("./b")];\n',
      "dist/a.js": 'module.exports = require("./c");\n',
      "dist/b.js": "module.exports = 1;\n",
      "dist/c.js": "module.exports = 2;\n",
    });
    const { stdout } = await runMain(["dist", "--format", "json", "--modules"], { cwd });
    const modules = json(stdout).artifacts[0]?.modules ?? [];
    expect(modules.map(({ path, loaded }) => [path, loaded])).toEqual([
      ["a.js", "init"],
      ["b.js", "lazy"],
      ["c.js", "init"],
      ["index.js", "init"],
    ]);
    const [a, b, c, index] = modules.map(({ bytes }) => bytes);
    expect(modules.map(({ retainedBytes }) => retainedBytes)).toEqual([
      (a ?? 0) + (c ?? 0),
      b,
      c,
      (a ?? 0) + (b ?? 0) + (c ?? 0) + (index ?? 0),
    ]);
    expect(
      json((await runMain(["dist", "--format", "json"], { cwd })).stdout).artifacts[0],
    ).not.toHaveProperty("modules");
  });

  it("gives the same bytes for the same input twice", async () => {
    const cwd = writeTree({ "dist/a.js": HANDLER, "dist/b.js": HANDLER });
    const args = ["dist", "--format", "json", "--as-of", "2026-11-20"];
    expect((await runMain(args, { cwd })).stdout).toBe((await runMain(args, { cwd })).stdout);
  });

  it("answers --version and --help with 0", async () => {
    const cwd = writeTree({});
    expect(await runMain(["--version"], { cwd })).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
    const help = await runMain(["--help"], { cwd });
    expect(help.code).toBe(0);
    for (const line of help.stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });
});
