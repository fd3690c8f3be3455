import type TypeScript from "typescript";
import { ts } from "../typescript.js";
import { evaluateCall, evaluateTag } from "./calls.js";
import { evaluateClass, evaluateNew } from "./classes.js";
import type { Interpreter } from "./interpreter.js";
import { evaluateYield } from "./iteration.js";
import { kindOf } from "./kind-tests.js";
import { evaluateArray, evaluateElement, evaluateObject } from "./literals.js";
import { evaluateBinary, evaluateConditional } from "./operators.js";
import { readProperty, readSuper } from "./properties.js";
import {
  type Frame,
  type FunctionValue,
  isTainted,
  TAINTED,
  UNDEFINED,
  UNKNOWN,
  UNKNOWN_INIT,
  type Value,
} from "./values.js";
import { lookUp } from "./variables.js";

/** Nested evaluations: some ten per call. */
const MAXIMUM_NESTING = 700;

/** What an expression may be; runs whatever it runs. */
export function evaluate(run: Interpreter, node: TypeScript.Node, frame: Frame): Value {
  if (--run.fuel < 0 || run.depth > MAXIMUM_NESTING) return UNKNOWN;
  run.depth++;
  const value = evaluateNode(run, node, frame);
  run.depth--;
  return value;
}

function evaluateNode(run: Interpreter, node: TypeScript.Node, frame: Frame): Value {
  if (ts.isIdentifier(node)) return lookUp(run, node, frame);
  if (ts.isStringLiteralLike(node)) return { kind: "literal", value: node.text };
  if (ts.isPropertyAccessExpression(node)) {
    if (node.expression.kind === ts.SyntaxKind.SuperKeyword) {
      return readSuper(run, frame.self, node.name.text, node);
    }
    return readProperty(run, evaluate(run, node.expression, frame), node.name.text, node);
  }
  if (ts.isCallExpression(node)) return evaluateCall(run, node, frame);
  if (ts.isNewExpression(node)) return evaluateNew(run, node, frame);
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return closure(node, frame);
  if (ts.isObjectLiteralExpression(node)) return evaluateObject(run, node, frame);
  if (ts.isArrayLiteralExpression(node)) return evaluateArray(run, node, frame);
  if (ts.isBinaryExpression(node)) return evaluateBinary(run, node, frame);
  if (ts.isConditionalExpression(node)) return evaluateConditional(run, node, frame);
  if (ts.isAwaitExpression(node)) {
    const value = evaluate(run, node.expression, frame);
    run.afterAwait = true;
    return value;
  }
  if (
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isTypeAssertionExpression(node)
  ) {
    return evaluate(run, node.expression, frame);
  }
  if (ts.isYieldExpression(node)) return evaluateYield(run, node, frame);
  if (ts.isElementAccessExpression(node)) return evaluateElement(run, node, frame);
  if (ts.isClassExpression(node)) return evaluateClass(run, node, frame);
  if (ts.isTaggedTemplateExpression(node)) return evaluateTag(run, node, frame);
  if (ts.isNumericLiteral(node)) return { kind: "literal", value: Number(node.text) };
  switch (node.kind) {
    case ts.SyntaxKind.ThisKeyword:
      return frame.self ?? UNKNOWN;
    case ts.SyntaxKind.TrueKeyword:
      return { kind: "literal", value: true };
    case ts.SyntaxKind.FalseKeyword:
      return { kind: "literal", value: false };
    case ts.SyntaxKind.NullKeyword:
      return { kind: "literal", value: null };
    case ts.SyntaxKind.MetaProperty:
      return UNKNOWN_INIT;
    case ts.SyntaxKind.TypeOfExpression: {
      const { expression } = node as TypeScript.TypeOfExpression;
      return kindOf(evaluate(run, expression, frame)) ?? evaluateParts(run, node, frame);
    }
    case ts.SyntaxKind.PrefixUnaryExpression:
      return minifiedBoolean(node as TypeScript.PrefixUnaryExpression) ?? evaluateParts(run, node, frame);
    case ts.SyntaxKind.VoidExpression:
      evaluateParts(run, node, frame);
      return UNDEFINED;
    default:
      return evaluateParts(run, node, frame);
  }
}

/** `!0` and `!1`, which minifiers make of `true` and `false`. */
function minifiedBoolean({ operator, operand }: TypeScript.PrefixUnaryExpression): Value | null {
  if (operator !== ts.SyntaxKind.ExclamationToken || !ts.isNumericLiteral(operand)) return null;
  return { kind: "literal", value: Number(operand.text) === 0 };
}

export function closure(
  node: TypeScript.SignatureDeclaration & { readonly body?: TypeScript.Node },
  frame: Frame,
  self: Value | null = null,
): FunctionValue {
  return { kind: "function", node, frame, self, bound: [], fields: new Map() };
}

/** Templates, arithmetic, JSX: only what they run and whether the event is in it matters. */
function evaluateParts(run: Interpreter, node: TypeScript.Node, frame: Frame): Value {
  let tainted = false;
  let fixed = true;
  ts.forEachChild(node, (child) => {
    if (ts.isTypeNode(child) || (ts.isIdentifier(child) && ts.isJsxAttribute(node))) return;
    const value = evaluate(run, child, frame);
    if (isTainted(value)) tainted = true;
    if (!isFixed(value)) fixed = false;
  });
  return tainted ? TAINTED : fixed || run.phase === "init" ? UNKNOWN_INIT : UNKNOWN;
}

/** Whether it is the same in every invocation: what is known, and the environment. */
export function isFixed(value: Value): boolean {
  return (
    value.kind === "literal" ||
    value.kind === "global" ||
    (value.kind === "unknown" && value.phase === "init")
  );
}
