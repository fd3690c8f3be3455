import type TypeScript from "typescript";
import { assign, readsOutlivingPlace, targetPhase } from "./assignments.js";
import { evaluateCall, evaluateTag } from "./calls.js";
import { evaluateClass, evaluateNew } from "./classes.js";
import { isState, polarityOf } from "./guards.js";
import type { Interpreter } from "./interpreter.js";
import { readProperty } from "./properties.js";
import { isSameForAll } from "./statements.js";
import { ts } from "./typescript.js";
import {
  type Frame,
  type FunctionValue,
  isTainted,
  newArray,
  newObject,
  type ObjectValue,
  TAINTED,
  truthiness,
  UNDEFINED,
  UNKNOWN,
  UNKNOWN_INIT,
  union,
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
    if (node.expression.kind === ts.SyntaxKind.SuperKeyword) return UNKNOWN;
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
    case ts.SyntaxKind.VoidExpression:
      evaluateParts(run, node, frame);
      return UNDEFINED;
    default:
      return evaluateParts(run, node, frame);
  }
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
function isFixed(value: Value): boolean {
  return (
    value.kind === "literal" ||
    value.kind === "global" ||
    (value.kind === "unknown" && value.phase === "init")
  );
}

function evaluateObject(run: Interpreter, node: TypeScript.ObjectLiteralExpression, frame: Frame): Value {
  const object = newObject(run.phase);
  for (const property of node.properties) {
    if (ts.isSpreadAssignment(property)) {
      spreadInto(object, evaluate(run, property.expression, frame));
      continue;
    }
    const name = nameOf(run, property.name, frame);
    if (ts.isGetAccessorDeclaration(property)) {
      if (name !== null) object.getters.set(name, closure(property, frame, object));
      continue;
    }
    const value = ts.isMethodDeclaration(property)
      ? closure(property, frame, object)
      : ts.isPropertyAssignment(property)
        ? evaluate(run, property.initializer, frame)
        : ts.isShorthandPropertyAssignment(property)
          ? lookUp(run, property.name, frame)
          : UNKNOWN;
    if (name === null) object.elements = [...(object.elements ?? []), value];
    else object.fields.set(name, value);
  }
  return object;
}

function spreadInto(object: ObjectValue, value: Value): void {
  if (value.kind === "object") {
    for (const [name, field] of value.fields) object.fields.set(name, field);
    for (const [name, getter] of value.getters) object.getters.set(name, getter);
    if (value.open !== null) object.open = value.open;
  } else if (value.kind === "union") {
    for (const option of value.options) spreadInto(object, option);
  } else if (value.kind !== "literal") {
    object.open = isTainted(value) ? TAINTED : UNKNOWN;
  }
}

/** The name of a property; null when it is computed and not known. */
export function nameOf(run: Interpreter, name: TypeScript.PropertyName, frame: Frame): string | null {
  if (ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name)) return name.text;
  if (ts.isPrivateIdentifier(name)) return name.text;
  if (!ts.isComputedPropertyName(name)) return null;
  const value = evaluate(run, name.expression, frame);
  return value.kind === "literal" ? String(value.value) : null;
}

function evaluateArray(run: Interpreter, node: TypeScript.ArrayLiteralExpression, frame: Frame): Value {
  const elements: Value[] = [];
  for (const element of node.elements) {
    if (!ts.isSpreadElement(element)) elements.push(evaluate(run, element, frame));
    else elements.push(elementOf(evaluate(run, element.expression, frame)));
  }
  return newArray(run.phase, elements);
}

/** What iterating over a value gives. */
export function elementOf(value: Value): Value {
  if (value.kind === "object" && value.elements !== null) {
    return value.elements.length === 0 ? UNKNOWN : union(value.elements);
  }
  if (value.kind === "union") return union(value.options.map(elementOf));
  return isTainted(value) ? TAINTED : UNKNOWN;
}

function evaluateElement(run: Interpreter, node: TypeScript.ElementAccessExpression, frame: Frame): Value {
  const base = evaluate(run, node.expression, frame);
  const key = evaluate(run, node.argumentExpression, frame);
  if (key.kind === "literal" && typeof key.value !== "number") {
    return readProperty(run, base, String(key.value), node);
  }
  if (base.kind === "object") {
    const at =
      key.kind === "literal" && typeof key.value === "number" ? base.elements?.[key.value] : undefined;
    if (at !== undefined) return at;
    const options = [...(base.elements ?? []), ...base.fields.values()];
    if (options.length > 0 && options.some((one) => one.kind !== "literal")) return union(options);
  }
  return isTainted(base) || isTainted(key) ? TAINTED : run.phase === "init" ? UNKNOWN_INIT : UNKNOWN;
}

function evaluateConditional(run: Interpreter, node: TypeScript.ConditionalExpression, frame: Frame): Value {
  const polarity = polarityOf(run, node.condition, frame);
  const test = evaluate(run, node.condition, frame);
  const known = polarity === null ? truthiness(test) : null;
  const tainted = isTainted(test);
  const branch = (side: TypeScript.Expression, guarded: boolean): Value =>
    run.within({ branch: true, tainted, ...(guarded ? { phase: "init" as const } : {}) }, () =>
      evaluate(run, side, frame),
    );
  const ways: (() => Value)[] = [];
  if (known !== false) ways.push(() => branch(node.whenTrue, polarity === "fresh"));
  if (known !== true) ways.push(() => branch(node.whenFalse, polarity === "cached"));
  const values = polarity !== null || isSameForAll(test) ? ways.map((way) => way()) : run.either(ways);
  const value = union(values);
  return tainted && value.kind !== "made" && !isCallable(value) ? TAINTED : value;
}

function isCallable(value: Value): boolean {
  return ["function", "class", "external", "object", "union", "namespace"].includes(value.kind);
}

function evaluateBinary(run: Interpreter, node: TypeScript.BinaryExpression, frame: Frame): Value {
  const { left, right } = node;
  switch (node.operatorToken.kind) {
    case ts.SyntaxKind.EqualsToken: {
      const value = evaluate(run, right, frame);
      assign(run, left, value, frame, readsOutlivingPlace(run, right, frame));
      return value;
    }
    case ts.SyntaxKind.QuestionQuestionEqualsToken:
    case ts.SyntaxKind.BarBarEqualsToken: {
      const before = evaluate(run, left, frame);
      const kept = targetPhase(run, left, frame) === "init";
      if (!kept && truthiness(before) === true) return before;
      const value = run.within({ branch: true, ...(kept ? { phase: "init" as const } : {}) }, () =>
        evaluate(run, right, frame),
      );
      run.within({ branch: true }, () => assign(run, left, value, frame, false));
      return union([before, value].filter((one) => one.kind !== "literal" || one.value !== undefined));
    }
    case ts.SyntaxKind.BarBarToken:
    case ts.SyntaxKind.QuestionQuestionToken: {
      const first = evaluate(run, left, frame);
      const state = polarityOf(run, left, frame) === "cached" || isState(run, left, frame);
      if (!state && truthiness(first) === true) return first;
      const absent = truthiness(first) === false;
      const either = (): Value =>
        run.within({ branch: true, ...(state ? { phase: "init" as const } : {}) }, () =>
          evaluate(run, right, frame),
        );
      const second = absent || state || isSameForAll(first) ? either() : run.sometimes(either);
      return absent ? second : union([first, second]);
    }
    case ts.SyntaxKind.AmpersandAmpersandToken: {
      const polarity = polarityOf(run, left, frame);
      const first = evaluate(run, left, frame);
      if (polarity === null && truthiness(first) === false) return first;
      const guarded = polarity === "fresh" ? { phase: "init" as const } : {};
      const then = (): Value =>
        run.within({ branch: true, tainted: isTainted(first), ...guarded }, () =>
          evaluate(run, right, frame),
        );
      return polarity !== null || isSameForAll(first) ? then() : run.sometimes(then);
    }
    case ts.SyntaxKind.CommaToken:
      evaluate(run, left, frame);
      return evaluate(run, right, frame);
    default: {
      const sides = [evaluate(run, left, frame), evaluate(run, right, frame)];
      const same = run.phase === "init" || sides.every(isFixed) ? UNKNOWN_INIT : UNKNOWN;
      const value = sides.some((one) => isTainted(one)) ? TAINTED : same;
      const operator = node.operatorToken.kind;
      if (operator >= ts.SyntaxKind.FirstAssignment && operator <= ts.SyntaxKind.LastAssignment) {
        assign(run, left, value, frame, false);
      }
      return value;
    }
  }
}
