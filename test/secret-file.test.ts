import { describe, expect, it } from "vitest";
import { lint } from "../src/index.js";
import { suspectsOf } from "../src/lambda/secret-files.js";
import { FORMATS } from "../src/reporters/formats.js";
import { runMain } from "./support/run-main.js";
import { writeTree } from "./support/tree.js";

const VALUE = "hunter2-hunter2-hunter2";
const FILES = {
  "app/index.js": "exports.handler = async () => {};\n",
  "app/package.json": "{}\n",
  "app/.env": `DATABASE_PASSWORD=${VALUE}\n`,
  "app/.npmrc": `//registry.example.com/:_authToken=${VALUE}\n`,
  "app/key.pem": `-----BEGIN PRIVATE KEY-----\n${VALUE}\n-----END PRIVATE KEY-----\n`,
  "app/.aws/credentials": `[default]\naws_secret_access_key = ${VALUE}\n`,
  "app/account.json": `{ "type": "service_account", "private_key": "-----BEGIN PRIVATE KEY-----${VALUE}" }\n`,
};

describe("secrets are never printed", () => {
  it.each(FORMATS)("by %s", async (format) => {
    const cwd = writeTree(FILES);
    const { stdout, stderr } = await runMain(["app", "--format", format], { cwd });
    expect(stdout).toContain(".npmrc");
    expect(stdout + stderr).not.toContain(VALUE);
  });

  it("nor kept in the report", async () => {
    const report = await lint(["app"], { cwd: writeTree(FILES), only: ["secret-file"], modules: true });
    expect(report.findings).toHaveLength(5);
    expect(JSON.stringify(report)).not.toContain(VALUE);
  });
});

describe("no content takes long", () => {
  const worst = [
    "a:",
    "=",
    " ",
    "-----BEGIN ",
    '"web":{',
    "://a",
    "aws_secret_access_key",
    "A ",
    "\n=",
    '"auth":',
  ];
  const names = [
    ".env",
    ".npmrc",
    ".yarnrc.yml",
    ".netrc",
    ".git-credentials",
    "credentials",
    "a.pem",
    "a.json",
    "config.json",
  ];

  it.each(names)("%s", (name) => {
    for (const part of worst) {
      const content = Buffer.from(part.repeat(Math.ceil(250_000 / part.length)));
      const start = performance.now();
      for (const suspect of suspectsOf(name)) suspect.judge(content);
      expect(performance.now() - start).toBeLessThan(2000);
    }
  });
});
