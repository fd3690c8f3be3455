import type TypeScript from "typescript";
import { ts } from "../typescript.js";
import type { Interpreter } from "./interpreter.js";
import { holdsKept, isState, lastName, unwrap } from "./state.js";
import type { Frame } from "./values.js";

/** What a true test says about a memo: it is filled, it is empty, or something about its content. */
export type Polarity = "cached" | "fresh" | "either";

/** `isNil(client)`, `_.isEmpty(cache)`, whoever brings it. */
const EMPTY = /^(is)?(Nil|Null|Undefined|Empty|NullOrUndefined|Nullish|Missing)$/;
const FILLED = /^(Boolean|is(Defined|Present|Some|NotNil|NotEmpty|NotNull|Array|Object))$/;
/** `Object.hasOwn(cache, key)`, `Reflect.has(cache, key)`, lodash's `has(cache, key)`. */
const HAS_KEY = /^(hasOwn|has)$/;
/** `kept.isClosed()`. */
const BROKEN = /^is(Closed|Closing|Ended|Destroyed|Expired|Stale)$/;
const BROKEN_FIELD = /^_?(is)?(closed|closing|ended|ending|destroyed|expired|stale|broken)$/i;
const WORKING = /^(deref|is(Open|Connected|Ready|Alive|Valid|Initialized))$/;

/** What a call being true says about state that outlives the invocation; null: nothing, or nothing that is known. */
export function polarityOfCall(
  run: Interpreter,
  node: TypeScript.CallExpression,
  frame: Frame,
): Polarity | null {
  const callee = unwrap(node.expression);
  const name = lastName(callee);
  const [first, second] = node.arguments;
  const receiver = ts.isPropertyAccessExpression(callee) ? callee.expression : null;
  if (first === undefined) {
    if (receiver === null || !isState(run, receiver, frame)) return null;
    return BROKEN.test(name) ? "fresh" : WORKING.test(name) ? "cached" : null;
  }
  if (second === undefined && (EMPTY.test(name) || FILLED.test(name))) {
    const about = isState(run, first, frame) || holdsKept(run, first, frame);
    return about ? (EMPTY.test(name) ? "fresh" : "cached") : null;
  }
  if (second !== undefined && name === "is") return equality(run, first, second, frame);
  if (name === "hasOwnProperty" && receiver !== null)
    return holdsKept(run, receiver, frame) ? "cached" : null;
  // `Object.prototype.hasOwnProperty.call(cache, key)`.
  const isCalled = name === "call" && receiver !== null && lastName(receiver) === "hasOwnProperty";
  if (second !== undefined && (HAS_KEY.test(name) || isCalled)) {
    return holdsKept(run, first, frame) ? "cached" : null;
  }
  return null;
}

/** What `left === right` says. */
export function equality(
  run: Interpreter,
  left: TypeScript.Expression,
  right: TypeScript.Expression,
  frame: Frame,
): Polarity | null {
  const [side, other] = isConstant(left) ? [right, left] : [left, right];
  if (!isState(run, side, frame)) return isState(run, other, frame) ? "either" : null;
  // `count++ === 0`: the first time, whatever number it is.
  if (!isConstant(other) || isCounting(side)) return "either";
  const value = unwrap(other);
  const empty =
    value.kind === ts.SyntaxKind.NullKeyword ||
    value.kind === ts.SyntaxKind.FalseKeyword ||
    (ts.isIdentifier(value) && value.text === "undefined") ||
    (ts.isNumericLiteral(value) && value.text === "0") ||
    (ts.isStringLiteralLike(value) && (value.text === "undefined" || value.text === "")) ||
    ts.isVoidExpression(value);
  return empty !== startsTrue(run, side) ? "fresh" : "cached";
}

/** `let isCold = true;`: what is to be done once is done while it still is. */
export function startsTrue(run: Interpreter, test: TypeScript.Expression): boolean {
  const node = unwrap(test);
  const declaration = ts.isIdentifier(node) ? run.declarationOf(node) : null;
  return (
    declaration !== null &&
    ts.isVariableDeclaration(declaration) &&
    declaration.initializer?.kind === ts.SyntaxKind.TrueKeyword
  );
}

/** `client.destroyed`, of a client that is kept. */
export function isBrokenField(run: Interpreter, node: TypeScript.Expression, frame: Frame): boolean {
  return (
    ts.isPropertyAccessExpression(node) &&
    BROKEN_FIELD.test(node.name.text) &&
    !run.assignedNames.has(node.name.text) &&
    isState(run, node.expression, frame)
  );
}

function isCounting(node: TypeScript.Expression): boolean {
  const inner = unwrap(node);
  if (!ts.isPrefixUnaryExpression(inner) && !ts.isPostfixUnaryExpression(inner)) return false;
  return inner.operator === ts.SyntaxKind.PlusPlusToken || inner.operator === ts.SyntaxKind.MinusMinusToken;
}

function isConstant(node: TypeScript.Expression): boolean {
  const inner = unwrap(node);
  return (
    ts.isLiteralExpression(inner) ||
    ts.isVoidExpression(inner) ||
    inner.kind === ts.SyntaxKind.NullKeyword ||
    inner.kind === ts.SyntaxKind.FalseKeyword ||
    inner.kind === ts.SyntaxKind.TrueKeyword ||
    (ts.isIdentifier(inner) && inner.text === "undefined")
  );
}
