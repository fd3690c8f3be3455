import { isMap, type Node, textEntry } from "../template/node.js";
import { logicalName } from "./serverless-state.js";
import { type Resolved, UNRESOLVED, type Variables } from "./serverless-variables.js";

export type ServiceLayer =
  /** A folder, or a zip that the user made, relative to the service's folder. */
  | { readonly kind: "own"; readonly name: string; readonly path: string }
  /** Its ARN or logical id; null where that isn't static. */
  | { readonly kind: "unknown"; readonly name: string | null };

/** What an item of `layers` stands for: the service's own layers are named by their logical ids. */
export async function layerReference(
  reference: Resolved,
  service: Node,
  variables: Variables,
): Promise<ServiceLayer> {
  if (reference === UNRESOLVED) return { kind: "unknown", name: null };
  if (typeof reference === "string") return { kind: "unknown", name: reference };
  const name = textEntry(reference, "Ref");
  const layers = await variables.at(service, "layers");
  if (name === null || layers === UNRESOLVED || !isMap(layers)) return { kind: "unknown", name };
  const own = Object.keys(layers).find((key) => `${logicalName(key)}LambdaLayer` === name);
  if (own === undefined) return { kind: "unknown", name };
  const artifact = await variables.at(layers, own, "package", "artifact");
  const path = artifact ?? (await variables.at(layers, own, "path"));
  return typeof path === "string" ? { kind: "own", name: own, path } : { kind: "unknown", name: own };
}
