import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { COMMAND_NAMES } from "../../src/commands/names.js";
import { RULES } from "../../src/rules/index.js";
import { runMain } from "../support/run-main.js";
import { writeTree } from "../support/tree.js";

const HERE = { cwd: import.meta.dirname };
const MANIFEST = (name: string, dependencies = {}) =>
  JSON.stringify({ name, version: "1.2.3", main: "index.js", dependencies });
const PROJECT = {
  "dist/orders.js": 'require("./lib");\nexports.handler = async () => {};\n',
  "dist/lib.js": 'require("outer");\n',
  "dist/package.json": "{}",
  "dist/node_modules/outer/package.json": MANIFEST("outer", { inner: "1" }),
  "dist/node_modules/outer/index.js": 'require("inner");\n',
  "dist/node_modules/inner/package.json": MANIFEST("inner"),
  "dist/node_modules/inner/index.js": "module.exports = 1;\n",
  "dist/node_modules/left/package.json": MANIFEST("left", { behind: "1" }),
  "dist/node_modules/behind/package.json": MANIFEST("behind"),
};

describe.each(COMMAND_NAMES)("%s", (name) => {
  it("answers --help with examples, and what is wrong with 2", async () => {
    const help = await runMain([name, "--help"], HERE);
    expect(help.code).toBe(0);
    expect(help.stdout).toContain(`$ lambda-lint ${name}`);
    const wrong = await runMain([name, "--no-such-option"], HERE);
    expect(wrong).toMatchObject({ code: 2, stdout: "" });
    expect(wrong.stderr).toContain("unknown option");
  });
});

describe("why", () => {
  it("tells the shortest way from a handler, and what leaves with the package", async () => {
    const cwd = writeTree(PROJECT);
    const { code, stdout } = await runMain(["why", "inner", "dist"], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatchInlineSnapshot(`
      "inner 1.2.3 in dist (node_modules/inner)
        90 B in 2 files; removing it saves 90 B of the artifact, 20 B of init
        dist: handler (dist/orders.js) → imports ./lib (dist/orders.js:1) → imports
          outer (dist/lib.js:1) → imports inner (node_modules/outer)
      "
    `);
  });

  it("says what leaves besides", async () => {
    const cwd = writeTree(PROJECT);
    const { stdout } = await runMain(["why", "outer", "dist"], { cwd });
    expect(stdout).toMatch(/with 1\s+other that nothing else needs/);
  });

  it("says who asks for what no handler imports", async () => {
    const cwd = writeTree(PROJECT);
    const { stdout } = await runMain(["why", "behind", "dist"], { cwd });
    expect(stdout).toContain("no handler imports it; it is asked for: left → behind");
    expect((await runMain(["why", "left", "dist"], { cwd })).stdout).toContain("no package asks for it");
  });

  it("takes a glob, and writes JSON", async () => {
    const cwd = writeTree(PROJECT);
    const { stdout } = await runMain(["why", "*er", "dist", "--format", "json"], { cwd });
    const found = JSON.parse(stdout);
    expect(found.map((one: { package: { name: string } }) => one.package.name)).toEqual(["inner", "outer"]);
    expect(found[0].saved).toMatchObject({ artifactBytes: 90, initBytes: 20 });
  });

  it("is 1 where there is no such package, and names those that are alike", async () => {
    const cwd = writeTree(PROJECT);
    const { code, stdout } = await runMain(["why", "inn", "dist"], { cwd });
    expect(code).toBe(1);
    expect(stdout).toContain("no package called inn is in there. There is inner.");
  });

  it("is 2 where nothing can be read", async () => {
    const cwd = writeTree(PROJECT);
    const { code, stderr } = await runMain(["why", "inner", "nowhere"], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain("nowhere: does not exist");
  });
});

describe("compare", () => {
  const reports = async () => {
    const cwd = writeTree(PROJECT);
    await runMain(["dist", "--format", "json", "--output", "before.json"], { cwd });
    writeFileSync(join(cwd, "dist/node_modules/inner/data.bin"), Buffer.alloc(1000));
    for (const folder of ["left/node_modules/inner", "fresh"]) {
      const place = join(cwd, "dist/node_modules", folder);
      mkdirSync(place, { recursive: true });
      writeFileSync(join(place, "package.json"), MANIFEST(basename(folder)));
    }
    await runMain(["dist", "--format", "json", "--output", "after.json"], { cwd });
    return cwd;
  };

  it("says what grew, what is new, what left, and new duplicates", async () => {
    const cwd = await reports();
    const { code, stdout } = await runMain(["compare", "before.json", "after.json"], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain("inner 1.16 kB, was 90 B");
    expect(stdout).toMatch(/fresh is new: \d+ B/);
    expect(stdout).toContain("inner is now there 2 times (before: 1)");
    const back = await runMain(["compare", "after.json", "before.json"], { cwd });
    expect(back.stdout).toMatch(/fresh left: \d+ B/);
  });

  it("of a report with itself is nothing", async () => {
    const cwd = await reports();
    const { stdout } = await runMain(["compare", "after.json", "after.json"], { cwd });
    expect(stdout).toBe("0 functions changed, 1 as before; 0 new findings, 0 gone\n");
  });

  it("is a comment for a pull request, or JSON", async () => {
    const cwd = await reports();
    const markdown = await runMain(["compare", "before.json", "after.json", "--format", "markdown"], { cwd });
    expect(markdown.stdout).toMatch(/^<!-- lambda-lint -->\n/);
    expect(markdown.stdout).toContain("<code>inner</code> 1.16 kB, was 90 B");
    const json = await runMain(["compare", "before.json", "after.json", "--format", "json"], { cwd });
    expect(JSON.parse(json.stdout).functions[0].packages[0]).toMatchObject({ name: "inner", before: 90 });
  });

  it("is 2 for what is no report", async () => {
    const cwd = writeTree({ "a.json": "{}", "b.json": "{" });
    expect((await runMain(["compare", "a.json", "a.json"], { cwd })).stderr).toContain(
      "neither a baseline nor",
    );
    expect((await runMain(["compare", "b.json", "a.json"], { cwd })).stderr).toContain("no valid JSON");
    expect((await runMain(["compare", "c.json", "a.json"], { cwd })).stderr).toContain(
      "there is no such file",
    );
  });
});

describe("explain", () => {
  it.each(RULES.map(({ id }) => id))("explains %s", async (id) => {
    const { code, stdout } = await runMain(["explain", id], HERE);
    expect(code).toBe(0);
    for (const part of ["Bad:", "Good:", "Turn it off:", "Sources:"]) expect(stdout).toContain(part);
    expect(stdout).not.toMatch(/undefined|\[object/);
  });

  it("lists options with what they are by default", async () => {
    const { stdout } = await runMain(["explain", "memory-size"], HERE);
    expect(stdout).toContain('initBytes (default: "1 MB")');
  });

  it("has a line on each rule without a name, and a guess for a wrong one", async () => {
    const { stdout } = await runMain(["explain"], HERE);
    for (const { id } of RULES) expect(stdout).toContain(`${id} (`);
    const wrong = await runMain(["explain", "client-in-handlers"], HERE);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('did you mean "client-in-handler"?');
  });
});

it("rules lists them for people and for tools", async () => {
  const { stdout } = await runMain(["rules", "--format", "json"], HERE);
  const rules = JSON.parse(stdout);
  expect(rules.map(({ id }: { id: string }) => id)).toEqual(RULES.map(({ id }) => id));
  expect(rules.find(({ id }: { id: string }) => id === "memory-size").options).toEqual({ initBytes: "1 MB" });
  expect((await runMain(["rules"], HERE)).stdout.split("\n").length).toBeGreaterThan(RULES.length);
});

describe("init", () => {
  const FILE = "lambda-lint.config.mjs";

  it("writes a config whose budgets today's sizes keep, shows it, and the next run uses it", async () => {
    const cwd = writeTree({ ...PROJECT, "dist/data.bin": { size: 1_234_567 } });
    const { code, stdout } = await runMain(["init"], { cwd });
    expect(code).toBe(0);
    const text = readFileSync(join(cwd, FILE), "utf8");
    expect(text).toContain('{ type: "total", maximumError: "1.5 MB" }');
    for (const line of text.trim().split("\n").filter(Boolean)) expect(stdout).toContain(line);
    const run = await runMain(["--format", "json"], { cwd });
    expect(run.code).toBe(0);
    expect(JSON.parse(run.stdout).budgets.length).toBeGreaterThan(0);
  });

  it("overwrites nothing without --force", async () => {
    const cwd = writeTree({ ...PROJECT, "lambda-lint.config.json": "{}" });
    const refused = await runMain(["init"], { cwd });
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain("is there already");
    expect(existsSync(join(cwd, FILE))).toBe(false);
    expect((await runMain(["init", "--force"], { cwd })).code).toBe(0);
  });

  it.each([
    [{ "cdk.json": "{}" }, "AWS CDK", 'paths: ["cdk.out"]'],
    [{ "template.yaml": "Resources: {}\n" }, "AWS SAM", 'paths: [".aws-sam/build"]'],
    [{ "serverless.yml": "service: x\n" }, "Serverless Framework", 'paths: [".serverless"]'],
    [{ "sst.config.ts": "" }, "SST", 'paths: [".sst"]'],
  ])("knows %o", async (files, tool, paths) => {
    const cwd = writeTree(files);
    const { stdout } = await runMain(["init"], { cwd });
    expect(stdout).toContain(`Found: ${tool}`);
    expect(stdout).toContain("Nothing is built yet");
    expect(readFileSync(join(cwd, FILE), "utf8")).toContain(paths);
  });

  it.each([
    [
      { "pnpm-lock.yaml": "", ".gitlab-ci.yml": "", ".husky/x": "" },
      [/pnpm lambda-lint/, /\.gitlab-ci\.yml/, /\.husky/],
    ],
    [
      { "yarn.lock": "", ".github/x": "", "lefthook.yml": "" },
      [/yarn lambda-lint/, /\.github/, /lefthook\.yml/],
    ],
    [{ "bun.lock": "", ".pre-commit-config.yaml": "" }, [/bunx lambda-lint/, /\.pre-commit-config\.yaml/]],
  ])("prints what fits %o", async (files, expected) => {
    const { stdout } = await runMain(["init"], { cwd: writeTree(files) });
    for (const part of expected) expect(stdout).toMatch(part);
  });
});
