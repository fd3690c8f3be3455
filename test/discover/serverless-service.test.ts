// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of serverless.yml look like it
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { isServiceFile, readService } from "../../src/discover/serverless-service.js";
import { FIXTURES } from "../support/fixture.js";
import { type Tree, writeTree } from "../support/tree.js";
import { functionsOf, linted, problemsOf } from "./support.js";

const BUILDS = join(FIXTURES, "serverless");
const only = ["artifact-size"];

async function service(text: string, files: Tree = {}) {
  const cwd = writeTree({ "serverless.yml": text, ...files });
  return readService(join(cwd, "serverless.yml"), cwd);
}

describe("against what the framework itself made of it", () => {
  test.each(readdirSync(BUILDS))("%s: the same functions with the same settings", async (build) => {
    const cwd = join(BUILDS, build);
    const packaged = (await linted(cwd, [".serverless"], { only })).functions;
    const read = (await readService(join(cwd, "serverless.yml"), cwd)).functions;
    const settings = (fn: Pick<(typeof packaged)[number], keyof typeof KEYS>) =>
      Object.fromEntries(Object.keys(KEYS).map((key) => [key, fn[key as keyof typeof KEYS]]));
    const bySls = packaged.filter(({ name }) => read.some((fn) => fn.name === name)).map(settings);
    const byName = (a: { name?: unknown }, b: { name?: unknown }) =>
      String(a.name) < String(b.name) ? -1 : 1;
    expect(
      read
        .filter(({ isContainer }) => !isContainer)
        .map(settings)
        .sort(byName),
    ).toEqual(bySls);
    expect(bySls.length).toBeGreaterThan(1);
  });

  const KEYS = { name: 0, handler: 0, runtime: 0, architecture: 0, memory: 0, timeout: 0 };
});

test("a service that isn't packaged is linted from its sources", async () => {
  const CLIENT = 'import { S3Client } from "@aws-sdk/client-s3";\n';
  const cwd = writeTree({
    "serverless.yml": [
      "provider: { name: aws, runtime: nodejs22.x, memorySize: 256 }",
      "functions:",
      "  orders: { handler: src/orders.create, timeout: 29 }",
      "  report: { handler: report.main, runtime: python3.12 }",
      "  legacy: { handler: index.handler, package: { artifact: legacy.zip } }",
      "  gone: { handler: src/gone.handler }",
      "  image: { image: repository/shop }",
    ].join("\n"),
    "src/orders.ts": `${CLIENT}export const create = async () => new S3Client({}).config.region();\n`,
  });
  const report = await linted(cwd, ["serverless.yml"], { only: ["client-in-handler"] });
  expect(functionsOf(report)).toEqual([
    "gone: source . src/gone.handler",
    "orders: source . src/orders.create",
  ]);
  expect(report.functions[1]).toMatchObject({ template: "serverless.yml", memory: 256, timeout: 29 });
  expect(report.findings.map(({ functions, location }) => [functions, location?.path])).toEqual([
    [["orders"], "src/orders.ts"],
  ]);
  expect(problemsOf(report)).toEqual([
    "error code-missing legacy.zip",
    "note handler-file-missing serverless.yml",
    "note not-node serverless.yml",
    "note container-function serverless.yml",
  ]);
});

describe("variables", () => {
  const SERVICE = (value: string) => `
service: shop
provider: { name: aws, stage: prod, region: eu-west-1 }
params: { default: { size: 256 }, prod: { tier: gold } }
custom:
  memory: { prod: 1024, dev: 128 }
  stage: \${opt:stage, self:provider.stage}
  name: orders
  again: \${self:custom.name}
  list: [first, second]
  loop: \${self:custom.loop}
  left: \${self:custom.right}
  right: \${self:custom.left}
  nothing: null
functions:
  f: { handler: x.y, environment: { VALUE: ${JSON.stringify(value)} } }
`;
  test.each<[string, string | null]>([
    ["plain", "plain"],
    ["${self:custom.name}", "orders"],
    ["${self:custom.again}-${self:provider.stage}!", "orders-prod!"],
    ["${self:custom.memory.${self:custom.stage}}", "1024"],
    ["${self:custom.list.1}", "second"],
    ["${self:custom.nowhere, 'a, b'}", "a, b"],
    ["${self:custom.nothing, 7}", "7"],
    ['${self:custom.nowhere, self:custom.nowhere2, "x}y"}', "x}y"],
    ["${opt:stage, 'dev'}", "dev"],
    ["${opt:stage, ${self:custom.name}}", "orders"],
    ["${env:LEVEL, 'in-${self:custom.name}'}", "in-orders"],
    ["${opt:x, env:Y, true}", "true"],
    ["${sls:stage}", "prod"],
    ["${param:size}/${param:tier}", "256/gold"],
    ["${param:none, 'd'}", "d"],
    ["${file(./values.yml):deep.key}", "from-orders"],
    ["${file(values.json):n}", "5"],
    ["open ${self:custom.name", "open ${self:custom.name"],
    // What nobody knows before a deployment.
    ["${opt:stage}", null],
    ["${env:LEVEL}", null],
    ["a-${env:LEVEL}", null],
    ["${ssm:/shop/key, 'd'}", null],
    ["${cf:stack.Output}", null],
    ["${param:none}", null],
    ["${file(./gone.yml):key, 'd'}", null],
    ["${file(./code.js):key}", null],
    ["${AWS::Region}", null],
    ["${sls:instanceId}", null],
    ["${self:custom.memory}", null],
    ["${self:custom.loop}", null],
    ["${self:custom.left}", null],
    ["${}", null],
    ["${self:custom.name}".repeat(30_000), "orders".repeat(30_000)],
    ["${".repeat(20_000), "${".repeat(20_000)],
    [`${"${self:".repeat(2_000)}${"}".repeat(2_000)}`, null],
  ])("%.60s is %.40s", async (value, expected) => {
    const { functions } = await service(SERVICE(value), {
      "values.yml": "deep: { key: 'from-${self:custom.name}' }\n",
      "values.json": '{ "n": 5 }',
      "code.js": "throw new Error('executed');\n",
    });
    expect(functions[0]?.settings.environment?.get("VALUE")).toBe(expected);
  });

  test("one that means billions of others is given up", async () => {
    const levels = Array.from(
      { length: 25 },
      (_, n) => `  l${n}: \${self:custom.l${n + 1}}\${self:custom.l${n + 1}}`,
    );
    const text = `custom:\n${levels.join("\n")}\n  l25: x\nfunctions: { f: { handler: "\${self:custom.l0}" } }\n`;
    expect((await service(text)).functions[0]?.handler).toBeNull();
  });
});

describe("a function", () => {
  test("has the framework's defaults, its provider's settings, or its own", async () => {
    const { functions } = await service(`
provider:
  name: aws
  runtime: nodejs22.x
  environment: { STAGE: dev, TABLE: !Ref Table }
  tracing: { lambda: true }
  layers: [arn:aws:lambda:eu-west-1:123456789012:layer:pandas:4]
layers: { my-shared: { path: layer }, made: { package: { artifact: made.zip } } }
functions:
  - plain: { handler: a.b }
    own:
      handler: c.d
      runtime: nodejs24.x
      architecture: arm64
      memorySize: "512"
      timeout: \${env:TIMEOUT}
      tracing: PassThrough
      environment: { STAGE: prod, N: 1 }
      layers: [!Ref MyDashsharedLambdaLayer, { Ref: MadeLambdaLayer }, { Ref: Elsewhere }, !ImportValue x]
      provisionedConcurrency: 3
      url: true
      events: [{ http: GET /x }, { http: POST /x }, { httpApi: "*" }, { sqs: arn }, websocket, { unheard: 1 }]
  - snap: { handler: e.f, snapStart: true, tracing: true, events: [{ schedule: rate(1 day) }] }
`);
    const [plain, own, snap] = functions;
    expect(functions).toHaveLength(3);
    expect(plain).toMatchObject({
      ...{ runtime: "nodejs22.x", architecture: "x86_64", memory: 1024, timeout: 6, isContainer: false },
      layers: [{ kind: "unknown", name: "arn:aws:lambda:eu-west-1:123456789012:layer:pandas:4" }],
      settings: { tracing: "Active", snapStart: "None", events: [], provisioned: [], line: 10 },
    });
    expect([...(plain?.settings.environment ?? [])]).toEqual([
      ["STAGE", "dev"],
      ["TABLE", null],
    ]);
    expect(own).toMatchObject({
      ...{ runtime: "nodejs24.x", architecture: "arm64", memory: 512, timeout: null },
      layers: [
        { kind: "own", name: "my-shared", path: "layer" },
        { kind: "own", name: "made", path: "made.zip" },
        { kind: "unknown", name: "Elsewhere" },
        { kind: "unknown", name: null },
      ],
      settings: { tracing: "PassThrough", provisioned: [{ qualifier: "provisioned", amount: 3 }] },
    });
    const types = ["rest-api", "http-api", "queue", "websocket-api", "other", "function-url"];
    expect(own?.settings.events).toEqual(types.map((type) => ({ type, qualified: true })));
    expect([...(own?.settings.environment ?? [])]).toEqual([
      ["STAGE", "prod"],
      ["TABLE", null],
      ["N", "1"],
    ]);
    expect(snap?.settings).toMatchObject({
      ...{ snapStart: "PublishedVersions", tracing: "Active" },
      events: [{ type: "schedule", qualified: true }],
    });
  });

  test.each([
    "functions: ${env:FUNCTIONS}",
    "functions: { a: null, b: text, c: [1] }",
    "functions:",
    "functions: 5",
    "{}",
    "- a list",
    "",
  ])("that isn't one is none: %s", async (text) => {
    expect((await service(text)).functions).toEqual([]);
  });
});

test("another cloud's, and what is no YAML, is refused", async () => {
  await expect(service("provider: { name: google }")).rejects.toThrow(/"google"/);
  await expect(service("provider: azure")).rejects.toThrow(/"azure"/);
  await expect(service("functions: [")).rejects.toThrow(/YAML at line 1/);
  const report = await linted(writeTree({ "serverless.yml": "service: x\n" }), ["serverless.yml"], { only });
  expect(problemsOf(report)).toEqual(["note no-functions serverless.yml"]);
});

test.each([
  ["serverless.yml", "", true],
  ["serverless.dev.yaml", "", true],
  ["serverless-api.yml", "", true],
  ["serverless.json", "", true],
  ["orders.yml", "service: orders\nprovider:\n  name: aws\n", true],
  ["template.yml", "Resources: {}\nservice: x\nprovider: y\n", false],
  ["compose.yml", "services: {}\n", false],
  ["serverless.ts", "export default {};", false],
])("%s with %j is one: %s", (name, text, expected) => {
  expect(isServiceFile(join(writeTree({ [name]: text }), name))).toBe(expected);
});
