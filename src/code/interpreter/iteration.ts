import type TypeScript from "typescript";
import { callFunction } from "./calls.js";
import { evaluate } from "./expressions.js";
import type { Interpreter } from "./interpreter.js";
import { elementOf } from "./literals.js";
import { labelOf } from "./parameters.js";
import { readProperty } from "./properties.js";
import { type Frame, optionsOf, UNKNOWN, union, type Value } from "./values.js";

/** How an object of the project's own is iterated over. */
const ITERATORS = ["Symbol.asyncIterator", "Symbol.iterator"] as const;

/** What iterating over the value of an expression goes through, running an iterator of the project's own. */
export function iterated(run: Interpreter, value: Value, at: TypeScript.Expression): Value {
  return union(optionsOf(value).map((one) => iteratedOne(run, one, at)));
}

function iteratedOne(run: Interpreter, value: Value, at: TypeScript.Expression): Value {
  if (value.kind !== "object" || value.elements !== null) return value;
  for (const name of ITERATORS) {
    const method = readProperty(run, value, name, at);
    if (method.kind !== "function") continue;
    return callFunction(run, method, [], value, { node: at, label: `for … of ${labelOf(at)}` });
  }
  return value;
}

/** What a `yield` gives back is the affair of who iterates. */
export function evaluateYield(run: Interpreter, node: TypeScript.YieldExpression, frame: Frame): Value {
  if (node.expression === undefined) return UNKNOWN;
  const value = evaluate(run, node.expression, frame);
  if (run.awaited.has(frame.owner)) return value;
  const isDelegated = node.asteriskToken !== undefined;
  frame.yields?.push(isDelegated ? elementOf(iterated(run, value, node.expression)) : value);
  return isDelegated ? value : UNKNOWN;
}
