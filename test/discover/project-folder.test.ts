import { describe, expect, it, test } from "vitest";
import { findDefaultPaths } from "../../src/discover/default-paths.js";
import { type Tree, writeTree } from "../support/tree.js";
import { COMMONJS, functionsOf, linted, MANIFEST, problemsOf } from "./support.js";

const TYPESCRIPT = "export const handler = async () => {};\n";
const GIT = { ".git/HEAD": "ref: refs/heads/main\n", ".git/config": "" };
const TOOLS = {
  "package.json": JSON.stringify({ name: "a", devDependencies: { typescript: "*" } }),
  "node_modules/typescript/package.json": MANIFEST("typescript"),
  "node_modules/typescript/index.js": "x".repeat(900_000),
};
const BUILT = { "dist/index.js": COMMONJS };
const SERVICE = `service: a
provider: { name: aws, runtime: nodejs22.x }
functions: { hello: { handler: app.hello } }
`;
const TEMPLATE = `Resources:
  Hello:
    Type: AWS::Serverless::Function
    Properties: { CodeUri: src/, Handler: app.hello, Runtime: nodejs22.x }
`;
const HELLO = "exports.hello = async () => {};\n";

describe("a project's root stands for what was built in it", () => {
  it.each<[string, Tree, string[], string]>([
    ["a repository's", { ...GIT, ...TOOLS, ...BUILT }, ["dist: directory dist index.handler"], "dist"],
    [
      "one with a compiler, of which the sources are there too",
      { ...TOOLS, ...BUILT, "tsconfig.json": "{}", "src/index.ts": TYPESCRIPT },
      ["dist: directory dist index.handler"],
      "dist",
    ],
    [
      "a SAM application's, by its template",
      { ...TOOLS, "template.yaml": TEMPLATE, "src/app.js": HELLO },
      ["Hello: directory src app.hello"],
      "template.yaml",
    ],
    [
      "a service's, by its handlers",
      { ...TOOLS, "serverless.yml": SERVICE, "app.js": HELLO },
      ["hello: source . app.hello"],
      "serverless.yml",
    ],
  ])("%s", async (_, tree, functions, taken) => {
    const report = await linted(writeTree(tree), ["."]);
    expect(functionsOf(report)).toEqual(functions);
    expect(report.problems.map(({ message }) => message)).toEqual([
      `is a project, not what ships: linted is ${taken}. Name what you deploy to have that linted.`,
    ]);
    expect(report.findings.filter(({ rule }) => rule === "dead-weight")).toEqual([]);
  });

  it("one service at the root hides none of those below it", async () => {
    const cwd = writeTree({
      ...TOOLS,
      "serverless.yml": SERVICE,
      "app.js": HELLO,
      "services/users/serverless.yml": SERVICE,
      "services/users/app.js": HELLO,
      "stacks/mail/template.yaml": TEMPLATE,
      "stacks/mail/src/app.js": HELLO,
      "stacks/table/template.yaml": "Resources: { Table: { Type: AWS::DynamoDB::Table } }\n",
      "examples/other/serverless.yml": SERVICE,
      "examples/other/app.js": HELLO,
    });
    const { functions } = await linted(cwd, ["."]);
    expect(functions.map(({ name, template }) => `${name} of ${template}`).toSorted()).toEqual([
      "Hello of stacks/mail/template.yaml",
      "hello of serverless.yml",
      "hello of services/users/serverless.yml",
    ]);
    expect(findDefaultPaths(cwd).taken).toEqual([
      "serverless.yml",
      "services/users/serverless.yml",
      "stacks/mail/template.yaml",
    ]);
  });

  it("one that a template nests is linted once", async () => {
    const nested =
      "Resources:\n  Mail: { Type: AWS::Serverless::Application, Properties: { Location: mail/template.yaml } }\n";
    const cwd = writeTree({
      ...TOOLS,
      "template.yaml": nested,
      "mail/template.yaml": TEMPLATE,
      "mail/src/app.js": HELLO,
    });
    expect(functionsOf(await linted(cwd, ["."]))).toEqual(["Hello: directory mail/src app.hello"]);
  });

  it("wherever it lies", async () => {
    const report = await linted(writeTree({ "apps/a/.git/HEAD": "", "apps/a/dist/index.js": COMMONJS }), [
      "apps/a",
    ]);
    expect(functionsOf(report)).toEqual(["dist: directory apps/a/dist index.handler"]);
  });

  it("what CDK wrote, rather than the bundles in there one by one", async () => {
    const manifest = {
      version: "36.0.0",
      artifacts: {
        App: { type: "aws:cloudformation:stack", properties: { templateFile: "App.template.json" } },
      },
    };
    const resources = {
      Orders: {
        Type: "AWS::Lambda::Function",
        Properties: { Handler: "index.handler", Runtime: "nodejs22.x", Code: { S3Bucket: "b", S3Key: "k" } },
        Metadata: { "aws:asset:path": "asset.1" },
      },
    };
    const cwd = writeTree({
      ...TOOLS,
      ...BUILT,
      "cdk.json": '{ "app": "node app.js" }',
      "cdk.out/cdk.out": '{"version":"36.0.0"}',
      "cdk.out/manifest.json": JSON.stringify(manifest),
      "cdk.out/App.template.json": JSON.stringify({ Resources: resources }),
      "cdk.out/asset.1/index.js": COMMONJS,
    });
    expect(functionsOf(await linted(cwd, ["."]))).toEqual([
      "Orders: directory cdk.out/asset.1 index.handler",
    ]);
  });
});

describe("where nothing was built", () => {
  const sources = { "lambda/app.js": COMMONJS, "app.js": "require('aws-cdk-lib');\n" };

  it.each<[string, Tree]>([
    ["a CDK app", { "cdk.json": '{ "app": "node app.js" }' }],
    ["an SST app", { "sst.config.ts": "export default {};\n" }],
    ["workspaces", { "package.json": '{ "workspaces": ["lambda"] }' }],
    ["workspaces of pnpm", { "pnpm-workspace.yaml": "packages: [lambda]\n" }],
  ])("the sources are linted: %s", async (_, tree) => {
    const report = await linted(writeTree({ ...TOOLS, ...sources, ...tree }), ["."]);
    expect(report.artifacts.map(({ kind }) => kind)).toEqual(["source"]);
    expect(report.functions.map(({ id }) => id)).toEqual(["lambda/app.js#handler"]);
  });

  it("plain JavaScript is linted as the zip that it may become; what only a working copy has is an information", async () => {
    const cwd = writeTree({ ...GIT, ...TOOLS, "index.js": COMMONJS, ".env": "DB_PASSWORD=not-a-real-one\n" });
    const report = await linted(cwd, ["."]);
    expect(report.artifacts.map(({ kind }) => kind)).toEqual(["directory"]);
    expect(problemsOf(report)).toEqual(["note project-folder ."]);
    expect(report.problems[0]?.message).toContain("is a working copy: linted as if all of it were zipped");
    const found = report.findings.map(
      ({ rule, confidence, severity }) => `${rule} ${confidence} ${severity}`,
    );
    expect(found.sort()).toEqual([
      "dead-weight low info",
      "secret-file low info",
      "secret-file medium warning",
    ]);
  });

  it("so are its parts, each as the zip that it may become", async () => {
    const loads = `const { Pool } = require("pg");\nexports.handler = async () => new Pool();\n`;
    const cwd = writeTree({
      ...GIT,
      "a/index.js": loads,
      "a/package.json": MANIFEST("a"),
      "a/node_modules/uuid/package.json": MANIFEST("uuid"),
      "a/node_modules/uuid/index.js": "",
      "a/package-lock.json": "x".repeat(700_000),
    });
    const report = await linted(cwd, ["."], { only: ["dead-weight", "unresolved-import"] });
    expect(report.findings.map(({ rule, artifact, severity }) => `${rule} ${artifact} ${severity}`)).toEqual([
      "dead-weight a info",
      "unresolved-import a info",
    ]);
  });

  it("a folder called build that holds no build is none", async () => {
    const cwd = writeTree({ ...GIT, "index.js": COMMONJS, "build/notes.txt": "", "dist/deep/down/a.md": "" });
    expect(functionsOf(await linted(cwd, ["."])).map((one) => one.replace(/^\S+/, ""))).toEqual([
      " directory . index.handler",
    ]);
  });
});

test("a handler that is named lies in the folder that is named", async () => {
  const cwd = writeTree({ ...GIT, ...TOOLS, ...BUILT });
  const [fn] = functionsOf(await linted(cwd, ["."], { handler: "dist/index.handler" }));
  expect(fn).toContain("directory . dist/index.handler");
});

test("over the limit with what a working copy has is medium confidence", async () => {
  const large = { "index.js": COMMONJS, "model.bin": Buffer.alloc(263_000_000) };
  const report = await linted(writeTree({ ...GIT, ...large }), ["."], { only: ["artifact-size"] });
  expect(report.findings.map(({ confidence }) => confidence)).toEqual(["medium"]);
});
