import type { EventSource } from "../function.js";
import { isList, isMap, type Node } from "../template/node.js";
import { UNRESOLVED, type Variables } from "./serverless-variables.js";

/**
 * Events of a function in serverless.yml; those that aren't here are "other".
 * https://www.serverless.com/framework/docs/providers/aws/guide/events, checked 2026-11-21.
 */
const TYPES: ReadonlyMap<string, EventSource["type"]> = new Map([
  ["http", "rest-api"],
  ["httpApi", "http-api"],
  ["websocket", "websocket-api"],
  ["alb", "load-balancer"],
  ["sqs", "queue"],
  ["stream", "stream"],
  ["msk", "stream"],
  ["kafka", "stream"],
  ["schedule", "schedule"],
]);

/** What invokes a function, each kind once. The framework points all of it at the alias of one that has one. */
export async function eventSources(
  fn: Node,
  variables: Variables,
  qualified: boolean,
): Promise<readonly EventSource[]> {
  const types = new Set<EventSource["type"]>();
  const events = await variables.at(fn, "events");
  for (const written of events !== UNRESOLVED && isList(events) ? events : []) {
    const event = await variables.at(written);
    if (event === UNRESOLVED || event === null) types.add("other");
    // Without settings an event is its name alone.
    else
      for (const key of isMap(event) ? Object.keys(event) : [String(event)])
        types.add(TYPES.get(key) ?? "other");
  }
  const url = await variables.at(fn, "url");
  if (url !== null && url !== false && url !== UNRESOLVED) types.add("function-url");
  return [...types].map((type) => ({ type, qualified }));
}
