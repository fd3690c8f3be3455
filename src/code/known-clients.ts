import type { KnownClient } from "../lambda/client.js";
import { knownClient } from "../lambda/clients-lookup.js";
import type { Interpreter } from "./interpreter.js";
import type { ExternalValue } from "./values.js";

/** The client that calling or constructing an export of a package builds, or null. */
export function clientOf(run: Interpreter, from: ExternalValue, how: "new" | "call"): KnownClient | null {
  return knownClient(from.source, from.path.join("."), how, run.userClients);
}
