// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation writes its own.
import { describe, expect, test } from "vitest";
import { declared, read } from "./support.js";

const SAM = "AWS::Serverless::Function";

describe("where the code is", () => {
  test.each<[name: string, properties: object, expected: object]>([
    ["S3", { Code: { S3Bucket: "b", S3Key: "k.zip" } }, { kind: "object", bucket: "b", key: "k.zip" }],
    [
      "a bucket of the account",
      { Code: { S3Bucket: { "Fn::Sub": "b-${AWS::AccountId}" }, S3Key: "k.zip" } },
      { kind: "object", bucket: null, key: "k.zip" },
    ],
    ["a key that isn't static", { Code: { S3Bucket: "b", S3Key: { Ref: "Key" } } }, { kind: "unknown" }],
    ["inline", { Code: { ZipFile: "exports" } }, { kind: "inline", text: "exports" }],
    [
      "inline, put together",
      { Code: { ZipFile: { "Fn::Join": ["\n", ["let a;", "a();"]] } } },
      { kind: "inline", text: "let a;\na();" },
    ],
    ["inline, not static", { Code: { ZipFile: { "Fn::Sub": "'${AWS::Region}'" } } }, { kind: "unknown" }],
    ["a path", { Code: "./build" }, { kind: "path", path: "./build" }],
    ["an image", { Code: { ImageUri: "x" } }, { kind: "image" }],
    ["an image by its type", { PackageType: "Image", Code: "./here" }, { kind: "image" }],
    ["nothing", {}, { kind: "unknown" }],
  ])("%s", async (_name, properties, expected) => {
    expect((await declared(properties)).code).toEqual(expected);
  });

  test.each<[name: string, properties: object, expected: object]>([
    ["a path", { CodeUri: "build/" }, { kind: "path", path: "build/" }],
    ["nothing", {}, { kind: "unknown" }],
    ["S3", { CodeUri: "s3://bucket/a/key" }, { kind: "object", bucket: "bucket", key: "a/key" }],
    ["S3, in parts", { CodeUri: { Bucket: "b", Key: "k" } }, { kind: "object", bucket: "b", key: "k" }],
    ["inline", { InlineCode: "exports" }, { kind: "inline", text: "exports" }],
    ["an image", { ImageUri: "x", PackageType: "Image" }, { kind: "image" }],
    ["not static", { CodeUri: { Ref: "Code" } }, { kind: "unknown" }],
  ])("of SAM: %s", async (_name, properties, expected) => {
    expect((await declared(properties, { type: SAM })).code).toEqual(expected);
  });

  test("a CDK asset's metadata says it, unless sam build wrote a path since", async () => {
    const metadata = { "aws:asset:path": "asset.1", "aws:cdk:path": "App/Fn/Resource" };
    const packaged = await declared({ Code: { S3Bucket: "b", S3Key: "k" } }, { metadata });
    expect(packaged.code).toEqual({ kind: "path", path: "asset.1" });
    expect(packaged.settings.constructPath).toBe("App/Fn/Resource");
    expect((await declared({ Code: "Fn" }, { metadata })).code).toEqual({ kind: "path", path: "Fn" });
  });

  test("layers and nested stacks have theirs", async () => {
    const { layers, nested } = await read({
      Resources: {
        Cfn: { Type: "AWS::Lambda::LayerVersion", Properties: { Content: { S3Bucket: "b", S3Key: "k" } } },
        Sam: {
          Type: "AWS::Serverless::LayerVersion",
          Metadata: { BuildMethod: "nodejs22.x" },
          Properties: { ContentUri: "layer/" },
        },
        Local: { Type: "AWS::CloudFormation::Stack", Properties: { TemplateURL: "child.yaml" } },
        Remote: {
          Type: "AWS::CloudFormation::Stack",
          Properties: {
            TemplateURL: { "Fn::Sub": "https://s3.${AWS::Region}.${AWS::URLSuffix}/b-${AWS::Region}/k.json" },
          },
        },
        Hosted: {
          Type: "AWS::CloudFormation::Stack",
          Properties: { TemplateURL: "https://bucket.s3.eu-west-1.amazonaws.com/a/k.json" },
        },
        Bought: { Type: "AWS::Serverless::Application", Properties: { Location: { ApplicationId: "a" } } },
      },
    });
    expect(layers.map(({ code, build }) => [code, build])).toEqual([
      [{ kind: "object", bucket: "b", key: "k" }, null],
      [
        { kind: "path", path: "layer/" },
        { method: "nodejs22.x", entryPoints: [] },
      ],
    ]);
    expect(nested.map(({ template }) => template)).toEqual([
      { kind: "path", path: "child.yaml" },
      { kind: "object", bucket: null, key: "k.json" },
      { kind: "object", bucket: "bucket", key: "a/k.json" },
      { kind: "unknown" },
    ]);
  });
});

describe("settings", () => {
  test("are Lambda's defaults where nothing is written", async () => {
    expect(await declared({})).toMatchObject({
      handler: null,
      runtime: null,
      architecture: "x86_64",
      memory: 128,
      timeout: 3,
      layers: [],
      settings: {
        environment: new Map(),
        tracing: "PassThrough",
        snapStart: "None",
        events: [],
        provisioned: [],
      },
      build: null,
    });
  });

  test("are null where they aren't static", async () => {
    const bare = { Ref: "Bare" };
    const fn = await declared({
      Architectures: [bare],
      MemorySize: bare,
      Timeout: "soon",
      Layers: bare,
      Environment: bare,
      TracingConfig: { Mode: bare },
      SnapStart: bare,
    });
    expect(fn).toMatchObject({
      architecture: null,
      memory: null,
      timeout: null,
      layers: [{ kind: "unknown" }],
      settings: { environment: null, tracing: null, snapStart: null },
    });
  });

  test("are read as they are written", async () => {
    const fn = await declared({
      Architectures: ["arm64"],
      MemorySize: "1024",
      Timeout: 29,
      Environment: { Variables: { A: "a", B: 1, C: true, D: { Ref: "Table" } } },
      TracingConfig: { Mode: "Active" },
      SnapStart: { ApplyOn: "PublishedVersions" },
    });
    expect(fn).toMatchObject({ architecture: "arm64", memory: 1024, timeout: 29 });
    expect(fn.settings).toMatchObject({ tracing: "Active", snapStart: "PublishedVersions" });
    expect([...(fn.settings.environment ?? [])]).toEqual([
      ["A", "a"],
      ["B", "1"],
      ["C", "true"],
      ["D", null],
    ]);
  });

  test.each([
    ["Active", "Active"],
    ["PassThrough", "PassThrough"],
    ["Disabled", "PassThrough"],
    ["Sometimes", null],
  ])("SAM's tracing %s is %s", async (Tracing, expected) => {
    expect((await declared({ Tracing }, { type: SAM })).settings.tracing).toBe(expected);
  });

  test("sam build's own are read, unless it is told to leave the code alone", async () => {
    const metadata = { BuildMethod: "esbuild", BuildProperties: { EntryPoints: ["a.ts", { Ref: "B" }] } };
    expect((await declared({}, { type: SAM, metadata })).build).toEqual({
      method: "esbuild",
      entryPoints: ["a.ts"],
    });
    expect((await declared({}, { type: SAM, metadata: { ...metadata, SkipBuild: true } })).build).toBeNull();
  });
});

describe("Globals", () => {
  const Globals = {
    Function: {
      Runtime: "nodejs22.x",
      MemorySize: 256,
      CodeUri: { Bucket: "b", Key: "k" },
      Tracing: { Ref: "Bare" },
      Layers: ["arn:aws:lambda:eu-west-1:1:layer:a:1"],
      Environment: { Variables: { A: "global", B: "global", C: { "Fn::Sub": "x" } } },
    },
  };

  test("are merged: mappings by key, lists one after the other, all else overridden", async () => {
    const fn = await declared(
      {
        MemorySize: 512,
        CodeUri: "here",
        Layers: ["arn:aws:lambda:eu-west-1:1:layer:b:1"],
        Environment: { Variables: { B: "own", C: { "Fn::Sub": "own" }, D: "own" } },
      },
      { type: SAM, Globals },
    );
    expect(fn).toMatchObject({ runtime: "nodejs22.x", memory: 512, code: { kind: "path", path: "here" } });
    expect(fn.settings.tracing).toBeNull();
    expect(fn.layers.map((layer) => (layer.kind === "arn" ? layer.arn.split(":")[6] : layer))).toEqual([
      "a",
      "b",
    ]);
    expect(Object.fromEntries(fn.settings.environment ?? [])).toEqual({
      A: "global",
      B: "own",
      C: "own",
      D: "own",
    });
  });

  test("leave plain CloudFormation, and those who ignore them, alone", async () => {
    const sam = { Type: SAM, IgnoreGlobals: ["Runtime"], Properties: {} };
    const none = { Type: SAM, IgnoreGlobals: "*", Properties: {} };
    const cfn = { Type: "AWS::Lambda::Function", Properties: {} };
    const { functions } = await read({ Globals, Resources: { sam, none, cfn } });
    expect(functions.map(({ runtime, memory }) => [runtime, memory])).toEqual([
      [null, 256],
      [null, 128],
      [null, 128],
    ]);
  });
});
