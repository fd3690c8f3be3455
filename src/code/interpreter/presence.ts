import type TypeScript from "typescript";
import { ts } from "../typescript.js";
import { isNothing } from "./no-way.js";

/** `condition ? whenTrue : whenFalse`, however it is written. */
export type Choice = Pick<TypeScript.ConditionalExpression, "condition" | "whenTrue" | "whenFalse">;

/** `date && parse(date)`: asks whether the very thing is there, no choice between kinds of events. */
export function isPresenceTestOf(test: TypeScript.Expression, use: TypeScript.Expression): boolean {
  let last = test;
  while (
    ts.isParenthesizedExpression(last) ||
    (ts.isBinaryExpression(last) && last.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken)
  ) {
    last = ts.isParenthesizedExpression(last) ? last.expression : last.right;
  }
  last = askedFor(last);
  if (!ts.isIdentifier(last) && !ts.isPropertyAccessExpression(last)) return false;
  const mentions = (node: TypeScript.Node): boolean =>
    isSame(node, last) || ts.forEachChild(node, (child) => mentions(child) || undefined) === true;
  return mentions(use);
}

/** `date ? parse(date) : null`. */
export function isPresenceGuard({ condition, whenTrue, whenFalse }: Choice): boolean {
  return (isNothing(whenFalse) || isEmpty(whenFalse)) && isPresenceTestOf(condition, whenTrue);
}

/** `{}`, `[]`, `""`. */
function isEmpty(node: TypeScript.Expression): boolean {
  if (ts.isObjectLiteralExpression(node)) return node.properties.length === 0;
  if (ts.isArrayLiteralExpression(node)) return node.elements.length === 0;
  return ts.isStringLiteralLike(node) && node.text === "";
}

/** "x" of `typeof x === "string"`, `x !== undefined`, `!!x`. */
function askedFor(test: TypeScript.Expression): TypeScript.Expression {
  if (ts.isPrefixUnaryExpression(test) && ts.isPrefixUnaryExpression(test.operand)) {
    return askedFor(test.operand.operand);
  }
  if (ts.isTypeOfExpression(test)) return askedFor(test.expression);
  if (!ts.isBinaryExpression(test)) return test;
  const { left, right, operatorToken } = test;
  const isTyped = ts.isTypeOfExpression(left) && ts.isStringLiteralLike(right) && right.text !== "undefined";
  const operator = operatorToken.kind;
  const isEqual =
    operator === ts.SyntaxKind.EqualsEqualsToken || operator === ts.SyntaxKind.EqualsEqualsEqualsToken;
  return (isTyped && isEqual) || (isInequality(test) && isNothing(right)) ? askedFor(left) : test;
}

/** `a != b`, `a !== b`. */
export function isInequality({ operatorToken }: TypeScript.BinaryExpression): boolean {
  return (
    operatorToken.kind === ts.SyntaxKind.ExclamationEqualsToken ||
    operatorToken.kind === ts.SyntaxKind.ExclamationEqualsEqualsToken
  );
}

function isSame(a: TypeScript.Node, b: TypeScript.Node): boolean {
  if (ts.isIdentifier(a) && ts.isIdentifier(b)) return a.text === b.text;
  return (
    ts.isPropertyAccessExpression(a) &&
    ts.isPropertyAccessExpression(b) &&
    a.name.text === b.name.text &&
    isSame(a.expression, b.expression)
  );
}
