import type { Interpreter, Step } from "./interpreter.js";
import type { Value } from "./values.js";

/** Dependency injection containers. Null: the receiver is none. */
export function callContainer(
  _run: Interpreter,
  _receiver: Value,
  _name: string,
  _args: readonly Value[],
  _step: Step,
): Value | null {
  return null;
}
