import type TypeScript from "typescript";
import { ts } from "../typescript.js";
import type { Interpreter } from "./interpreter.js";
import { isOfRow } from "./rows.js";
import { calledBy, returnedBy, unwrap } from "./state.js";
import { type Frame, optionsOf } from "./values.js";

/** Tests that stand behind names and functions, one behind the other. */
const MAXIMUM_DEPTH = 3;

/**
 * Whether a test tells kinds of events apart: by a name, a path, a list of such, written there or behind a name or a
 * function. All else may hold for all of them.
 */
export function isOfKinds(run: Interpreter, test: TypeScript.Expression, frame: Frame, depth = 0): boolean {
  if (isKindTest(test)) return true;
  if (depth > MAXIMUM_DEPTH) return false;
  const again = (one: TypeScript.Expression, of = frame): boolean => isOfKinds(run, one, of, depth + 1);
  const node = unwrap(test);
  if (ts.isPrefixUnaryExpression(node)) return again(node.operand);
  if (ts.isBinaryExpression(node)) return isLogical(node) && (again(node.left) || again(node.right));
  if (ts.isIdentifier(node)) {
    const declaration = run.declarationOf(node);
    const given =
      declaration !== null && ts.isVariableDeclaration(declaration) ? declaration.initializer : null;
    // Not `const { old } = event`: of what is there nothing tells how often it is.
    return given != null && isComparison(given) && !run.assignedNames.has(node.text) && again(given);
  }
  if (!ts.isCallExpression(node)) return false;
  return optionsOf(calledBy(run, node, frame)).some((option) => {
    const returned = option.kind === "function" ? returnedBy(run, option) : null;
    return (
      returned !== null && isComparison(returned.expression) && again(returned.expression, returned.frame)
    );
  });
}

/** `mode === "folder"`, `mode !== "folder"`. Null: it asks for something else. */
export function kindAskedIn(test: TypeScript.Expression): "is" | "not" | null {
  if (!ts.isBinaryExpression(test) || ![test.left, test.right].some(isNameOfKind)) return null;
  switch (test.operatorToken.kind) {
    case ts.SyntaxKind.EqualsEqualsToken:
    case ts.SyntaxKind.EqualsEqualsEqualsToken:
      return "is";
    case ts.SyntaxKind.ExclamationEqualsToken:
    case ts.SyntaxKind.ExclamationEqualsEqualsToken:
      return "not";
    default:
      return null;
  }
}

/** `a === b`, `a.startsWith(b)`: what compares, rather than hands on. */
function isComparison(node: TypeScript.Expression): boolean {
  const test = unwrap(node);
  return ts.isBinaryExpression(test) || ts.isCallExpression(test);
}

function isLogical({ operatorToken }: TypeScript.BinaryExpression): boolean {
  return (
    operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken ||
    operatorToken.kind === ts.SyntaxKind.BarBarToken
  );
}

function isKindTest(test: TypeScript.Expression): boolean {
  if (ts.isStringLiteralLike(test) || ts.isRegularExpressionLiteral(test)) return true;
  if (ts.isTypeOfExpression(test)) return false;
  // `event.pdf`: what is asked for. Of a plain name nothing tells where it comes from.
  if (ts.isPropertyAccessExpression(test)) return ts.isIdentifier(test.expression);
  if (ts.isPrefixUnaryExpression(test)) {
    return !ts.isPropertyAccessExpression(test.operand) && isKindTest(test.operand);
  }
  if (ts.isParenthesizedExpression(test) || ts.isAwaitExpression(test)) return isKindTest(test.expression);
  if (ts.isCallExpression(test)) return isOfKindsCall(test);
  if (!ts.isBinaryExpression(test)) return false;
  const { left, right, operatorToken } = test;
  switch (operatorToken.kind) {
    case ts.SyntaxKind.AmpersandAmpersandToken:
    case ts.SyntaxKind.BarBarToken:
      return isKindTest(left) || isKindTest(right);
    case ts.SyntaxKind.EqualsEqualsToken:
    case ts.SyntaxKind.EqualsEqualsEqualsToken:
    case ts.SyntaxKind.ExclamationEqualsToken:
    case ts.SyntaxKind.ExclamationEqualsEqualsToken:
      return (
        [left, right].some(isNameOfKind) &&
        ![left, right].some((one) => ts.isTypeOfExpression(one) || isOfRow(one))
      );
    case ts.SyntaxKind.InstanceOfKeyword:
      return true;
    default:
      return false;
  }
}

/** `path.startsWith("/admin")`, `/^\/admin/.test(path)`, `isCommand(text, "start")`, `["a", "b"].includes(kind)`. */
function isOfKindsCall({ expression, arguments: given }: TypeScript.CallExpression): boolean {
  if (given.some((one) => isNameOfKind(one) || ts.isRegularExpressionLiteral(one))) return true;
  if (!ts.isPropertyAccessExpression(expression)) return false;
  const { expression: of } = expression;
  return (
    ts.isRegularExpressionLiteral(of) || (ts.isArrayLiteralExpression(of) && of.elements.some(isNameOfKind))
  );
}

/** "order", `OrderType.Created`, `ORDER_CREATED`. */
export function isNameOfKind(node: TypeScript.Expression): boolean {
  if (ts.isStringLiteralLike(node)) return node.text !== "";
  if (ts.isIdentifier(node)) return /^[A-Z][A-Z0-9_]+$/.test(node.text);
  return (
    ts.isPropertyAccessExpression(node) &&
    ts.isIdentifier(node.expression) &&
    /^[A-Z]/.test(node.expression.text)
  );
}
