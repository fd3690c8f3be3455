import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { needsDebian } from "../support/debian.js";

/* The action's own script in the environment that GitHub sets. Needs a build, bash and Debian's shellcheck. */
const ROOT = join(import.meta.dirname, "../..");
const SCRIPT = join(ROOT, "plugins/github-action/lint.sh");
const temporary = mkdtempSync(join(tmpdir(), "lambda-lint-action-"));
const project = join(temporary, "project");
const action = parse(readFileSync(join(ROOT, "action.yml"), "utf8"));

function plant(path: string, text: string): void {
  mkdirSync(dirname(join(project, path)), { recursive: true });
  writeFileSync(join(project, path), text);
}

beforeAll(() => {
  execFileSync("node", ["build.mjs"], { cwd: ROOT });
  plant("package.json", '{ "private": true }');
  plant("dist/index.js", "exports.handler = async () => {};\n");
  plant(
    "a b/index.js",
    'const { S3Client } = require("@aws-sdk/client-s3");\nexports.handler = async () => new S3Client({});\n',
  );
  mkdirSync(join(project, "node_modules/.bin"), { recursive: true });
  symlinkSync(join(ROOT, "dist/bin.cjs"), join(project, "node_modules/.bin/lambda-lint"));
});
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

function step(inputs: Readonly<Record<string, string>>) {
  const output = join(temporary, "output");
  const summary = join(temporary, "summary");
  for (const file of [output, summary]) writeFileSync(file, "");
  const given = Object.entries(inputs).map(([name, value]) => [
    `INPUT_${name.toUpperCase().replaceAll("-", "_")}`,
    value,
  ]);
  const { status, stdout, stderr } = spawnSync(SCRIPT, {
    cwd: project,
    encoding: "utf8",
    env: {
      ...process.env,
      ...Object.fromEntries(given),
      GITHUB_ACTIONS: "true",
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: summary,
      GITHUB_WORKSPACE: project,
      RUNNER_TEMP: temporary,
    },
  });
  const outputs = Object.fromEntries(
    readFileSync(output, "utf8")
      .trim()
      .split("\n")
      .map((line) => line.split("=", 2)),
  );
  return { status, log: stdout + stderr, outputs, summary: readFileSync(summary, "utf8") };
}

const DEFAULTS = Object.fromEntries(
  Object.entries(action.inputs as Record<string, { default: string }>)
    .filter(([name]) => name !== "working-directory")
    .map(([name, input]) => [name, input.default]),
);

describe("the GitHub action", () => {
  it("hands every input to its script, and every output on", () => {
    const [lint] = action.runs.steps;
    const handed = Object.keys(lint.env).map((name) =>
      name.slice("INPUT_".length).toLowerCase().replaceAll("_", "-"),
    );
    expect(handed.sort()).toEqual(Object.keys(DEFAULTS).sort());
    expect(Object.keys(action.outputs).sort()).toEqual(
      Object.keys(step({ ...DEFAULTS, paths: "dist" }).outputs).sort(),
    );
  });

  it("passes without findings, with a summary and three reports", () => {
    const { status, outputs, summary, log } = step({ ...DEFAULTS, paths: "dist" });
    expect([status, outputs["exit-code"]]).toEqual([0, "0"]);
    expect(summary).toContain("lambda-lint: no findings in 1 function");
    expect(log).toContain("no findings in 1 function");
    expect(JSON.parse(readFileSync(outputs.report ?? "", "utf8")).schemaVersion).toBe(1);
    expect(JSON.parse(readFileSync(outputs.sarif ?? "", "utf8")).version).toBe("2.1.0");
    expect(readFileSync(outputs.comment ?? "", "utf8")).toMatch(/^<!-- lambda-lint -->/);
  });

  it("fails with annotations; outputs are there all the same; a path may have spaces, several are lines", () => {
    const { status, outputs, log } = step({ ...DEFAULTS, paths: "dist\na b\n" });
    expect([status, outputs["exit-code"]]).toEqual([1, "1"]);
    expect(log).toMatch(/^::error file=a b\/index\.js,line=2,/m);
  });

  it("takes fail-on and a baseline, and no input is a command", () => {
    expect(step({ ...DEFAULTS, paths: "$(touch hacked)" }).status).toBe(2);
    expect(spawnSync("ls", { cwd: project, encoding: "utf8" }).stdout).not.toContain("hacked");
    expect(step({ ...DEFAULTS, paths: "a b", "fail-on": "info" }).status).toBe(1);
    expect(step({ ...DEFAULTS, paths: "a b", baseline: "missing.json" }).status).toBe(2);
    const baseline = join(project, "accepted.json");
    spawnSync("node", [join(ROOT, "dist/bin.cjs"), "a b", "--update-baseline", "--baseline", baseline], {
      cwd: project,
    });
    expect(step({ ...DEFAULTS, paths: "a b", baseline: "accepted.json" }).status).toBe(0);
  });
});

it("shellcheck finds nothing in the shell scripts", (ctx) => {
  needsDebian(ctx, "shellcheck");
  const files = ["plugins/github-action/lint.sh", ".ci/run"];
  const { status, stdout } = spawnSync("shellcheck", files, { cwd: ROOT, encoding: "utf8" });
  expect([status, stdout]).toEqual([0, ""]);
});
