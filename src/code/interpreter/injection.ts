import type TypeScript from "typescript";
import { ts } from "../typescript.js";
import { callFunction, callValue } from "./calls.js";
import type { Step } from "./construction-record.js";
import { evaluate } from "./expressions.js";
import type { Interpreter } from "./interpreter.js";
import { nameOf } from "./literals.js";
import type { ClassValue, Frame, Value } from "./values.js";

/** What a container hands to an instance, by the tokens it asks for. Null: a token that nobody can tell. */
export interface Injected {
  readonly parameters: readonly (Value | null)[];
  readonly fields: ReadonlyMap<string, Value>;
}

/** The constructor's parameters, and the fields that are decorated: `@Inject(TOKEN)`, or the declared class. */
export function injectedInto(run: Interpreter, target: ClassValue, step: Step): Injected {
  let parameters: readonly (Value | null)[] | null = null;
  const fields = new Map<string, Value>();
  for (let at: Value | null = target; at !== null && at.kind === "class"; at = at.base) {
    const { frame } = at;
    for (const member of at.node.members) {
      if (ts.isConstructorDeclaration(member) && member.body !== undefined) {
        parameters ??= member.parameters.map((one) => tokenOf(run, one, frame, step));
      } else if (ts.isPropertyDeclaration(member) && injecting(member) !== null) {
        const name = nameOf(run, member.name, frame);
        const token = tokenOf(run, member, frame, step);
        if (name !== null && token !== null && !fields.has(name)) fields.set(name, token);
      }
    }
  }
  return { parameters: parameters ?? [], fields };
}

/** Hands the values that were made of the tokens to an instance's fields. */
export function fillFields(
  instance: Value,
  fields: ReadonlyMap<string, Value>,
  make: (token: Value) => Value,
): Value {
  if (instance.kind === "object") for (const [name, token] of fields) instance.fields.set(name, make(token));
  return instance;
}

function tokenOf(
  run: Interpreter,
  asking: TypeScript.ParameterDeclaration | TypeScript.PropertyDeclaration,
  frame: Frame,
  step: Step,
): Value | null {
  const [first] = injecting(asking)?.arguments ?? [];
  if (first !== undefined) return undelayed(run, evaluate(run, first, frame), step);
  const { type } = asking;
  if (type === undefined || !ts.isTypeReferenceNode(type) || !ts.isIdentifier(type.typeName)) return null;
  const wanted = evaluate(run, type.typeName, frame);
  return wanted.kind === "class" ? wanted : null;
}

/** `@Inject(() => Store)`, `@inject(delay(() => Store))`, `@Inject(forwardRef(() => Store))`. */
function undelayed(run: Interpreter, token: Value, step: Step): Value {
  if (token.kind === "function") return callFunction(run, token, [], null, step);
  const [given] = token.kind === "made" ? token.holds : [];
  const delays = token.kind === "made" && /^(delay|forwardRef)$/.test(token.from?.path.at(-1) ?? "");
  return delays && given !== undefined ? callValue(run, given, [], null, step) : token;
}

function injecting(node: TypeScript.HasDecorators): TypeScript.CallExpression | null {
  for (const { expression } of ts.getDecorators(node) ?? []) {
    if (ts.isCallExpression(expression) && /^(inject|Inject)$/.test(expression.expression.getText())) {
      return expression;
    }
  }
  return null;
}
