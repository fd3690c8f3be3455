// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation writes its own.
import { describe, expect, test } from "vitest";
import { declared } from "./support.js";

const ARN = { "Fn::GetAtt": ["Fn", "Arn"] };
const URI = (arn: unknown) => ({
  "Fn::Join": [
    "",
    [
      "arn:aws:apigateway:",
      { Ref: "AWS::Region" },
      ":lambda:path/2015-03-31/functions/",
      arn,
      "/invocations",
    ],
  ],
});

/** "type: qualified?" of what a template says invokes `Fn`. */
async function events(resources: object, properties: object = {}, type?: string): Promise<readonly string[]> {
  const fn = await declared(properties, { Resources: resources, ...(type === undefined ? {} : { type }) });
  return fn.settings.events.map((event) => `${event.type}: ${event.qualified}`);
}

describe("what invokes a function", () => {
  test.each<[type: string, properties: object, expected: string]>([
    ["AWS::ApiGateway::Method", { Integration: { Uri: URI(ARN) } }, "rest-api"],
    [
      "AWS::ApiGateway::RestApi",
      { Body: { paths: { "/": { get: { "x-amazon-apigateway-integration": { uri: URI(ARN) } } } } } },
      "rest-api",
    ],
    [
      "AWS::Serverless::HttpApi",
      {
        DefinitionBody: { paths: { "/": { get: { "x-amazon-apigateway-integration": { uri: URI(ARN) } } } } },
      },
      "http-api",
    ],
    ["AWS::ApiGatewayV2::Integration", { ApiId: { Ref: "Http" }, IntegrationUri: ARN }, "http-api"],
    [
      "AWS::ApiGatewayV2::Integration",
      { ApiId: { Ref: "Socket" }, IntegrationUri: URI(ARN) },
      "websocket-api",
    ],
    ["AWS::ApiGatewayV2::Integration", { ApiId: { Ref: "Elsewhere" }, IntegrationUri: ARN }, "other"],
    ["AWS::Serverless::WebSocketApi", { Routes: { $connect: { FunctionArn: ARN } } }, "websocket-api"],
    ["AWS::Serverless::WebSocketApi", { Auth: { AuthArn: ARN } }, "other"],
    ["AWS::Lambda::Url", { TargetFunctionArn: ARN }, "function-url"],
    [
      "AWS::ElasticLoadBalancingV2::TargetGroup",
      { TargetType: "lambda", Targets: [{ Id: ARN }] },
      "load-balancer",
    ],
    [
      "AWS::Lambda::EventSourceMapping",
      { FunctionName: { Ref: "Fn" }, EventSourceArn: { "Fn::GetAtt": ["Queue", "Arn"] } },
      "queue",
    ],
    [
      "AWS::Lambda::EventSourceMapping",
      { FunctionName: ARN, EventSourceArn: "arn:aws:sqs:eu-west-1:1:q" },
      "queue",
    ],
    [
      "AWS::Lambda::EventSourceMapping",
      { FunctionName: ARN, EventSourceArn: { Ref: "Bare" }, StartingPosition: "LATEST" },
      "stream",
    ],
    [
      "AWS::Lambda::EventSourceMapping",
      { FunctionName: ARN, EventSourceArn: { "Fn::Sub": "arn:aws:kinesis:${AWS::Region}:1:s" } },
      "stream",
    ],
    [
      "AWS::Lambda::EventSourceMapping",
      { FunctionName: ARN, EventSourceArn: "arn:aws:mq:eu-west-1:1:b" },
      "other",
    ],
    ["AWS::Events::Rule", { ScheduleExpression: "rate(1 day)", Targets: [{ Arn: ARN }] }, "schedule"],
    ["AWS::Events::Rule", { EventPattern: {}, Targets: [{ Arn: ARN }] }, "other"],
    ["AWS::Scheduler::Schedule", { Target: { Arn: ARN } }, "schedule"],
    ["AWS::SNS::Subscription", { Protocol: "lambda", Endpoint: ARN }, "other"],
    ["AWS::SNS::Topic", { Subscription: [{ Endpoint: ARN }] }, "other"],
    [
      "AWS::S3::Bucket",
      { NotificationConfiguration: { LambdaConfigurations: [{ Function: ARN }] } },
      "other",
    ],
    [
      "Custom::S3BucketNotifications",
      { NotificationConfiguration: { LambdaFunctionConfigurations: [{ LambdaFunctionArn: ARN }] } },
      "other",
    ],
    ["AWS::Cognito::UserPool", { LambdaConfig: { PreSignUp: ARN } }, "other"],
    ["AWS::Logs::SubscriptionFilter", { DestinationArn: ARN }, "other"],
    ["AWS::AppSync::DataSource", { LambdaConfig: { LambdaFunctionArn: ARN } }, "other"],
    ["AWS::IoT::TopicRule", { TopicRulePayload: { Actions: [{ Lambda: { FunctionArn: ARN } }] } }, "other"],
    ["AWS::ApiGateway::Authorizer", { AuthorizerUri: URI(ARN) }, "other"],
  ])("%s", async (Type, Properties, expected) => {
    const Http = { Type: "AWS::ApiGatewayV2::Api", Properties: { ProtocolType: "HTTP" } };
    const Socket = { Type: "AWS::ApiGatewayV2::Api", Properties: { ProtocolType: "WEBSOCKET" } };
    const Queue = { Type: "AWS::SQS::Queue" };
    const Other = { Type: "AWS::Lambda::Function", Properties: {} };
    expect(await events({ Source: { Type, Properties }, Http, Socket, Queue, Other })).toEqual([
      `${expected}: false`,
    ]);
  });

  test.each<[type: string, properties: object, expected: string]>([
    ["Api", {}, "rest-api"],
    ["HttpApi", {}, "http-api"],
    ["SQS", {}, "queue"],
    ["Kinesis", {}, "stream"],
    ["DynamoDB", {}, "stream"],
    ["MSK", {}, "stream"],
    ["Schedule", {}, "schedule"],
    ["ScheduleV2", {}, "schedule"],
    ["SNS", {}, "other"],
    ["SNS", { SqsSubscription: true }, "queue"],
    ["SNS", { SqsSubscription: false }, "other"],
    ["S3", {}, "other"],
  ])("SAM's own %s %j", async (Type, Properties, expected) => {
    expect(await events({}, { Events: { One: { Type, Properties } } }, "AWS::Serverless::Function")).toEqual([
      `${expected}: false`,
    ]);
  });

  test("is counted once, and is nobody's where it names no function of the template", async () => {
    const method = (arn: unknown) => ({
      Type: "AWS::ApiGateway::Method",
      Properties: { Integration: { Uri: URI(arn) } },
    });
    const resources = {
      A: method(ARN),
      B: method(ARN),
      C: method("arn:aws:lambda:eu-west-1:1:function:elsewhere"),
    };
    expect(await events(resources)).toEqual(["rest-api: false"]);
  });
});

describe("an alias or version is a qualifier", () => {
  const Live = { Type: "AWS::Lambda::Alias", Properties: { FunctionName: { Ref: "Fn" }, Name: "live" } };
  const Version = {
    Type: "AWS::Lambda::Version",
    Properties: { FunctionName: { "Fn::GetAtt": ["Fn", "Arn"] } },
  };
  const Circle = {
    Type: "AWS::Lambda::Alias",
    Properties: { FunctionName: { Ref: "Circle" }, Name: "circle" },
  };

  const Round = { Type: "AWS::Lambda::Alias", Properties: { FunctionName: { "Fn::Sub": "${Round}:x" } } };

  test.each<[name: string, target: unknown, expected: readonly string[]]>([
    ["the function", ARN, ["function-url: false"]],
    ["its alias", { Ref: "Live" }, ["function-url: true"]],
    ["its version", { Ref: "Version" }, ["function-url: true"]],
    ["an alias by name", { "Fn::Sub": "${Fn.Arn}:live" }, ["function-url: true"]],
    ["an alias that isn't static", { "Fn::Sub": "${Fn.Arn}:${Stage}" }, ["function-url: true"]],
    ["the newest version", { "Fn::Sub": "${Fn.Arn}:$LATEST" }, ["function-url: false"]],
    ["something appended", { "Fn::Sub": "${Fn.Arn}${Suffix}" }, ["function-url: null"]],
    ["its name", "named", ["function-url: false"]],
    ["its name, with an alias", "named:live", ["function-url: true"]],
    [
      "its ARN",
      { "Fn::Sub": "arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:named" },
      ["function-url: false"],
    ],
    ["an invocation URI", URI("arn:aws:lambda:eu-west-1:1:function:named:live"), ["function-url: true"]],
    ["its role", { "Fn::GetAtt": ["Fn", "Role"] }, []],
    ["an alias of itself", { Ref: "Circle" }, []],
    ["aliases in a circle", { Ref: "Round" }, []],
    ["what isn't static", { "Fn::ImportValue": "x" }, []],
  ])("%s", async (_name, TargetFunctionArn, expected) => {
    const Url = { Type: "AWS::Lambda::Url", Properties: { TargetFunctionArn } };
    expect(await events({ Url, Live, Version, Circle, Round }, { FunctionName: "named" })).toEqual(expected);
  });

  test("of a URL is a property of its own", async () => {
    const Url = { Type: "AWS::Lambda::Url", Properties: { TargetFunctionArn: ARN, Qualifier: "live" } };
    expect(await events({ Url })).toEqual(["function-url: true"]);
  });

  test("that SAM publishes stands before the function", async () => {
    const properties = { AutoPublishAlias: "live", Events: { A: { Type: "Api" } }, FunctionUrlConfig: {} };
    const Rule = { Type: "AWS::Events::Rule", Properties: { Targets: [{ Arn: { Ref: "Fn.Alias" } }] } };
    expect(await events({ Rule }, properties, "AWS::Serverless::Function")).toEqual([
      "rest-api: true",
      "function-url: true",
      "other: true",
    ]);
    expect(
      await events({}, { ...properties, AutoPublishAlias: { Ref: "Bare" } }, "AWS::Serverless::Function"),
    ).toEqual(["rest-api: null", "function-url: null"]);
  });
});

describe("provisioned concurrency", () => {
  const config = (amount: unknown) => ({
    ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: amount },
  });
  const of = async (resources: object, properties: object = {}, type = "AWS::Lambda::Function") =>
    (await declared(properties, { Resources: resources, type })).settings.provisioned;

  test("is an alias's or a version's", async () => {
    const alias = {
      Type: "AWS::Lambda::Alias",
      Properties: { FunctionName: ARN, Name: "live", ...config(5) },
    };
    const version = {
      Type: "AWS::Lambda::Version",
      Properties: { FunctionName: ARN, ...config({ Ref: "Bare" }) },
    };
    const cold = { Type: "AWS::Lambda::Alias", Properties: { FunctionName: ARN, Name: "cold" } };
    expect(await of({ alias, version, cold })).toEqual([
      { qualifier: "live", amount: 5 },
      { qualifier: "version", amount: null },
    ]);
  });

  test("is SAM's alias's", async () => {
    expect(await of({}, { AutoPublishAlias: "live", ...config(2) }, "AWS::Serverless::Function")).toEqual([
      { qualifier: "live", amount: 2 },
    ]);
  });

  test("is what scales an alias", async () => {
    const ResourceId = { "Fn::Sub": "function:${Fn}:live" };
    const target = {
      Type: "AWS::ApplicationAutoScaling::ScalableTarget",
      Properties: { ScalableDimension: "lambda:function:ProvisionedConcurrency", ResourceId, MinCapacity: 3 },
    };
    const table = {
      ...target,
      Properties: { ...target.Properties, ScalableDimension: "dynamodb:table:ReadCapacityUnits" },
    };
    expect(await of({ target, table })).toEqual([{ qualifier: "live", amount: 3 }]);
  });
});
