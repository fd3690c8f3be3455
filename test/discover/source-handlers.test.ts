// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of serverless.yml look like it
import { expect, test } from "vitest";
import { writeTree } from "../support/tree.js";
import { linted, problemsOf } from "./support.js";

const SOURCE = `import { S3Client } from "@aws-sdk/client-s3";
export const main = async () => new S3Client({}).send({} as never);
export async function step() {
  return new S3Client({}).send({} as never);
}
`;
const FILES = { "src/orders.ts": SOURCE, "src/other.ts": SOURCE, "package.json": "{}" };

async function found(path: string, handler: string): Promise<readonly string[]> {
  const report = await linted(writeTree(FILES), [path], { handler });
  return [
    ...problemsOf(report),
    ...report.findings.map(({ functions, location }) => `${functions} ${location?.path}:${location?.line}`),
  ];
}

test("a source file's handler may have any name", async () => {
  expect(await found("src/orders.ts", "orders.main")).toEqual(["src/orders.ts#main src/orders.ts:2"]);
  expect(await found("src/orders.ts", "orders.step")).toEqual(["src/orders.ts#step src/orders.ts:4"]);
});

test("in a folder the handler names the file too", async () => {
  expect(await found("src", "orders.step")).toEqual(["src/orders.ts#step src/orders.ts:4"]);
  expect(await found(".", "src/orders.step")).toEqual(["src/orders.ts#step src/orders.ts:4"]);
});

test("a handler that isn't there is said", async () => {
  expect(await found("src/orders.ts", "orders.nobody")).toEqual(["note no-handler src/orders.ts"]);
});

test("handlers that a template in the folder names are followed beside those with the usual names", async () => {
  const cwd = writeTree({
    ...FILES,
    "src/usual.ts": SOURCE.replace("main", "handler"),
    "serverless.yml": "functions:\n  orders:\n    handler: src/orders.main\n",
    "template.yaml":
      "Resources:\n  Step:\n    Type: AWS::Serverless::Function\n    Properties:\n      CodeUri: src\n      Handler: other.step\n",
  });
  const report = await linted(cwd, ["."]);
  expect(report.functions.map(({ id }) => id)).toEqual([
    "src/orders.ts#main",
    "src/other.ts#step",
    "src/usual.ts#handler",
  ]);
  expect(report.findings.map(({ location }) => `${location?.path}:${location?.line}`).sort()).toEqual([
    "src/orders.ts:2",
    "src/other.ts:4",
    "src/usual.ts:2",
  ]);
});

test("a template is evaluated: parameters, Globals, entry points of esbuild; other languages have no handlers here", async () => {
  const cwd = writeTree({
    "app/lib/orders.ts": SOURCE,
    "app/other.ts": SOURCE,
    "infra/stack.template.json": JSON.stringify({
      Parameters: { Folder: { Type: "String", Default: "app" } },
      Globals: {
        Function: { CodeUri: { "Fn::Join": ["/", ["..", { Ref: "Folder" }]] }, Runtime: "nodejs22.x" },
      },
      Resources: {
        Orders: {
          Type: "AWS::Serverless::Function",
          Metadata: { BuildMethod: "esbuild", BuildProperties: { EntryPoints: ["lib/orders.ts"] } },
          Properties: { Handler: "orders.main" },
        },
        Python: {
          Type: "AWS::Serverless::Function",
          Properties: { Handler: "other.main", Runtime: "python3.12" },
        },
      },
    }),
  });
  const report = await linted(cwd, ["."]);
  expect(report.functions.map(({ id }) => id)).toEqual(["app/lib/orders.ts#main"]);
});

test("of a template above the folder, only what it names in there", async () => {
  const cwd = writeTree({
    "src/orders.ts": SOURCE,
    "jobs/other.ts": SOURCE,
    "template.yml": `Resources:
  Orders: { Type: AWS::Serverless::Function, Properties: { CodeUri: src/, Handler: orders.step } }
  Job: { Type: AWS::Serverless::Function, Properties: { CodeUri: jobs, Handler: other.main } }
`,
  });
  const report = await linted(cwd, ["src"]);
  expect(report.functions.map(({ id }) => id)).toEqual(["src/orders.ts#step"]);
});

test("a template that can't be read is a note, and the rest is linted", async () => {
  const cwd = writeTree({
    "src/usual.ts": SOURCE.replace("main", "handler"),
    "template.yaml": "Resources:\n  A: { Type: AWS::Serverless::Function\n  B: [\n",
  });
  const report = await linted(cwd, ["."]);
  expect(problemsOf(report)).toEqual(["note invalid-yaml template.yaml"]);
  expect(report.functions.map(({ id }) => id)).toEqual(["src/usual.ts#handler"]);
});

test("a service's handlers are evaluated, from other files too; one that can't be read is a note", async () => {
  const cwd = writeTree({
    ...FILES,
    "serverless.yml":
      "provider: { name: aws, runtime: nodejs22.x }\ncustom: { folder: src }\nfunctions:\n  - ${file(./more.yml)}\n",
    "more.yml": "orders:\n  handler: ${self:custom.folder}/orders.main # create\n",
    "other/serverless.yml": "functions: [",
    "google/serverless.yml": "provider: { name: google }\nfunctions: { x: { handler: x.y } }\n",
  });
  const report = await linted(cwd, ["."]);
  expect(problemsOf(report)).toEqual(["note invalid-yaml other/serverless.yml"]);
  expect(report.functions.map(({ id }) => id)).toEqual(["src/orders.ts#main"]);
});

test("programs of deploy tools name handlers by strings, from their own folder or one above it", async () => {
  const cwd = writeTree({
    "packages/api/orders.ts": SOURCE,
    "packages/api/routes.ts": SOURCE,
    "packages/api/users.ts": SOURCE,
    "src/functions/hello/handler.ts": SOURCE,
    "lambda/reports.ts": SOURCE,
    "lambda/unnamed.ts": SOURCE,
    "infra/api.ts": 'new sst.aws.Function("Orders", { handler: "packages/api/orders.main" });\n',
    "infra/routes.ts":
      'import { Api } from "sst/constructs";\nexport const api = (stack) => new Api(stack, "Api", { routes: { "GET /": "packages/api/routes.step" } });\n',
    "stacks/users.ts":
      'import { Api } from "@serverless-stack/resources";\nexport const users = (stack) => new Api(stack, "Users", { routes: { "GET /": "packages/api/users.step" } });\n',
    "src/functions/hello/index.ts":
      "export default {\n  handler: `${handlerPath(__dirname)}/handler.main`,\n  events: [],\n};\n",
    "lib/stack.ts":
      'new NodejsFunction(this, "Reports", {\n  entry: path.join(__dirname, "..", "lambda", "reports.ts"),\n  handler: "step",\n});\n',
    // Texts that lead to no handler: no such export, no deploy tool's, a file.
    "infra/others.ts":
      'export const other = { handler: "lambda/unnamed.nobody", x: "lambda/unnamed.main", y: { handler: "lambda/unnamed.ts" } };\n',
  });
  const report = await linted(cwd, ["."]);
  expect(report.functions.map(({ id }) => id)).toEqual([
    "lambda/reports.ts#step",
    "packages/api/orders.ts#main",
    "packages/api/routes.ts#step",
    "packages/api/users.ts#step",
    "src/functions/hello/handler.ts#main",
  ]);
});

test("a program names handlers below its own folder, not those of another that is linted too", async () => {
  const cwd = writeTree({
    "one/infra/stack.ts":
      'new Function(this, "Jobs", { code: Code.fromBucket(bucket, key), handler: "jobs.main" });\n',
    "one/workers/jobs.ts": SOURCE,
    "two/workers/jobs.ts": SOURCE,
    "two/workers/usual.ts": SOURCE.replace("main", "handler"),
  });
  const report = await linted(cwd, ["one", "two"]);
  expect(report.functions.map(({ id }) => id)).toEqual([
    "one/workers/jobs.ts#main",
    "two/workers/usual.ts#handler",
  ]);
});

test("services of plain JavaScript in the folders below are sources, not one zip", async () => {
  const handler =
    'const { S3Client } = require("@aws-sdk/client-s3");\nexports.create = async () => new S3Client({}).send({});\n';
  const service =
    "provider: { name: aws, runtime: nodejs22.x }\nfunctions: { create: { handler: create.create } }\n";
  const cwd = writeTree({
    "package.json": "{}",
    "services/orders/create.js": handler,
    "services/orders/serverless.yml": service,
    "services/users/create.js": handler,
    "services/users/serverless.yml": service,
  });
  const report = await linted(cwd, ["."]);
  expect(report.functions.map(({ id }) => id)).toEqual([
    "services/orders/create.js#create",
    "services/users/create.js#create",
  ]);
  expect(report.findings.map(({ rule, location }) => `${rule} ${location?.path}`)).toEqual([
    "client-in-handler services/orders/create.js",
    "client-in-handler services/users/create.js",
  ]);
});

test("a handler whose file a build will have moved is the one source of that name that exports it", async () => {
  const cwd = writeTree({
    "api/src/orders.ts": SOURCE,
    "api/src/admin/orders.ts": SOURCE,
    "api/src/users.ts": SOURCE,
    "api/serverless.yml": `provider: { name: aws, runtime: nodejs22.x }
functions:
  users: { handler: dist/users.step }
  admin: { handler: build/admin/orders.main }
  several: { handler: orders.step }
  nobody: { handler: users.nobody }
`,
    "infra/stack.ts":
      'new Function(this, "Jobs", { code: Code.fromBucket(bucket, key), handler: "jobs.main" });\n',
    "workers/jobs.ts": SOURCE,
  });
  const report = await linted(cwd, ["."]);
  expect(report.functions.map(({ id }) => id)).toEqual([
    "api/src/admin/orders.ts#main",
    "api/src/users.ts#step",
    "workers/jobs.ts#main",
  ]);
});

test("a template's handler is found where its build isn't there, or its code lies in S3", async () => {
  const fn = (code: string, handler: string) =>
    `{ Type: AWS::Serverless::Function, Properties: { CodeUri: ${code}, Handler: ${handler} } }`;
  const cwd = writeTree({
    "lambdas/orders/src/index.ts": SOURCE,
    "lambdas/users/src/index.ts": SOURCE,
    "lambdas/mails/list-mails.ts": SOURCE,
    "template.yaml": `Resources:
  Orders: ${fn("lambdas/orders/build/src", "index.main")}
  Users: ${fn("lambdas/users/dist", "index.step")}
  Mails: { Type: AWS::Lambda::Function, Properties: { Code: { S3Bucket: b, S3Key: k.zip }, Handler: list-mails.step } }
  Several: { Type: AWS::Lambda::Function, Properties: { Code: { S3Bucket: b, S3Key: k.zip }, Handler: index.main } }
`,
  });
  const report = await linted(cwd, ["."]);
  expect(report.functions.map(({ id }) => id)).toEqual([
    "lambdas/mails/list-mails.ts#step",
    "lambdas/orders/src/index.ts#main",
    "lambdas/users/src/index.ts#step",
  ]);
});

test("an entry may be a constant of the program; a file of the name that doesn't export the handler is none", async () => {
  const cwd = writeTree({
    "src/index.ts": "export * from './stack';\n",
    "src/lambdas/index.ts": SOURCE.replace("step", "consume"),
    "src/other.ts": SOURCE,
    "src/lib/stack.ts": `const entryPath: string = path.join(__dirname, "..", "other.ts");
new NodejsFunction(this, "Other", { entry: entryPath, handler: "step" });
new NodejsFunction(this, "Unknown", { entry: nobody, handler: "main" });
`,
    "src/stack.ts":
      'new Function(this, "Consumer", { code: Code.fromAsset(dist), handler: "index.consume" });\n',
  });
  const report = await linted(cwd, ["."]);
  expect(report.functions.map(({ id }) => id)).toEqual(["src/lambdas/index.ts#consume", "src/other.ts#step"]);
});

test("so are those of templates in the folders below, whatever their handlers are called", async () => {
  const cwd = writeTree({
    "package.json": "{}",
    "web/app.js": "console.log(1);\n",
    "backend/template.yaml":
      "Resources: { List: { Type: AWS::Serverless::Function, Properties: { CodeUri: ., Handler: src/list.listAll } } }\n",
    "backend/src/list.js":
      'const { S3Client } = require("@aws-sdk/client-s3");\nexports.listAll = async () => new S3Client({}).send({});\n',
    "jobs/index.js": "exports.handler = async () => 1;\n",
  });
  const report = await linted(cwd, ["."]);
  expect(report.functions.map(({ id }) => id)).toEqual([
    "backend/src/list.js#listAll",
    "jobs/index.js#handler",
  ]);
  expect(report.findings.map(({ rule }) => rule)).toEqual(["client-in-handler"]);
});
