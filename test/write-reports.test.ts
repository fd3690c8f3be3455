import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { MARKDOWN_MARKER } from "../src/reporters/markdown-text.js";
import { runMain } from "./support/run-main.js";
import { writeTree } from "./support/tree.js";

const PROJECT = {
  "dist/index.js": "exports.handler = async () => {};\n",
  "lambda-lint.config.json": '{"budgets":[{"type":"total","maximumError":10}]}',
};

describe("in a GitHub workflow", () => {
  const env = { GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: "summary.md" };

  it("the text is followed by annotations, and the job gets a summary", async () => {
    const cwd = writeTree(PROJECT);
    const { stdout, code } = await runMain(["dist"], { cwd, env });
    expect(code).toBe(1);
    expect(stdout).toContain("1 error in 1 function");
    expect(stdout).toMatch(/^::error file=lambda-lint\.config\.json,title=budget::/m);
    expect(readFileSync(join(cwd, "summary.md"), "utf8")).toContain(MARKDOWN_MARKER);
  });

  it("a format that is named is all there is", async () => {
    const cwd = writeTree(PROJECT);
    const { stdout } = await runMain(["dist", "--format", "text"], { cwd, env });
    expect(stdout).not.toContain("::error");
    expect(existsSync(join(cwd, "summary.md"))).toBe(false);
  });

  it("a summary that can't be written is a word and 2", async () => {
    const cwd = writeTree(PROJECT);
    const run = await runMain(["dist"], { cwd, env: { ...env, GITHUB_STEP_SUMMARY: "no/such/summary.md" } });
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(/the job summary: can't be written/);
  });
});

it("elsewhere there are neither annotations nor files", async () => {
  const cwd = writeTree(PROJECT);
  const { stdout } = await runMain(["dist"], { cwd, env: {} });
  expect(stdout).not.toContain("::error");
});
