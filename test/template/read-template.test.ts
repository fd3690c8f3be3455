import { describe, expect, it } from "vitest";
import { InputError } from "../../src/errors.js";
import { readTemplate } from "../../src/template/read-template.js";

const SAM = `
AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::Serverless-2016-10-31
Parameters:
  Memory: { Type: Number, Default: 512 }
  Bucket: { Type: String }
Globals:
  Function:
    Runtime: nodejs22.x
    Timeout: 10
    Layers: [!Ref Shared]
    Environment: { Variables: { LOG_LEVEL: info } }
Conditions:
  Never: !Equals [a, b]
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Metadata: { BuildMethod: esbuild, BuildProperties: { EntryPoints: [orders.ts] } }
    Properties:
      CodeUri: orders/
      Handler: orders.handler
      MemorySize: !Ref Memory
      Layers: [!Sub "arn:aws:lambda:\${AWS::Region}:1:layer:powertools:3"]
      Environment: { Variables: { TABLE: !Ref Table, NAME: !Sub "orders-\${Memory}" } }
      AutoPublishAlias: live
      ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 2 }
      Events:
        Get: { Type: Api, Properties: { Path: /, Method: get } }
  Old: { Type: AWS::Serverless::Function, Condition: Never, Properties: { CodeUri: old } }
  Shared: { Type: AWS::Serverless::LayerVersion, Properties: { ContentUri: layers/shared } }
  Table: { Type: AWS::DynamoDB::Table }
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { FunctionName: !GetAtt Orders.Arn, EventSourceArn: !GetAtt Queue.Arn }
  Queue: { Type: AWS::SQS::Queue }
  Child: { Type: AWS::Serverless::Application, Properties: { Location: child/template.yaml } }
`;

describe("readTemplate", () => {
  it("reads a SAM template", async () => {
    const template = await readTemplate(SAM, "template.yaml");
    expect(template).toEqual({
      path: "template.yaml",
      functions: [
        {
          logicalId: "Orders",
          code: { kind: "path", path: "orders/" },
          handler: "orders.handler",
          runtime: "nodejs22.x",
          architecture: "x86_64",
          memory: 512,
          timeout: 10,
          layers: [
            { kind: "declared", logicalId: "Shared" },
            { kind: "arn", arn: `arn:aws:lambda:\${AWS::Region}:1:layer:powertools:3` },
          ],
          settings: {
            line: 16,
            constructPath: null,
            environment: new Map([
              ["LOG_LEVEL", "info"],
              ["TABLE", null],
              ["NAME", "orders-512"],
            ]),
            tracing: "PassThrough",
            snapStart: "None",
            events: [
              { type: "rest-api", qualified: true },
              { type: "queue", qualified: false },
            ],
            provisioned: [{ qualifier: "live", amount: 2 }],
          },
          build: { method: "esbuild", entryPoints: ["orders.ts"] },
        },
      ],
      layers: [{ logicalId: "Shared", line: 30, code: { kind: "path", path: "layers/shared" }, build: null }],
      nested: [
        {
          logicalId: "Child",
          line: 36,
          template: { kind: "path", path: "child/template.yaml" },
          parameters: new Map(),
        },
      ],
      outputs: [],
      problems: [],
    });
  });

  it("says where YAML is broken", async () => {
    const error = await readTemplate("Resources:\n  A: [1\n  B: 2\n", "template.yaml").catch((one) => one);
    expect(error).toBeInstanceOf(InputError);
    expect(error.problem).toMatchObject({ code: "invalid-yaml", line: 3 });
  });

  it("refuses what is no template", async () => {
    await expect(readTemplate('{"inputs":{}}', "meta.json")).rejects.toMatchObject({
      problem: { code: "not-a-template" },
    });
  });
});
