import type TypeScript from "typescript";
import { ts } from "../typescript.js";
import { assign, readsOutlivingPlace, targetPhase } from "./assignments.js";
import { evaluate, isFixed } from "./expressions.js";
import { polarityOf } from "./guards.js";
import { decidedBy } from "./import-use.js";
import type { Interpreter } from "./interpreter.js";
import { comparedKind } from "./kind-tests.js";
import { isOfKinds } from "./kinds.js";
import type { Polarity } from "./memo-tests.js";
import { exits, isNoWay, isRefusal, statementsOf } from "./no-way.js";
import { type Choice, isPresenceGuard, isPresenceTestOf } from "./presence.js";
import { assignsState, isState } from "./state.js";
import {
  type Frame,
  isTainted,
  NEVER_SET,
  settledUnion,
  TAINTED,
  truthiness,
  UNKNOWN,
  UNKNOWN_INIT,
  union,
  type Value,
} from "./values.js";

export function evaluateConditional(
  run: Interpreter,
  node: TypeScript.ConditionalExpression,
  frame: Frame,
): Value {
  const polarity = polarityOf(run, node.condition, frame);
  return choose(run, node, polarity, evaluate(run, node.condition, frame), frame);
}

/** What one side or the other gives, once the condition came to `test`. */
function choose(run: Interpreter, node: Choice, polarity: Polarity | null, test: Value, frame: Frame): Value {
  const known = polarity === null ? truthiness(test) : null;
  const tainted = isTainted(test);
  const branch = (side: TypeScript.Expression, guarded: boolean): Value =>
    run.within({ branch: true, tainted, ...(guarded ? { phase: "init" as const } : {}) }, () =>
      evaluate(run, side, frame),
    );
  const fills = polarity === "cached" && !(tainted && isRefusal(node.whenTrue));
  const ways: (() => Value)[] = [];
  if (known !== false) ways.push(() => branch(node.whenTrue, polarity === "fresh"));
  if (known !== true) ways.push(() => branch(node.whenFalse, fills));
  const isOnly = polarity !== null || !tainted || isPresenceGuard(node);
  const refusals = [node.whenTrue, node.whenFalse].map(isRefusal);
  let values: readonly Value[];
  if (isOnly) values = run.all(ways);
  // `isKnown ? answer(event) : { statusCode: 400 }` is a guard, no choice between events.
  else if (ways.length === 2 && refusals[0] !== refusals[1])
    values = run.all(
      ways.map((way, index) =>
        refusals[index] ? () => run.sometimes(way, node.condition, { isRare: true }) : way,
      ),
    );
  else {
    values = run.either(ways, decidedBy(node.condition), {
      isOfKinds: isOfKinds(run, node.condition, frame),
    });
  }
  const value = tainted ? union(values) : settledUnion(values);
  return tainted && value.kind !== "made" && !isCallable(value) ? TAINTED : value;
}

/** `isPdf && makePdf()` of `isPdf && makePdf() || makeHtml()`: one or the other. Null where it asks a memo. */
function choiceIn(
  run: Interpreter,
  left: TypeScript.Expression,
  frame: Frame,
): TypeScript.BinaryExpression | null {
  const both = ts.isParenthesizedExpression(left) ? left.expression : left;
  const isBoth =
    ts.isBinaryExpression(both) && both.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken;
  if (!isBoth || polarityOf(run, left, frame) !== null || isState(run, left, frame)) return null;
  return both;
}

/** `scheme === "Bearer" && verify(token)`: the scheme that all of them send. */
function isOfScheme(test: TypeScript.Expression): boolean {
  return /["'`](Bearer|Basic) ?["'`]/i.test(test.getText());
}

/** `if (!isKnown(to) && !(await exists(to))) return;`: what is asked before all that the function does. */
function isWithinGuard(node: TypeScript.Expression): boolean {
  let at: TypeScript.Node = node;
  while (!ts.isIfStatement(at.parent)) {
    const { parent } = at;
    if (!ts.isParenthesizedExpression(parent) && !ts.isPrefixUnaryExpression(parent) && !isLogical(parent))
      return false;
    at = parent;
  }
  const { expression, thenStatement } = at.parent;
  return expression === at && exits(thenStatement) && isNoWay(statementsOf(thenStatement));
}

function isLogical(node: TypeScript.Node): boolean {
  if (!ts.isBinaryExpression(node)) return false;
  const operator = node.operatorToken.kind;
  return (
    operator === ts.SyntaxKind.AmpersandAmpersandToken ||
    operator === ts.SyntaxKind.BarBarToken ||
    operator === ts.SyntaxKind.QuestionQuestionToken
  );
}

/** Runs what may not be run: what is around it does not fail by it. */
function aside(run: Interpreter, way: () => Value): Value {
  let value: Value = UNKNOWN;
  run.apart(() => {
    value = way();
  });
  return value;
}

function isCallable(value: Value): boolean {
  if (value.kind === "union") return value.options.some(isCallable);
  return ["function", "class", "external", "object", "namespace"].includes(value.kind);
}

export function evaluateBinary(run: Interpreter, node: TypeScript.BinaryExpression, frame: Frame): Value {
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
    case ts.SyntaxKind.BarBarToken: {
      const both = choiceIn(run, left, frame);
      if (both === null) return evaluateOr(run, node, evaluate(run, left, frame), frame);
      const polarity = polarityOf(run, both.left, frame);
      const test = evaluate(run, both.left, frame);
      if (!isTainted(test))
        return evaluateOr(run, node, evaluateAnd(run, both, polarity, test, frame), frame);
      const choice = { condition: both.left, whenTrue: both.right, whenFalse: right };
      return choose(run, choice, polarity, test, frame);
    }
    case ts.SyntaxKind.QuestionQuestionToken:
      return evaluateOr(run, node, evaluate(run, left, frame), frame);
    case ts.SyntaxKind.AmpersandAmpersandToken: {
      const polarity = polarityOf(run, left, frame);
      return evaluateAnd(run, node, polarity, evaluate(run, left, frame), frame);
    }
    case ts.SyntaxKind.CommaToken:
      evaluate(run, left, frame);
      return evaluate(run, right, frame);
    default: {
      const sides = [evaluate(run, left, frame), evaluate(run, right, frame)];
      const compared = comparedToNeverSet(node.operatorToken.kind, sides) ?? comparedKind(node, sides);
      if (compared !== null) return compared;
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

/** `first || right`, `first ?? right`. */
function evaluateOr(
  run: Interpreter,
  { left, right }: TypeScript.BinaryExpression,
  first: Value,
  frame: Frame,
): Value {
  const state = polarityOf(run, left, frame) === "cached" || isState(run, left, frame);
  if (!state && truthiness(first) === true) return first;
  const absent = truthiness(first) === false;
  const either = (): Value =>
    run.within({ branch: true, ...(state ? { phase: "init" as const } : {}) }, () =>
      evaluate(run, right, frame),
    );
  // `event.client ?? makeClient()`: what stands in is what most invocations take.
  const second = absent ? either() : aside(run, either);
  return absent ? second : union([first, second]);
}

/** `first && right`. */
function evaluateAnd(
  run: Interpreter,
  node: TypeScript.BinaryExpression,
  polarity: Polarity | null,
  first: Value,
  frame: Frame,
): Value {
  const { left, right } = node;
  if (polarity === null && truthiness(first) === false) return first;
  const fills = polarity === "fresh" || (polarity === "either" && assignsState(run, right, frame));
  const guarded = fills ? { phase: "init" as const } : {};
  const then = (): Value =>
    run.within({ branch: true, tainted: isTainted(first), ...guarded }, () => evaluate(run, right, frame));
  const isOnly =
    polarity !== null ||
    !isTainted(first) ||
    isPresenceTestOf(left, right) ||
    isWithinGuard(node) ||
    isOfScheme(left);
  return isOnly ? aside(run, then) : run.sometimes(then, left, { isOfKinds: isOfKinds(run, left, frame) });
}

/** `process.env.IS_OFFLINE === "true"` is false on Lambda. */
function comparedToNeverSet(operator: TypeScript.SyntaxKind, sides: readonly Value[]): Value | null {
  const other = sides.find((one) => one !== NEVER_SET);
  if (!sides.includes(NEVER_SET) || other?.kind !== "literal" || other.value === undefined) return null;
  switch (operator) {
    case ts.SyntaxKind.EqualsEqualsToken:
    case ts.SyntaxKind.EqualsEqualsEqualsToken:
      return { kind: "literal", value: other.value === null && operator === ts.SyntaxKind.EqualsEqualsToken };
    case ts.SyntaxKind.ExclamationEqualsToken:
    case ts.SyntaxKind.ExclamationEqualsEqualsToken:
      return {
        kind: "literal",
        value: other.value !== null || operator === ts.SyntaxKind.ExclamationEqualsEqualsToken,
      };
    default:
      return null;
  }
}
