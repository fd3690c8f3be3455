import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
const project = mkdtempSync(join(tmpdir(), "lambda-lint-cdk-plugin-"));
afterAll(() => rmSync(project, { recursive: true, force: true }));

const CLIENT = `import { S3Client } from "@aws-sdk/client-s3";
import { bucket } from "./bucket";
`;

/** An app in TypeScript, as `cdk init` makes one: the plugin's types must fit CDK's own. */
const APP = `import { App, Stack, Stage, Validations } from "aws-cdk-lib";
import { Runtime } from "aws-cdk-lib/aws-lambda";
import { NodejsFunction } from "aws-cdk-lib/aws-lambda-nodejs";
import type { Construct } from "constructs";
import { lambdaLint } from "lambda-lint/cdk";

const app = new App();
Validations.of(app).addPlugins(lambdaLint());

function shop(scope: Construct, entry: string): Stack {
  const stack = new Stack(scope, "Shop");
  new NodejsFunction(stack, "Orders", {
    entry,
    runtime: Runtime.NODEJS_22_X,
    bundling: { minify: true, sourceMap: true },
  });
  return stack;
}
shop(app, \`src/\${app.node.tryGetContext("entry")}.ts\`);
const production = shop(new Stage(app, "Production"), "src/bad.ts");
if (app.node.tryGetContext("accept") === "yes") {
  Validations.of(production).acknowledge({ id: "lambda-lint::client-in-handler", reason: "runs once a night" });
}
`;

beforeAll(() => {
  write(project, {
    "package.json": JSON.stringify({ name: "shop", version: "1.0.0", private: true }),
    "package-lock.json": "{}",
    "cdk.json": JSON.stringify({ app: "node app.js" }),
    "tsconfig.json": JSON.stringify({
      compilerOptions: {
        module: "NodeNext",
        target: "ES2022",
        strict: true,
        skipLibCheck: true,
        types: ["node"],
      },
      files: ["app.ts"],
    }),
    "app.ts": APP,
    "src/bucket.ts": 'export const bucket = process.env.BUCKET ?? "orders";\n',
    "src/bad.ts": `${CLIENT}export const handler = async () => {\n  const client = new S3Client({});\n  return client.config.region() + bucket;\n};\n`,
    "src/good.ts": `${CLIENT}const client = new S3Client({});\nexport const handler = async () => client.config.region() + bucket;\n`,
  });
  const packages = [
    "aws-cdk-lib@2.276.0",
    "constructs@10.6.0",
    "aws-cdk@2",
    "esbuild@0.28.2",
    "typescript@5.9",
    "@types/node@20",
  ];
  install(project, packages);
  mkdirSync(join(project, "node_modules/lambda-lint"));
  for (const one of ["dist", "package.json"])
    cpSync(join(ROOT, one), join(project, "node_modules/lambda-lint", one), { recursive: true });
  mkdirSync(join(project, "node_modules/.bin"), { recursive: true });
  symlinkSync("../lambda-lint/dist/bin.cjs", join(project, "node_modules/.bin/lambda-lint"));
  // At run time lambda-lint's own dependency is found where the tests have it.
  cpSync(join(ROOT, "node_modules/jiti"), join(project, "node_modules/jiti"), { recursive: true });
  execFileSync("npx", ["tsc"], { cwd: project, stdio: "inherit" });
});

function synth(...context: string[]) {
  const flags = context.flatMap((one) => ["--context", one]);
  const { status, stdout, stderr } = spawnSync("npx", ["cdk", "synth", "**", "--quiet", ...flags], {
    cwd: project,
    encoding: "utf8",
    env: { ...process.env, CI: "", NO_COLOR: "1" },
  });
  return { status, text: stdout + stderr };
}

it("cdk synth fails with a finding, its place and the construct path of the function", () => {
  const { status, text } = synth("entry=bad");
  expect(status).toBe(1);
  expect(text).toContain("`new S3Client(…)` is built on every invocation. (src/bad.ts:4:18");
  for (const path of ["Shop/Orders/Resource", "Production/Shop/Orders/Resource"])
    expect(text).toContain(path);
  expect(text).toContain("Synthesis finished with errors");
});

it("cdk synth names nothing that is fine, and passes what was acknowledged", () => {
  const { status, text } = synth("entry=good", "accept=yes");
  expect(text).not.toContain("is built on every invocation");
  expect(status).toBe(0);
});

it("the README's example lints each bundle, and the assembly", () => {
  const example = /```ts\n(import \{ App, Stack, Validations \}.*?)```/s.exec(
    readFileSync(join(ROOT, "README.md"), "utf8"),
  );
  write(project, { "readme.ts": example?.[1] ?? "" });
  const flags = [
    "--module",
    "NodeNext",
    "--target",
    "ES2022",
    "--strict",
    "--skipLibCheck",
    "--types",
    "node",
  ];
  execFileSync("npx", ["tsc", ...flags, "readme.ts"], { cwd: project, stdio: "inherit" });
  const run = (handler: string) => {
    cpSync(join(project, handler), join(project, "src/orders.ts"));
    const { status, stdout, stderr } = spawnSync("node", ["readme.js"], { cwd: project, encoding: "utf8" });
    return { status, text: (stdout + stderr).replace(/^.{1000,}$/gm, "") };
  };
  const bad = run("src/bad.ts");
  expect(bad.text).toMatch(/error client-in-handler\s+src\/orders\.ts:4:18/);
  expect(bad.status).not.toBe(0);
  const good = run("src/good.ts");
  expect(good.text).toContain("no findings in 1 function");
  expect(good.status).toBe(0);
});

it("older versions take it as policyValidationBeta1", () => {
  const folder = join(project, "beta");
  write(folder, { "package.json": "{}", "app.cjs": APP_OF_BETA, "src/index.js": OLD_CODE });
  install(folder, ["aws-cdk-lib@2.100.0", "constructs@10.3.0"]);
  const { status, stdout, stderr } = spawnSync("node", ["app.cjs"], { cwd: folder, encoding: "utf8" });
  // CDK is minified, and Node quotes the line that threw.
  const text = (stdout + stderr).replace(/^.{1000,}$/gm, "");
  expect(text).toMatch(/client-in-handler[\s\S]*Shop\/Orders/);
  expect(status).toBe(1);
});

const OLD_CODE =
  'const { S3Client } = require("@aws-sdk/client-s3");\nexports.handler = async () => new S3Client({});\n';
const APP_OF_BETA = `const { App, Stack } = require("aws-cdk-lib");
const { Code, Function, Runtime } = require("aws-cdk-lib/aws-lambda");
const { lambdaLint } = require("lambda-lint/cdk");
const app = new App({ policyValidationBeta1: [lambdaLint()] });
const stack = new Stack(app, "Shop");
new Function(stack, "Orders", { code: Code.fromAsset("src"), handler: "index.handler", runtime: Runtime.NODEJS_18_X });
app.synth();
`;

function install(folder: string, packages: readonly string[]): void {
  const flags = ["--ignore-scripts", "--no-audit", "--no-fund"];
  execFileSync("npm", ["install", ...flags, ...packages], { cwd: folder, stdio: "ignore" });
}

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}
