import type { FunctionSettings, LambdaFunction } from "../function.js";
import type { DiscoverOptions } from "./discovered.js";

/** What is known of a function that no template and no config describes: what the command line says of all of them. */
export function undescribed({
  runtime,
  architecture,
  memory,
  timeout,
  layers,
}: DiscoverOptions): Pick<
  LambdaFunction,
  "template" | "layerIds" | "runtime" | "architecture" | "memory" | "timeout" | "settings"
> {
  return {
    ...{ template: null, runtime, architecture, memory, timeout },
    layerIds: layers.open.map(({ artifact }) => artifact.id),
    settings: layers.unknown.length === 0 ? null : unknownSettings({ unknownLayers: layers.unknown }),
  };
}

/** Settings of which only these are known. */
export function unknownSettings(known: Partial<FunctionSettings>): FunctionSettings {
  return {
    ...{ line: null, constructPath: null, environment: null, tracing: null, snapStart: null },
    ...{ events: [], provisioned: [], unknownLayers: [] },
    ...known,
  };
}
