import type { EventSource } from "../function.js";
import type { Resource } from "./stack.js";
import { fieldOf, staticText, type Value, valuesOf } from "./value.js";

/**
 * Types of a SAM function's `Events`; those that aren't here are "other".
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-eventsource.html,
 * checked 2026-11-21.
 */
const TYPES: ReadonlyMap<string, EventSource["type"]> = new Map([
  ["Api", "rest-api"],
  ["HttpApi", "http-api"],
  ["SQS", "queue"],
  ["Kinesis", "stream"],
  ["DynamoDB", "stream"],
  ["DocumentDB", "stream"],
  ["MSK", "stream"],
  ["SelfManagedKafka", "stream"],
  ["Schedule", "schedule"],
  ["ScheduleV2", "schedule"],
]);

/** What a SAM function itself says invokes it. With AutoPublishAlias SAM points all of them at the alias. */
export function samEvents(resource: Resource): readonly EventSource[] {
  if (resource.type !== "AWS::Serverless::Function") return [];
  const qualified = isPublished(resource);
  const events = valuesOf(resource.property("Events"));
  const sources = events.map((event): EventSource => ({ type: eventType(event), qualified }));
  return resource.property("FunctionUrlConfig") === undefined
    ? sources
    : [...sources, { type: "function-url", qualified }];
}

function eventType(event: Value): EventSource["type"] {
  const type = staticText(fieldOf(event, "Type")) ?? "";
  const queue = fieldOf(fieldOf(event, "Properties"), "SqsSubscription") ?? false;
  // The topic writes to a queue then, from which Lambda polls.
  if (type === "SNS" && queue !== false) return "queue";
  return TYPES.get(type) ?? "other";
}

/** Does SAM publish an alias? Null where that isn't static. */
function isPublished(resource: Resource): boolean | null {
  const alias = resource.property("AutoPublishAlias");
  if (alias === undefined) return false;
  const name = staticText(alias);
  return name === null ? null : name !== "";
}
