import { cpSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { FIXTURES } from "./support/fixture.js";
import { runMain } from "./support/run-main.js";
import { type Tree, writeTree } from "./support/tree.js";

const HANDLER = "exports.handler = async () => {};\n";
const RESOURCES = {
  Orders: {
    Type: "AWS::Lambda::Function",
    Properties: { Handler: "index.handler", Runtime: "nodejs22.x", Code: { S3Bucket: "b", S3Key: "k" } },
    Metadata: { "aws:asset:path": "asset.1" },
  },
};
const DIST = { "dist/index.js": HANDLER };
const CDK = {
  "cdk.out/cdk.out": '{"version":"36.0.0"}',
  "cdk.out/manifest.json": JSON.stringify({
    version: "36.0.0",
    artifacts: {
      App: { type: "aws:cloudformation:stack", properties: { templateFile: "App.template.json" } },
    },
  }),
  "cdk.out/App.template.json": JSON.stringify({ Resources: RESOURCES }),
  "cdk.out/asset.1/index.js": HANDLER,
};
const SAM_TEMPLATE =
  "Resources:\n  Web:\n    Type: AWS::Serverless::Function\n    Properties: { CodeUri: Web, Handler: index.handler, Runtime: nodejs22.x }\n";
const SAM = { ".aws-sam/build/template.yaml": SAM_TEMPLATE, ".aws-sam/build/Web/index.js": HANDLER };
const TEMPLATE = { "template.yaml": SAM_TEMPLATE, "Web/index.js": HANDLER };
const SST = { ".sst/artifacts/Api-src/bundle.mjs": "export const handler = async () => {};\n" };
const SERVICE = {
  "serverless.yml": "provider: { name: aws }\nfunctions: { job: { handler: index.handler } }\n",
  "index.js": HANDLER,
};

async function run(tree: Tree, args: readonly string[] = [], build: string | null = null) {
  const cwd = writeTree(tree);
  if (build !== null) cpSync(join(FIXTURES, "serverless", build), cwd, { recursive: true });
  const { code, stdout, stderr } = await runMain([...args, "--format", "json", "--only", "artifact-size"], {
    cwd,
  });
  const functions =
    stdout === "" ? [] : JSON.parse(stdout).functions.map(({ name }: { name: string }) => name);
  return { code, functions, stderr };
}

const SAID = "lambda-lint: no path was given: linting ";

describe("without a path", () => {
  test.each<[string, Tree, string[], string]>([
    [
      "what CDK wrote, not what its build left",
      { ...CDK, ...DIST, "package.json": "{}" },
      ["Orders"],
      "cdk.out; not dist",
    ],
    [
      "what sam build wrote, not its input",
      { ...SAM, ...TEMPLATE },
      ["Web"],
      ".aws-sam/build; not template.yaml",
    ],
    ["what SST built", { ...SST, ...DIST }, ["Api"], ".sst; not dist"],
    [
      "what two deploy tools wrote",
      { ...CDK, ...SST, ...SERVICE },
      ["Api", "Orders"],
      "cdk.out, .sst; not serverless.yml",
    ],
    [
      "a build, not a template beside it",
      { ...DIST, ...TEMPLATE, ...SERVICE },
      ["dist"],
      "dist; not template.yaml, serverless.yml",
    ],
    [
      "no website, and no folder of notes",
      { ...DIST, "dist/index.html": "", "build/notes/a.md": "", ...TEMPLATE },
      ["Web"],
      "template.yaml",
    ],
    ["a SAM template", TEMPLATE, ["Web"], "template.yaml"],
    ["a service", SERVICE, ["job"], "serverless.yml"],
    [
      "a build where deploy tools left nothing that counts",
      {
        ...DIST,
        ".sst/platform/config.ts": "",
        ".serverless/cache.json": "{}",
        "cdk.out/note.txt": "",
        ".aws-sam/build.toml": "",
      },
      ["dist"],
      "dist",
    ],
  ])("%s", async (_, tree, functions, said) => {
    const result = await run(tree);
    expect(result).toMatchObject({ code: 0, functions });
    expect(result.stderr.split(": name what")[0]?.trim()).toBe(`${SAID}${said}`);
  });

  test("a packaged service, and its zips when only they are left", async () => {
    const packaged = await run(DIST, [], "esbuild");
    expect(packaged.functions).toEqual(["nightly", "orders"]);
    expect(packaged.stderr).toBe(`${SAID}.serverless; not dist, serverless.yml: name what you want linted\n`);
  });

  test("nothing is said when a path is given, or with --quiet", async () => {
    expect((await run({ ...CDK, ...DIST }, ["dist"])).stderr).toBe("");
    expect(await run({ ...CDK, ...DIST }, ["--quiet"])).toMatchObject({ functions: ["Orders"], stderr: "" });
  });

  test("what was looked for is told when nothing is there", async () => {
    const { code, stderr } = await run({ "template.yaml": "not: a template\n", "src/index.ts": "" });
    expect(code).toBe(2);
    for (const name of [
      "cdk.out",
      ".aws-sam/build",
      ".serverless",
      ".sst",
      "dist",
      "template.yaml",
      "serverless.yml",
    ])
      expect(stderr).toContain(name);
  });
});
