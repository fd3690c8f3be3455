import type TypeScript from "typescript";
import type { Confidence } from "../../finding.js";
import { ts } from "../typescript.js";
import { evaluateClass } from "./classes.js";
import { closure } from "./expressions.js";
import type { Interpreter } from "./interpreter.js";
import { moduleOf } from "./modules.js";
import { isUntyped } from "./untyped.js";
import {
  type Frame,
  type FunctionValue,
  isTainted,
  newObject,
  phaseOf,
  UNKNOWN_INIT,
  type Value,
} from "./values.js";

/**
 * The method that a call means by its receiver's declared type, where no value is known (an instance that a
 * container made). The instance may be of a subclass, so the confidence is medium.
 */
export function typedCallee(
  run: Interpreter,
  callee: TypeScript.PropertyAccessExpression,
  receiver: Value,
): { readonly fn: FunctionValue; readonly confidence: Confidence } | null {
  // Types are dear: ask for them only where a class of the project has such a method.
  if (run.phase === "init" || !run.names.methods.has(callee.name.text) || isTainted(receiver)) return null;
  if (isUntyped(run, callee.expression)) return null;
  const symbol = run.typed().getSymbolAtLocation(callee.name);
  const declaration = symbol?.declarations?.find(
    (one): one is TypeScript.MethodDeclaration => ts.isMethodDeclaration(one) && one.body !== undefined,
  );
  if (declaration === undefined || !ts.isClassDeclaration(declaration.parent)) return null;
  const file = declaration.getSourceFile().fileName;
  const record = moduleOf(run, file);
  if (record === null) return null;
  const frame: Frame = record.frame;
  const owner = run.within({ phase: "init" }, () =>
    evaluateClass(run, declaration.parent as TypeScript.ClassDeclaration, frame),
  );
  const known = run.singletons.get(declaration.parent);
  const self = known ?? {
    ...newObject(phaseOf(receiver)),
    class: owner,
    open: UNKNOWN_INIT,
  };
  run.singletons.set(declaration.parent, self);
  return { fn: closure(declaration, frame, self), confidence: "medium" };
}
