import type { EventSource } from "../function.js";
import { invocations } from "./invocations.js";
import { samEvents } from "./sam-events.js";
import type { Resources } from "./stack.js";
import type { Targets } from "./targets.js";

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
