import type { LambdaFunction } from "../function.js";

/**
 * What is known of the layers that a function has: `all` of their files, that there are `some` whose files aren't
 * known (or that its NODE_PATH leads elsewhere), or nothing, since nobody `named` any.
 */
export function knownLayers({ settings }: LambdaFunction): "all" | "some" | "none-named" {
  if (settings === null) return "none-named";
  if (settings.environment?.has("NODE_PATH") === true) return "some";
  if (settings.unknownLayers.length === 0) return "all";
  return settings.unknownLayers.every((layer) => layer === null) ? "none-named" : "some";
}
