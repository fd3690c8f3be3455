import { describe, expect, it } from "vitest";
import { readTemplate } from "../../src/template/read-template.js";

const read = (template: unknown, given?: ReadonlyMap<string, string>) =>
  readTemplate(JSON.stringify(template), "template.json", given);

const LAYER = { Type: "AWS::Lambda::LayerVersion", Properties: { Content: { S3Key: "layer.zip" } } };
const fn = (...layers: readonly unknown[]) => ({
  Type: "AWS::Lambda::Function",
  Properties: { Code: { S3Key: { Ref: "Key" } }, Layers: layers },
});

describe("what stacks hand to each other", () => {
  it("says where a layer comes from: the template, a parameter, an export, a nested stack", async () => {
    const { functions } = await read({
      Resources: {
        Shared: LAYER,
        Orders: fn(
          { Ref: "Shared" },
          { Ref: "Given" },
          { "Fn::ImportValue": "Base:Layer" },
          { "Fn::GetAtt": ["Inner", "Outputs.Layer"] },
          { "Fn::GetAtt": ["Shared", "Arn"] },
          { "Fn::ImportValue": { Ref: "Given" } },
        ),
        Inner: { Type: "AWS::CloudFormation::Stack", Properties: { TemplateURL: "inner.json" } },
      },
    });
    expect(functions[0]?.layers).toEqual([
      { kind: "declared", logicalId: "Shared" },
      { kind: "parameter", name: "Given" },
      { kind: "import", name: "Base:Layer" },
      { kind: "output", stack: "Inner", name: "Layer" },
      { kind: "unknown" },
      { kind: "unknown" },
    ]);
  });

  it("says what a nested stack is given and what a template exports", async () => {
    const { nested, outputs } = await read({
      Resources: {
        Shared: LAYER,
        Inner: {
          Type: "AWS::CloudFormation::Stack",
          Properties: { TemplateURL: "inner.json", Parameters: { Layer: { Ref: "Shared" }, Stage: "prod" } },
        },
      },
      Outputs: {
        Layer: { Value: { Ref: "Shared" }, Export: { Name: { "Fn::Sub": "base-layer" } } },
        Own: { Value: { "Fn::GetAtt": ["Inner", "Arn"] } },
      },
    });
    expect(nested[0]?.parameters).toEqual(
      new Map<string, unknown>([
        ["Layer", { kind: "declared", logicalId: "Shared" }],
        ["Stage", "prod"],
      ]),
    );
    expect(outputs).toEqual([
      { name: "Layer", export: "base-layer", layer: { kind: "declared", logicalId: "Shared" } },
      { name: "Own", export: null, layer: { kind: "unknown" } },
    ]);
  });

  it("puts given parameters before their defaults, and only those that the template has", async () => {
    const template = { Parameters: { Key: { Type: "String", Default: "old.zip" } }, Resources: { A: fn() } };
    const codeOf = async (given?: ReadonlyMap<string, string>) =>
      (await read(template, given)).functions[0]?.code;
    expect(await codeOf()).toEqual({ kind: "object", bucket: null, key: "old.zip" });
    expect(await codeOf(new Map([["Key", "new.zip"]]))).toEqual({
      kind: "object",
      bucket: null,
      key: "new.zip",
    });
    expect(await codeOf(new Map([["Other", "x"]]))).toEqual({ kind: "object", bucket: null, key: "old.zip" });
  });
});
