import { execFileSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lint, type Report } from "../../src/index.js";
import { expectExactSizes } from "../support/identity.js";
import { keepTrimmedService } from "./trim-service.js";

/*
 * Version 4 writes the same files, but packages nothing without an account: it can't be run here.
 */
const PACKAGES = ["serverless@3.40.0", "serverless-esbuild@1.57.2", "esbuild@0.25.12"];
const SERVICES = join(import.meta.dirname, "../../fixtures/serverless");
const ROOT = join(import.meta.dirname, "../..");
const STATE = "serverless-state.json";
const TEMPLATE = "cloudformation-template-update-stack.json";

interface Resource {
  readonly Type: string;
  readonly Properties: {
    readonly Handler?: string;
    readonly Runtime?: string;
    readonly MemorySize?: number;
    readonly Timeout?: number;
    readonly Architectures?: readonly string[];
    readonly Layers?: readonly unknown[];
    readonly Code: { readonly S3Key?: string; readonly ImageUri?: string };
  };
}

const root = realpathSync(mkdtempSync(join(tmpdir(), "lambda-lint-serverless-")));
afterAll(() => rmSync(root, { recursive: true, force: true }));
beforeAll(() => {
  writeFileSync(join(root, "package.json"), '{ "name": "tools", "private": true }\n');
  run("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", ...PACKAGES], root);
});

describe.each(readdirSync(SERVICES))("serverless package: %s", (name) => {
  const project = join(root, name);
  let report: Report;
  let resources: readonly (readonly [string, Resource])[] = [];
  let keys: readonly string[] = [];

  beforeAll(async () => {
    cpSync(join(SERVICES, name), project, {
      recursive: true,
      filter: (path) => basename(path) !== ".serverless",
    });
    serverless(["package"], project);
    if (process.env.UPDATE_FIXTURES === "1") keepTrimmedService(project, join(SERVICES, name, ".serverless"));
    const read = (file: string) => JSON.parse(readFileSync(join(project, ".serverless", file), "utf8"));
    resources = Object.entries(read(TEMPLATE).Resources as Record<string, Resource>).filter(
      ([, { Type }]) => Type === "AWS::Lambda::Function",
    );
    keys = Object.keys(read(STATE).service.functions);
    report = await lint([".serverless"], { cwd: project, config: {}, asOf: "2026-11-20" });
    expectExactSizes(report);
  });

  it("every function that is deployed is found, with its settings and zip, and none is invented", () => {
    const expected = resources
      .map(([, { Properties }]) => Properties)
      .filter(({ Code }) => Code.ImageUri === undefined)
      .map(({ Handler, Runtime, MemorySize, Timeout, Architectures, Layers, Code }) => [
        ...[Handler, Runtime, MemorySize ?? 128, Timeout ?? 3, Architectures?.[0] ?? "x86_64"],
        ...[Code.S3Key === undefined ? "inline" : basename(Code.S3Key), Layers?.length ?? 0],
      ]);
    const found = report.functions.map((fn) => [
      ...[fn.handler, fn.runtime, fn.memory, fn.timeout, fn.architecture],
      fn.artifact.includes("#") ? "inline" : basename(fn.artifact),
      // An ARN's files are elsewhere.
      fn.layers.length + (fn.name === "report" ? 1 : 0),
    ]);
    expect(found.map(String).sort()).toEqual(expected.map(String).sort());
    expect(report.problems.filter(({ level }) => level === "error")).toEqual([]);
  });

  it("they are called as in serverless.yml", () => {
    const said = [
      ...report.functions.map((fn) => fn.name),
      ...report.problems.map(({ message }) => message.split(":")[0]),
    ];
    for (const key of keys) expect(said).toContain(key);
  });

  it("serverless.yml alone says the same", async () => {
    const unbuilt = await lint(["serverless.yml"], { cwd: project, config: {}, asOf: "2026-11-20" });
    const settings = ({ functions }: Report) =>
      functions
        .filter(({ name: key, runtime }) => keys.includes(key) && runtime?.startsWith("nodejs") === true)
        .map((fn) => [fn.name, fn.handler, fn.runtime, fn.architecture, fn.memory, fn.timeout].join(" "));
    expect(settings(unbuilt)).toEqual(settings(report));
    expect(settings(unbuilt).length).toBeGreaterThan(1);
  });

  it("what is packaged elsewhere is found there", async () => {
    serverless(["package", "--package", "release"], project);
    const moved = await lint(["release"], { cwd: project, config: {}, asOf: "2026-11-20" });
    expect(moved.functions.map((fn) => fn.name)).toEqual(report.functions.map((fn) => fn.name));
    expect(moved.problems.filter(({ level }) => level === "error")).toEqual([]);
  });
});

it("the README's plugin for serverless-esbuild fails a package with a finding, and passes one without", () => {
  const project = join(root, "plugged");
  const installed = join(root, "node_modules/lambda-lint");
  mkdirSync(join(project, "src"), { recursive: true });
  for (const one of ["dist", "package.json"])
    cpSync(join(ROOT, one), join(installed, one), { recursive: true });
  const readme = readFileSync(join(ROOT, "README.md"), "utf8");
  const [, plugins = ""] = /```js\n(\/\/ esbuild-plugins\.cjs\n.*?)```/s.exec(readme) ?? [];
  const [, yaml = ""] = /```yaml\n(# serverless\.yml\n.*?)```/s.exec(readme) ?? [];
  writeFileSync(join(project, "esbuild-plugins.cjs"), plugins);
  writeFileSync(
    join(project, "serverless.yml"),
    `service: shop\nprovider: { name: aws, runtime: nodejs20.x }\nfunctions:\n  orders: { handler: src/orders.handler }\n${yaml}`,
  );
  writeFileSync(join(project, "package.json"), '{ "name": "shop", "private": true }');
  const client = 'import { S3Client } from "@aws-sdk/client-s3";\n';
  const packageWith = (code: string) => {
    writeFileSync(join(project, "src/orders.ts"), client + code);
    serverless(["package"], project);
  };
  const told = (() => {
    try {
      packageWith("export const handler = async () => new S3Client({}).config;\n");
      return "";
    } catch (error) {
      const { stdout, stderr } = error as { readonly stdout: Buffer; readonly stderr: Buffer };
      return `${stdout}${stderr}`;
    }
  })();
  expect(told).toContain("is built on every invocation");
  packageWith("const client = new S3Client({});\nexport const handler = async () => client.config;\n");
  expect(readdirSync(join(project, ".serverless"))).toContain("shop.zip");
});

function serverless(args: readonly string[], project: string): void {
  run("node", [join(root, "node_modules/serverless/bin/serverless.js"), ...args], project);
}

/** Neither network nor account: what asks for one is told off, or answered here. */
function run(command: string, args: readonly string[], cwd: string): void {
  const offline = join(import.meta.dirname, "serverless-offline.cjs");
  const env = {
    ...process.env,
    ...{ SLS_TELEMETRY_DISABLED: "1", SLS_TRACKING_DISABLED: "1", SLS_NOTIFICATIONS_MODE: "off" },
    ...{ AWS_ACCESS_KEY_ID: "none", AWS_SECRET_ACCESS_KEY: "none", AWS_EC2_METADATA_DISABLED: "true" },
    ...(command === "npm" ? {} : { NODE_OPTIONS: `--require ${JSON.stringify(offline)}` }),
  };
  execFileSync(command, [...args], { cwd, env, stdio: "pipe" });
}
