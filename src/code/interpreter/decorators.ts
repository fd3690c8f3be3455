import type TypeScript from "typescript";
import { ts } from "../typescript.js";
import { callFunction } from "./calls.js";
import type { Step } from "./construction-record.js";
import { closure, evaluate } from "./expressions.js";
import type { Interpreter } from "./interpreter.js";
import { nameOf } from "./literals.js";
import { CallStep } from "./parameters.js";
import { isMemoised, isStatic } from "./properties.js";
import {
  type ClassValue,
  type Frame,
  type FunctionValue,
  newObject,
  optionsOf,
  UNKNOWN,
  type Value,
} from "./values.js";

/** Parameters of a decorator as TypeScript had them first: target, key, descriptor. */
const LEGACY_PARAMETERS = 3;

/** Decorators run when the class is defined: what they use is needed then, and a method may become another function. */
export function evaluateDecorators(
  run: Interpreter,
  node: TypeScript.Node,
  owner: ClassValue,
  frame: Frame,
): void {
  const decorators = ts.canHaveDecorators(node) ? (ts.getDecorators(node) ?? []) : [];
  const values = decorators.map((one) => evaluate(run, one.expression, frame));
  if (!ts.isConstructorDeclaration(node) && !ts.isMethodDeclaration(node)) return;
  for (const parameter of node.parameters) {
    for (const decorator of ts.getDecorators(parameter) ?? []) evaluate(run, decorator.expression, frame);
  }
  if (!ts.isMethodDeclaration(node) || node.body === undefined || isMemoised(node)) return;
  const name = nameOf(run, node.name, frame);
  const key: Value = name === null ? UNKNOWN : { kind: "literal", value: name };
  const steps = decorators.map((one) => new CallStep(one, one.expression));
  replaceMethod(run, { node, owner, key }, values, (index) => steps[index]);
}

/** `__decorate([connected], Orders.prototype, "list", null)`: what compilers make of the first kind of decorators. */
export function decorateCompiled(
  run: Interpreter,
  [list, target, key]: readonly Value[],
  step: Step,
): boolean {
  if (list?.kind !== "object" || list.elements === null || key?.kind !== "literal") return false;
  const owner = target?.kind === "class" ? target : target?.kind === "object" ? target.class : null;
  const node = owner?.node.members.find(
    (one): one is TypeScript.MethodDeclaration =>
      ts.isMethodDeclaration(one) &&
      one.body !== undefined &&
      ts.isIdentifier(one.name) &&
      one.name.text === key.value &&
      isStatic(one) === (target?.kind === "class"),
  );
  if (owner === null || node === undefined) return false;
  replaceMethod(run, { node, owner, key }, list.elements, () => step);
  return true;
}

interface Decorated {
  readonly node: TypeScript.MethodDeclaration;
  readonly owner: ClassValue;
  readonly key: Value;
}

function replaceMethod(
  run: Interpreter,
  { node, owner, key }: Decorated,
  decorators: readonly Value[],
  stepOf: (index: number) => Step | undefined,
): void {
  const written = closure(node, owner.frame);
  let method: FunctionValue = owner.replaced.get(node) ?? written;
  for (const [index, decorator] of [...decorators.entries()].reverse()) {
    const step = stepOf(index);
    if (decorator.kind !== "function" || step === undefined) continue;
    const before = method;
    const given = optionsOf(decorated(run, decorator, owner, key, before, step) ?? before);
    // Writing to what a function was given leaves what stood there as another way.
    method =
      given.findLast((one): one is FunctionValue => one.kind === "function" && one.node !== before.node) ??
      before;
  }
  if (method.node !== written.node) owner.replaced.set(node, method);
}

/** What a decorator makes of a method; null where it leaves it. */
function decorated(
  run: Interpreter,
  decorator: FunctionValue,
  owner: ClassValue,
  key: Value,
  method: FunctionValue,
  step: Step,
): Value | null {
  const self = decorator.self;
  const { parameters } = decorator.node;
  const takesAll = parameters.some((one) => one.dotDotDotToken !== undefined);
  if (!takesAll && parameters.length < LEGACY_PARAMETERS) {
    const context = newObject("init", [
      ["kind", { kind: "literal", value: "method" }],
      ["name", key],
    ]);
    return callFunction(run, decorator, [...decorator.bound, method, context], self, step);
  }
  const descriptor = newObject("init", [["value", method]]);
  const given = callFunction(run, decorator, [...decorator.bound, owner, key, descriptor], self, step);
  const from = given.kind === "object" ? given : descriptor;
  return from.fields.get("value") ?? null;
}
