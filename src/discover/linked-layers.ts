import type { DeclaredLayer, LayerReference, NestedStack, Template } from "../template/declared.js";
import type { DeployedLayer } from "./deployed.js";

/** A template with the stacks around it. */
export interface LinkedStack {
  readonly template: Template;
  /** The stack that nests it, and what it hands it; null where none does. */
  readonly parent: { readonly stack: LinkedStack; readonly parameters: NestedStack["parameters"] } | null;
  /** By logical id. */
  readonly nested: ReadonlyMap<string, LinkedStack>;
  /** Absolute path of a layer's zip or folder; null for what is out of reach. */
  layerPlace(layer: DeclaredLayer): string | null;
}

/** Follows layers through what stacks hand to each other: parameters of nested stacks, their outputs, exports. */
export class LinkedLayers {
  readonly #exports = new Map<string, { readonly stack: LinkedStack; readonly layer: LayerReference }>();

  constructor(stacks: readonly LinkedStack[]) {
    for (const stack of stacks) {
      for (const { export: name, layer } of stack.template.outputs) {
        if (name !== null && !this.#exports.has(name)) this.#exports.set(name, { stack, layer });
      }
    }
  }

  /** Null for what is out of reach: layers of other apps, ARNs. */
  find(reference: LayerReference, stack: LinkedStack, hops = 0): DeployedLayer | null {
    if (hops > MAXIMUM_HOPS) return null;
    switch (reference.kind) {
      case "declared":
        return declaredLayer(reference.logicalId, stack);
      case "parameter": {
        const given = stack.parent?.parameters.get(reference.name);
        if (stack.parent === null || given === undefined || typeof given === "string") return null;
        return this.find(given, stack.parent.stack, hops + 1);
      }
      case "import": {
        const exported = this.#exports.get(reference.name);
        return exported === undefined ? null : this.find(exported.layer, exported.stack, hops + 1);
      }
      case "output": {
        const inner = stack.nested.get(reference.stack);
        const output = inner?.template.outputs.find(({ name }) => name === reference.name);
        if (inner === undefined || output === undefined) return null;
        return this.find(output.layer, inner, hops + 1);
      }
      default:
        return null;
    }
  }
}

/** More stacks than a layer is handed on through; exports can lead in circles. */
const MAXIMUM_HOPS = 20;

function declaredLayer(logicalId: string, stack: LinkedStack): DeployedLayer | null {
  const layer = stack.template.layers.find((one) => one.logicalId === logicalId);
  const found = layer === undefined ? null : stack.layerPlace(layer);
  return found === null ? null : { name: logicalId, place: found };
}
