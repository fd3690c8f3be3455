import type TypeScript from "typescript";
import { ts } from "../typescript.js";
import { assign } from "./assignments.js";
import { declare } from "./declarations.js";
import { exportsByName } from "./exports.js";
import { evaluate } from "./expressions.js";
import { polarityOf } from "./guards.js";
import type { Interpreter } from "./interpreter.js";
import { iterated } from "./iteration.js";
import { elementOf, fieldsOf, functionsIn, isTable, namesOf, rowOf } from "./literals.js";
import { declareAll, runStatement } from "./statements.js";
import { type Frame, isTainted, newObject, UNKNOWN, union, type Value } from "./values.js";
import { bind } from "./variables.js";

export function runForEach(
  run: Interpreter,
  node: TypeScript.ForOfStatement | TypeScript.ForInStatement,
  frame: Frame,
): void {
  const given = evaluate(run, node.expression, frame);
  const over = ts.isForOfStatement(node) ? iterated(run, given, node.expression) : given;
  const element: Value = ts.isForOfStatement(node)
    ? rowOf(run, over)
    : isTainted(over)
      ? elementOf(over)
      : UNKNOWN;
  const take = (value: Value): void => {
    if (ts.isVariableDeclarationList(node.initializer)) {
      for (const one of node.initializer.declarations) declare(run, one, value, frame, false);
    } else {
      assign(run, node.initializer, value, frame, false);
    }
  };
  const turn = (value: Value): void => {
    take(value);
    runStatement(run, node.statement, frame);
  };
  const listed = functionsIn(ts.isForInStatement(node) ? namesIn(run, over, node) : over, run.phase);
  if (listed === null) {
    runTurn(run, false, () => turn(element));
    return;
  }
  for (const one of listed) run.apart(() => run.within({ branch: true }, () => turn(one)));
  // Functions that a turn made keep its own element: with which one each is called isn't told apart.
  take(union(listed));
}

/** The names that `for (const name in routes)` goes through, where they are known. */
function namesIn(run: Interpreter, over: Value, at: TypeScript.Node): Value {
  const object = over.kind === "namespace" ? newObject("init", exportsByName(run, over.file)) : over;
  if (object.kind !== "object" || object.class !== null) return UNKNOWN;
  const own = fieldsOf(run, object, at);
  return isTable(object, own) ? namesOf(run, own) : UNKNOWN;
}

export function runWhile(
  run: Interpreter,
  { expression, statement }: TypeScript.WhileStatement | TypeScript.DoStatement,
  frame: Frame,
): void {
  runTurn(run, polarityOf(run, expression, frame) === "fresh", () => {
    evaluate(run, expression, frame);
    runStatement(run, statement, frame);
  });
}

export function runFor(run: Interpreter, node: TypeScript.ForStatement, frame: Frame): void {
  const { initializer, condition, incrementor, statement } = node;
  if (initializer !== undefined) {
    if (ts.isVariableDeclarationList(initializer)) declareAll(run, initializer, frame);
    else evaluate(run, initializer, frame);
  }
  // `for (; client === undefined; ) client = connect()`: a `while`, minified.
  const fresh = condition !== undefined && polarityOf(run, condition, frame) === "fresh";
  const turn = (): void => {
    if (condition !== undefined) evaluate(run, condition, frame);
    runStatement(run, statement, frame);
    if (incrementor !== undefined) evaluate(run, incrementor, frame);
  };
  const counted = countedList(node);
  const listed = counted === null ? null : functionsIn(evaluate(run, counted.list, frame), run.phase);
  if (counted === null || listed === null) {
    runTurn(run, fresh, turn);
    return;
  }
  for (let value = counted.start; value < listed.length; value++) {
    bind(frame, counted.index, { kind: "literal", value });
    run.apart(() => run.within({ branch: true }, turn));
  }
}

/** One turn stands for all of them. `fresh`: a loop that goes on until a memo is filled. */
function runTurn(run: Interpreter, fresh: boolean, turn: () => void): void {
  run.within({ inLoop: true, branch: true, ...(fresh ? { phase: "init" as const } : {}) }, turn);
}

/** `for (let index = start; index < list.length; …)`. Null: it counts otherwise. */
function countedList({ initializer, condition }: TypeScript.ForStatement): {
  readonly index: TypeScript.VariableDeclaration;
  readonly start: number;
  readonly list: TypeScript.Expression;
} | null {
  if (initializer === undefined || !ts.isVariableDeclarationList(initializer)) return null;
  const index = initializer.declarations[0];
  if (index?.initializer === undefined || !ts.isNumericLiteral(index.initializer)) return null;
  if (condition === undefined || !ts.isBinaryExpression(condition)) return null;
  const { left, right, operatorToken } = condition;
  const isCounted =
    operatorToken.kind === ts.SyntaxKind.LessThanToken &&
    left.getText() === index.name.getText() &&
    ts.isPropertyAccessExpression(right) &&
    right.name.text === "length";
  return isCounted ? { index, start: Number(index.initializer.text), list: right.expression } : null;
}
