import type { EventSource } from "../function.js";
import { pollerType } from "./pollers.js";
import type { Resource, Resources } from "./stack.js";
import { fieldOf, itemsOf, joinText, Reference, staticText, type Value, valuesOf } from "./value.js";

type EventType = EventSource["type"];

export interface Invocation {
  readonly type: EventType;
  /** What says which function: an ARN, a name, an invocation URI. */
  readonly target: Value | undefined;
}

/**
 * Resource types that invoke functions, and the properties that say which.
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/, checked 2026-11-21.
 */
export function invocations(resource: Resource, resources: Resources): readonly Invocation[] {
  const at = (...keys: readonly string[]) => resource.property(...keys);
  switch (resource.type) {
    case "AWS::ApiGateway::Method":
      return [{ type: "rest-api", target: at("Integration", "Uri") }];
    case "AWS::ApiGateway::RestApi":
      return inDefinition(at("Body"), "rest-api");
    case "AWS::Serverless::Api":
      return inDefinition(at("DefinitionBody"), "rest-api");
    case "AWS::ApiGatewayV2::Api":
      return inDefinition(at("Body"), "http-api");
    case "AWS::Serverless::HttpApi":
      return inDefinition(at("DefinitionBody"), "http-api");
    case "AWS::ApiGatewayV2::Integration":
      return [{ type: apiType(at("ApiId"), resources), target: at("IntegrationUri") }];
    case "AWS::Serverless::WebSocketApi":
      return [
        ...valuesOf(at("Routes")).map((one) => invocation("websocket-api", fieldOf(one, "FunctionArn"))),
        invocation("other", at("Auth", "AuthArn")),
      ];
    case "AWS::Lambda::Url":
      return [{ type: "function-url", target: withQualifier(at("TargetFunctionArn"), at("Qualifier")) }];
    case "AWS::ElasticLoadBalancingV2::TargetGroup":
      return itemsOf(at("Targets")).map((one) => ({ type: "load-balancer", target: fieldOf(one, "Id") }));
    case "AWS::Lambda::EventSourceMapping":
      return [{ type: pollerType(at("EventSourceArn"), at, resources), target: at("FunctionName") }];
    case "AWS::Events::Rule": {
      const type = at("ScheduleExpression") === undefined ? "other" : "schedule";
      return itemsOf(at("Targets")).map((one) => ({ type, target: fieldOf(one, "Arn") }));
    }
    case "AWS::Scheduler::Schedule":
      return [{ type: "schedule", target: at("Target", "Arn") }];
    default:
      return others(resource).map((target) => ({ type: "other", target }));
  }
}

function others(resource: Resource): readonly (Value | undefined)[] {
  const at = (...keys: readonly string[]) => resource.property(...keys);
  switch (resource.type) {
    case "AWS::SNS::Subscription":
      return [at("Endpoint")];
    case "AWS::SNS::Topic":
      return itemsOf(at("Subscription")).map((one) => fieldOf(one, "Endpoint"));
    case "AWS::S3::Bucket":
      return itemsOf(at("NotificationConfiguration", "LambdaConfigurations")).map((one) =>
        fieldOf(one, "Function"),
      );
    case "Custom::S3BucketNotifications":
      return itemsOf(at("NotificationConfiguration", "LambdaFunctionConfigurations")).map((one) =>
        fieldOf(one, "LambdaFunctionArn"),
      );
    case "AWS::Cognito::UserPool":
      return valuesOf(at("LambdaConfig"));
    case "AWS::Logs::SubscriptionFilter":
      return [at("DestinationArn")];
    case "AWS::AppSync::DataSource":
      return [at("LambdaConfig", "LambdaFunctionArn")];
    case "AWS::IoT::TopicRule":
      return itemsOf(at("TopicRulePayload", "Actions")).map((one) =>
        fieldOf(fieldOf(one, "Lambda"), "FunctionArn"),
      );
    case "AWS::ApiGateway::Authorizer":
    case "AWS::ApiGatewayV2::Authorizer":
      return [at("AuthorizerUri")];
    default:
      return [];
  }
}

/** What an OpenAPI document says API Gateway should call. */
function inDefinition(body: Value | undefined, type: EventType): readonly Invocation[] {
  return valuesOf(fieldOf(body, "paths")).flatMap((path) =>
    valuesOf(path).map((operation) => ({
      type,
      target: fieldOf(fieldOf(operation, "x-amazon-apigateway-integration"), "uri"),
    })),
  );
}

function apiType(api: Value | undefined, resources: Resources): EventType {
  const declared = api instanceof Reference ? resources.get(api.name) : undefined;
  if (declared?.type === "AWS::Serverless::HttpApi") return "http-api";
  switch (staticText(declared?.property("ProtocolType"))) {
    case "WEBSOCKET":
      return "websocket-api";
    case "HTTP":
      return "http-api";
    default:
      return "other";
  }
}

function invocation(type: EventType, target: Value | undefined): Invocation {
  return { type, target };
}

function withQualifier(target: Value | undefined, qualifier: Value | undefined): Value | undefined {
  if (qualifier === undefined || target === undefined) return target;
  return joinText([target, ":", qualifier]);
}
