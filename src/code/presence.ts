import type TypeScript from "typescript";
import { isNothing } from "./no-way.js";
import { ts } from "./typescript.js";

/** `date && parse(date)`: asks whether the very thing is there, no choice between kinds of events. */
export function isPresenceTestOf(test: TypeScript.Expression, use: TypeScript.Expression): boolean {
  let last = test;
  while (
    ts.isParenthesizedExpression(last) ||
    (ts.isBinaryExpression(last) && last.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken)
  ) {
    last = ts.isParenthesizedExpression(last) ? last.expression : last.right;
  }
  if (!ts.isIdentifier(last) && !ts.isPropertyAccessExpression(last)) return false;
  const mentions = (node: TypeScript.Node): boolean =>
    isSame(node, last) || ts.forEachChild(node, (child) => mentions(child) || undefined) === true;
  return mentions(use);
}

/** `date ? parse(date) : null`. */
export function isPresenceGuard({
  condition,
  whenTrue,
  whenFalse,
}: TypeScript.ConditionalExpression): boolean {
  return isNothing(whenFalse) && isPresenceTestOf(condition, whenTrue);
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
