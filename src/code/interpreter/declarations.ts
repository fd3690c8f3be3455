import type TypeScript from "typescript";
import { ts } from "../typescript.js";
import { evaluate } from "./expressions.js";
import type { Interpreter } from "./interpreter.js";
import { elementOf, nameOf } from "./literals.js";
import { readProperty } from "./properties.js";
import { type Frame, isTainted, settled, TAINTED, UNKNOWN, union, type Value } from "./values.js";
import { bind } from "./variables.js";

/** Declares the names of a variable, parameter or pattern. */
export function declare(
  run: Interpreter,
  declaration: TypeScript.VariableDeclaration | TypeScript.ParameterDeclaration | TypeScript.BindingElement,
  given: Value,
  frame: Frame,
  state: boolean,
): void {
  let value = given;
  const isDefault = !ts.isVariableDeclaration(declaration) && declaration.initializer !== undefined;
  if (isDefault && declaration.initializer !== undefined) {
    const initializer = declaration.initializer;
    if (value.kind === "literal" && value.value === undefined) {
      value = evaluate(run, initializer, frame);
    } else if (value.kind === "unknown" && !ts.isParameter(declaration)) {
      const instead = run.within({ branch: true, confidence: "medium" }, () =>
        evaluate(run, initializer, frame),
      );
      value = union([instead, value]);
    } else if (value.kind === "union") {
      const instead = run.within({ branch: true }, () => evaluate(run, initializer, frame));
      value = union([value, instead]);
    }
  }
  const { name } = declaration;
  if (ts.isIdentifier(name)) {
    // What init chose is the same for all invocations.
    bind(frame, declaration, run.phase === "init" ? settled(value) : value, state, run.taintedBranches);
    return;
  }
  for (const [index, element] of name.elements.entries()) {
    if (!ts.isBindingElement(element)) continue;
    const isKept = state || isKeptField(run, value, element);
    declare(run, element, part(run, name, element, index, value, frame), frame, isKept);
  }
}

/** `const { client } = holder;`, where the holder outlives the invocation and functions write its client. */
function isKeptField(run: Interpreter, value: Value, element: TypeScript.BindingElement): boolean {
  if (run.phase !== "invocation" || value.kind !== "object" || value.phase !== "init") return false;
  const named = element.propertyName ?? element.name;
  return ts.isIdentifier(named) && run.assignedNames.has(named.text);
}

function part(
  run: Interpreter,
  pattern: TypeScript.BindingPattern,
  element: TypeScript.BindingElement,
  index: number,
  value: Value,
  frame: Frame,
): Value {
  if (ts.isArrayBindingPattern(pattern))
    return element.dotDotDotToken === undefined ? at(value, index) : value;
  if (element.dotDotDotToken !== undefined) return value;
  const named = element.propertyName ?? element.name;
  if (ts.isObjectBindingPattern(named) || ts.isArrayBindingPattern(named)) return UNKNOWN;
  const name = nameOf(run, named, frame);
  return name === null ? (isTainted(value) ? TAINTED : UNKNOWN) : readProperty(run, value, name, element);
}

export function at(value: Value, index: number): Value {
  if (value.kind === "object" && value.elements !== null) return value.elements[index] ?? UNKNOWN;
  // `for (const [key, value] of map)`: a Map is known by its values alone.
  if (index === 1 && isNoList(value)) return value;
  return elementOf(value);
}

function isNoList(value: Value): boolean {
  if (value.kind === "union") return value.options.every(isNoList);
  return (
    value.kind === "function" ||
    value.kind === "class" ||
    (value.kind === "object" && value.elements === null)
  );
}
