import { stackTemplate } from "./code-reference.js";
import type { DeclaredOutput, NestedStack } from "./declared.js";
import type { Evaluator } from "./evaluator.js";
import { layerReference } from "./layer-references.js";
import { entry, isMap, type Node } from "./node.js";
import type { Resource, Resources } from "./stack.js";
import { isValueMap, staticText } from "./value.js";

const STACK_TYPES: readonly string[] = ["AWS::CloudFormation::Stack", "AWS::Serverless::Application"];

/** The stacks that a template nests, with what it hands them. */
export function nestedStacks(resources: Resources): readonly NestedStack[] {
  return [...resources.values()]
    .filter(({ type }) => STACK_TYPES.includes(type))
    .map((one) => ({
      logicalId: one.logicalId,
      line: one.line,
      template: stackTemplate(one),
      parameters: parameters(one, resources),
    }));
}

function parameters(stack: Resource, resources: Resources): NestedStack["parameters"] {
  const values = stack.property("Parameters");
  if (!isValueMap(values)) return new Map();
  return new Map(
    [...values].map(([name, value]) => [name, staticText(value) ?? layerReference(value, resources)]),
  );
}

/** What a template hands to other stacks. */
export function outputs(
  declared: Node,
  evaluator: Evaluator,
  resources: Resources,
): readonly DeclaredOutput[] {
  if (!isMap(declared)) return [];
  return Object.keys(declared).map((name) => ({
    name,
    export: staticText(evaluator.at(entry(declared, name, "Export"), "Name")),
    layer: layerReference(evaluator.at(entry(declared, name), "Value"), resources),
  }));
}
