import type TypeScript from "typescript";
import { walk } from "../program/walk.js";
import { ts } from "../typescript.js";
import type { Interpreter } from "./interpreter.js";
import { equality, isBrokenField, type Polarity, polarityOfCall, startsTrue } from "./memo-tests.js";
import { returns } from "./no-way.js";
import { calledBy, holdsKept, isState, returnedBy, unwrap } from "./state.js";
import { type Frame, optionsOf } from "./values.js";
import { ownerFrame } from "./variables.js";

/** Tests that stand behind names and functions, one behind the other. */
const MAXIMUM_DEPTH = 4;

/** What `test` being true says about state that outlives the invocation; null: it is about something else. */
export function polarityOf(
  run: Interpreter,
  test: TypeScript.Expression,
  frame: Frame,
  depth = 0,
): Polarity | null {
  const node = unwrap(test);
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
    return inverse(polarityOf(run, node.operand, frame, depth));
  }
  if (ts.isBinaryExpression(node)) return polarityOfBinary(run, node, frame);
  const told = ts.isCallExpression(node) ? polarityOfCall(run, node, frame) : null;
  const behind = told ?? polarityBehind(run, node, frame, depth);
  if (behind !== null || !isState(run, node, frame)) return behind;
  return startsTrue(run, node) || isBrokenField(run, node, frame) ? "fresh" : "cached";
}

/** `const isMissing = !client;`, `const isMissing = () => !client;`: the test that a name or a call stands for. */
function polarityBehind(
  run: Interpreter,
  node: TypeScript.Expression,
  frame: Frame,
  depth: number,
): Polarity | null {
  if (depth > MAXIMUM_DEPTH) return null;
  if (ts.isIdentifier(node)) {
    const declaration = run.declarationOf(node);
    if (declaration === null || !ts.isVariableDeclaration(declaration)) return null;
    const { initializer, parent } = declaration;
    const isFixed = (parent.flags & ts.NodeFlags.Const) !== 0 || !run.assignedNames.has(node.text);
    return isFixed && initializer !== undefined && isTest(initializer)
      ? polarityOf(run, initializer, ownerFrame(declaration, frame) ?? frame, depth + 1)
      : null;
  }
  if (!ts.isCallExpression(node)) return null;
  for (const option of optionsOf(calledBy(run, node, frame))) {
    const returned = option.kind === "function" ? returnedBy(run, option) : null;
    if (returned === null || !isTest(returned.expression)) continue;
    const polarity = polarityOf(run, returned.expression, returned.frame, depth + 1);
    if (polarity !== null) return polarity;
  }
  return null;
}

/** `!x`, `x === y`: what asks, rather than hands on. */
function isTest(expression: TypeScript.Expression): boolean {
  const node = unwrap(expression);
  if (ts.isPrefixUnaryExpression(node)) return node.operator === ts.SyntaxKind.ExclamationToken;
  if (!ts.isBinaryExpression(node)) return false;
  const kind = node.operatorToken.kind;
  return (
    kind !== ts.SyntaxKind.QuestionQuestionToken && kind !== ts.SyntaxKind.BarBarToken && !isAssignment(kind)
  );
}

function isAssignment(kind: TypeScript.SyntaxKind): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

function inverse(polarity: Polarity | null): Polarity | null {
  return polarity === "cached" ? "fresh" : polarity === "fresh" ? "cached" : polarity;
}

function polarityOfEither(
  run: Interpreter,
  { left, right }: TypeScript.BinaryExpression,
  frame: Frame,
): Polarity | null {
  const both = [polarityOf(run, left, frame), polarityOf(run, right, frame)];
  return both.includes("fresh") ? "fresh" : (both[0] ?? both[1] ?? null);
}

/** `client && !client.hasFailed`: kept, unless something is wrong with it. */
function isKeptUnless(left: TypeScript.Expression, right: TypeScript.Expression): boolean {
  const test = unwrap(right);
  if (!ts.isPrefixUnaryExpression(test) || test.operator !== ts.SyntaxKind.ExclamationToken) return false;
  const kept = unwrap(left).getText();
  return [".", "?."].some((dot) =>
    unwrap(test.operand)
      .getText()
      .startsWith(kept + dot),
  );
}

export function polarityOfBinary(
  run: Interpreter,
  node: TypeScript.BinaryExpression,
  frame: Frame,
): Polarity | null {
  const { left, right } = node;
  switch (node.operatorToken.kind) {
    case ts.SyntaxKind.AmpersandAmpersandToken:
      if (isKeptUnless(left, right) && polarityOf(run, left, frame) === "cached") return "cached";
      return polarityOfEither(run, node, frame);
    case ts.SyntaxKind.BarBarToken:
    case ts.SyntaxKind.QuestionQuestionToken:
      return polarityOfEither(run, node, frame);
    case ts.SyntaxKind.EqualsEqualsToken:
    case ts.SyntaxKind.EqualsEqualsEqualsToken:
      return equality(run, left, right, frame);
    case ts.SyntaxKind.ExclamationEqualsToken:
    case ts.SyntaxKind.ExclamationEqualsEqualsToken:
      return inverse(equality(run, left, right, frame));
    case ts.SyntaxKind.InKeyword:
      return holdsKept(run, right, frame) ? "cached" : null;
    case ts.SyntaxKind.InstanceOfKeyword:
      return isState(run, left, frame) ? "cached" : null;
    case ts.SyntaxKind.LessThanToken:
    case ts.SyntaxKind.LessThanEqualsToken:
    case ts.SyntaxKind.GreaterThanToken:
    case ts.SyntaxKind.GreaterThanEqualsToken:
      return isState(run, left, frame) || isState(run, right, frame) ? "either" : null;
    case ts.SyntaxKind.EqualsToken:
      return polarityOf(run, right, frame);
    default:
      return isState(run, left, frame) || isState(run, right, frame) ? "either" : null;
  }
}

/** Whether an arm returns for all, or returns what is kept unless that fails: `try { await kept.ping(); return kept; } catch {}`. */
export function givesKept(run: Interpreter, arm: TypeScript.Statement, frame: Frame): boolean {
  if (returns(arm)) return true;
  let found = false;
  walk(arm, true, (node) => {
    if (found || ts.isFunctionLike(node)) return null;
    if (ts.isReturnStatement(node) && node.expression !== undefined)
      found = readsState(run, node.expression, frame);
    return true;
  });
  return found;
}

function readsState(run: Interpreter, expression: TypeScript.Expression, frame: Frame): boolean {
  let found = false;
  walk(expression, true, (node) => {
    if (found || ts.isFunctionLike(node)) return null;
    if (ts.isPropertyAccessExpression(node) || (ts.isIdentifier(node) && !isName(node)))
      found = isState(run, node, frame) || holdsKept(run, node, frame);
    return true;
  });
  return found;
}

/** "x" of `a.x` and of `{ x: 1 }`: names a property, reads nothing. */
function isName({ parent, pos }: TypeScript.Identifier): boolean {
  return (
    (ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent)) && parent.name.pos === pos
  );
}

/** `connection.close(); connection = connect();`: a broken one that is kept is replaced. */
export function closesKept(
  run: Interpreter,
  node: TypeScript.Statement,
  siblings: readonly TypeScript.Statement[],
  frame: Frame,
): boolean {
  if (!ts.isExpressionStatement(node)) return false;
  const call = unwrap(node.expression);
  if (!ts.isCallExpression(call) || !ts.isPropertyAccessExpression(call.expression)) return false;
  const { expression, name } = call.expression;
  if (!/^(close|end|destroy|disconnect|quit)$/.test(name.text) || !isState(run, expression, frame))
    return false;
  const kept = expression.getText();
  return siblings.some(
    (one) =>
      one.pos >= node.end &&
      ts.isExpressionStatement(one) &&
      ts.isBinaryExpression(one.expression) &&
      one.expression.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
      one.expression.left.getText() === kept,
  );
}
