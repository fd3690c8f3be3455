import type { LambdaFunction } from "../function.js";
import type { ModuleGraph } from "../graph/module-graph.js";

/** Whether something turns source maps on; null where that hangs on an environment that nobody knows. */
export function readsSourceMaps(
  functions: readonly LambdaFunction[],
  graph: ModuleGraph | null,
): boolean | null {
  const environments = functions.map(({ settings }) => settings?.environment ?? null);
  const options = environments.map((environment) => environment?.get("NODE_OPTIONS"));
  if (options.some((text) => text?.includes("--enable-source-maps"))) return true;
  if (graph?.modules.some(({ packageId }) => SUPPORT.test(packageId ?? ""))) return true;
  const isKnown = environments.every((environment) => environment !== null) && !options.includes(null);
  return isKnown && functions.length > 0 ? false : null;
}

/** https://www.npmjs.com/package/source-map-support */
const SUPPORT = /(?:^|\/)node_modules\/(?:source-map-support|@cspotcode\/source-map-support)$/;

/** A script that turns them on itself: https://nodejs.org/api/process.html#processsetsourcemapsenabledval */
export function turnsSourceMapsOn(script: Buffer): boolean {
  return script.includes("setSourceMapsEnabled(") || script.includes("setSourceMapsSupport(");
}
