import { runtimeFacts } from "../lambda/runtimes.js";

/** Generations of the client inside Lambda's Node runtimes that find handlers differently. */
export type ClientGeneration = "3.x" | "4.x";

/**
 * The generations that may load a runtime's handlers, the likelier one first. nodejs22.x and runtimes that nobody
 * knows have either; null for what is no Node runtime.
 */
export function clientGenerations(runtime: string | null): readonly ClientGeneration[] | null {
  const facts = runtimeFacts(runtime);
  if (facts !== null) return facts.clients;
  return runtime === null || runtime.startsWith("nodejs") ? ["3.x", "4.x"] : null;
}
