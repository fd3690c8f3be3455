import type { EventSource } from "../function.js";
import type { Resource } from "./stack.js";
import { isValueMap, staticText } from "./value.js";

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
  const events = resource.property("Events");
  const declared = isValueMap(events)
    ? [...events.values()].map((one) => (isValueMap(one) ? staticText(one.get("Type")) : null))
    : [];
  const sources = declared.map(
    (type): EventSource => ({ type: TYPES.get(type ?? "") ?? "other", qualified }),
  );
  return resource.property("FunctionUrlConfig") === undefined
    ? sources
    : [...sources, { type: "function-url", qualified }];
}

/** Does SAM publish an alias? Null where that isn't static. */
function isPublished(resource: Resource): boolean | null {
  const alias = resource.property("AutoPublishAlias");
  if (alias === undefined) return false;
  const name = staticText(alias);
  return name === null ? null : name !== "";
}
