import type { EventSource } from "../function.js";
import type { Resource, Resources } from "./stack.js";
import { Reference, shownText, type Value } from "./value.js";

/** What only mappings of streams have. */
const STREAMS_ONLY = ["StartingPosition", "SelfManagedEventSource", "DocumentDBEventSourceConfig"] as const;

/** What an event source mapping polls; streams are read in order, a queue isn't. */
export function pollerType(
  source: Value | undefined,
  at: Resource["property"],
  resources: Resources,
): EventSource["type"] {
  const declared = source instanceof Reference ? resources.get(source.name)?.type : undefined;
  const service = declared?.split("::")[1] ?? /^arn:[^:]*:([\w-]+):/.exec(shownText(source) ?? "")?.[1] ?? "";
  switch (service.toLowerCase()) {
    case "sqs":
      return "queue";
    case "kinesis":
    case "dynamodb":
    case "kafka":
    case "msk":
    case "docdb":
    case "rds":
      return "stream";
    default:
      return STREAMS_ONLY.some((property) => at(property) !== undefined) ? "stream" : "other";
  }
}
