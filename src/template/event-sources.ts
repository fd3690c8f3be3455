import type { EventSource } from "../function.js";
import { samEvents } from "./sam-events.js";
import type { Resource, Resources } from "./stack.js";
import type { Targets } from "./targets.js";
import {
  isValueList,
  isValueMap,
  joinText,
  Reference,
  shownText,
  staticText,
  UNKNOWN,
  type Value,
} from "./value.js";

type EventType = EventSource["type"];

interface Invocation {
  readonly type: EventType;
  readonly target: Value | undefined;
}

/** What invokes the functions of a template, by their logical ids, each kind once. */
export function eventSources(
  resources: Resources,
  targets: Targets,
): ReadonlyMap<string, readonly EventSource[]> {
  const found = new Map<string, EventSource[]>();
  const add = (logicalId: string, source: EventSource) => {
    const known = found.get(logicalId) ?? [];
    if (!known.some(({ type, qualified }) => type === source.type && qualified === source.qualified))
      found.set(logicalId, [...known, source]);
  };
  for (const resource of resources.values()) {
    for (const source of samEvents(resource)) add(resource.logicalId, source);
    for (const { type, target } of invocations(resource, resources)) {
      const called = targets.find(target);
      if (called !== null) add(called.logicalId, { type, qualified: called.qualified });
    }
  }
  return found;
}

/**
 * Resource types that invoke functions, and the properties that say which.
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/, checked 2026-11-21.
 */
function invocations(resource: Resource, resources: Resources): readonly Invocation[] {
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
    case "AWS::Lambda::Url":
      return [{ type: "function-url", target: withQualifier(at("TargetFunctionArn"), at("Qualifier")) }];
    case "AWS::ElasticLoadBalancingV2::TargetGroup":
      return items(at("Targets")).map((one) => ({ type: "load-balancer", target: field(one, "Id") }));
    case "AWS::Lambda::EventSourceMapping":
      return [{ type: pollerType(at("EventSourceArn"), at, resources), target: at("FunctionName") }];
    case "AWS::Events::Rule": {
      const type = at("ScheduleExpression") === undefined ? "other" : "schedule";
      return items(at("Targets")).map((one) => ({ type, target: field(one, "Arn") }));
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
      return items(at("Subscription")).map((one) => field(one, "Endpoint"));
    case "AWS::S3::Bucket":
      return items(at("NotificationConfiguration", "LambdaConfigurations")).map((one) =>
        field(one, "Function"),
      );
    case "Custom::S3BucketNotifications":
      return items(at("NotificationConfiguration", "LambdaFunctionConfigurations")).map((one) =>
        field(one, "LambdaFunctionArn"),
      );
    case "AWS::Cognito::UserPool":
      return [...values(at("LambdaConfig"))];
    case "AWS::Logs::SubscriptionFilter":
      return [at("DestinationArn")];
    case "AWS::AppSync::DataSource":
      return [at("LambdaConfig", "LambdaFunctionArn")];
    case "AWS::IoT::TopicRule":
      return items(at("TopicRulePayload", "Actions")).map((one) =>
        field(field(one, "Lambda"), "FunctionArn"),
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
  return values(field(body, "paths")).flatMap((path) =>
    values(path).map((operation) => ({
      type,
      target: field(field(operation, "x-amazon-apigateway-integration"), "uri"),
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

/** What an event source mapping polls; streams are read in order, a queue isn't. */
function pollerType(source: Value | undefined, at: Resource["property"], resources: Resources): EventType {
  if (at("SelfManagedEventSource") !== undefined) return "stream";
  const declared = source instanceof Reference ? resources.get(source.name)?.type : undefined;
  const service = declared?.split("::")[1] ?? /^arn:[^:]*:([\w-]+):/.exec(shownText(source) ?? "")?.[1] ?? "";
  switch (service.toLowerCase()) {
    case "sqs":
      return "queue";
    case "kinesis":
    case "dynamodb":
    case "kafka":
    case "msk":
      return "stream";
    default:
      return "other";
  }
}

function withQualifier(target: Value | undefined, qualifier: Value | undefined): Value | undefined {
  if (qualifier === undefined || target === undefined) return target;
  return joinText([target, ":", qualifier]);
}

function items(list: Value | undefined): readonly Value[] {
  return isValueList(list) ? list : [];
}

function values(map: Value | undefined): readonly Value[] {
  return isValueMap(map) ? [...map.values()] : [];
}

function field(map: Value | undefined, key: string): Value | undefined {
  if (isValueMap(map)) return map.get(key);
  return map === undefined ? undefined : UNKNOWN;
}
