import type { LayerReference } from "./declared.js";
import { IMPORTED } from "./evaluator.js";
import type { Resources } from "./stack.js";
import { isValueList, Reference, shownText, type Value } from "./value.js";

export const LAYER_TYPES: readonly string[] = ["AWS::Lambda::LayerVersion", "AWS::Serverless::LayerVersion"];

/** What a list of layers refers to, in order. */
export function layerReferences(value: Value | undefined, resources: Resources): readonly LayerReference[] {
  if (value === undefined) return [];
  return isValueList(value) ? value.map((one) => layerReference(one, resources)) : [{ kind: "unknown" }];
}

/** What may be a layer: one of the template's own, an ARN, or what other stacks hand on. */
export function layerReference(value: Value | undefined, resources: Resources): LayerReference {
  if (value instanceof Reference) return referenced(value, resources);
  const arn = shownText(value);
  return arn?.startsWith("arn:") ? { kind: "arn", arn } : { kind: "unknown" };
}

function referenced({ name, attribute }: Reference, resources: Resources): LayerReference {
  if (name === IMPORTED) return { kind: "import", name: attribute ?? "" };
  const resource = resources.get(name);
  if (resource === undefined)
    return attribute === null && !name.startsWith("AWS::")
      ? { kind: "parameter", name }
      : { kind: "unknown" };
  if (attribute === null)
    return LAYER_TYPES.includes(resource.type) ? { kind: "declared", logicalId: name } : { kind: "unknown" };
  return attribute.startsWith(OUTPUTS)
    ? { kind: "output", stack: name, name: attribute.slice(OUTPUTS.length) }
    : { kind: "unknown" };
}

const OUTPUTS = "Outputs.";
