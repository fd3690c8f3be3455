import type { Node } from "./node.js";

/**
 * Functions that CloudFormation evaluates, without "Fn::".
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 * and …/rules-section-structure.html, checked 2026-11-21.
 */
const FUNCTIONS: ReadonlySet<string> = new Set([
  "And",
  "Base64",
  "Cidr",
  "Contains",
  "EachMemberEquals",
  "EachMemberIn",
  "Equals",
  "FindInMap",
  "ForEach",
  "GetAtt",
  "GetAZs",
  "GetStackOutput",
  "If",
  "ImportValue",
  "Join",
  "Length",
  "Not",
  "Or",
  "RefAll",
  "Select",
  "Split",
  "Sub",
  "ToJsonString",
  "Transform",
  "ValueOf",
  "ValueOfAll",
]);

/** The long form of a short tag ("!GetAtt" is "Fn::GetAtt"), and whether CloudFormation knows it. */
export function longForm(tag: string): { readonly name: string; readonly isKnown: boolean } {
  const name = tag.slice(1);
  if (name === "Ref" || name === "Condition") return { name, isKnown: true };
  return { name: `Fn::${name}`, isKnown: FUNCTIONS.has(name) };
}

/** The function that a mapping with this one key calls; null for plain data. */
export function calledFunction(node: Readonly<Record<string, Node>>): string | null {
  const [key, ...others] = Object.keys(node);
  return key !== undefined && others.length === 0 && (key === "Ref" || key.startsWith("Fn::")) ? key : null;
}
