import type TypeScript from "typescript";
import { ts } from "../typescript.js";
import type { Literal, Value } from "./values.js";

/** What `typeof` gives; null where it can't be told. */
export function kindOf(value: Value): Literal | null {
  switch (value.kind) {
    case "function":
    case "class":
      return { kind: "literal", value: "function" };
    case "object":
      return { kind: "literal", value: "object" };
    case "made":
      return value.client !== null && value.how === "new" ? { kind: "literal", value: "object" } : null;
    default:
      return null;
  }
}

/** `typeof given === "string"` of what is a client for sure. Null: it can't be told. */
export function comparedKind(
  { left, right, operatorToken }: TypeScript.BinaryExpression,
  sides: readonly Value[],
): Literal | null {
  const [first, second] = sides;
  if (!ts.isTypeOfExpression(left) && !ts.isTypeOfExpression(right)) return null;
  if (first?.kind !== "literal" || second?.kind !== "literal") return null;
  switch (operatorToken.kind) {
    case ts.SyntaxKind.EqualsEqualsToken:
    case ts.SyntaxKind.EqualsEqualsEqualsToken:
      return { kind: "literal", value: first.value === second.value };
    case ts.SyntaxKind.ExclamationEqualsToken:
    case ts.SyntaxKind.ExclamationEqualsEqualsToken:
      return { kind: "literal", value: first.value !== second.value };
    default:
      return null;
  }
}
