import type TypeScript from "typescript";
import { ts } from "../typescript.js";
import { callFunction, callValue } from "./calls.js";
import { construct } from "./construct.js";
import type { Step } from "./construction-record.js";
import { keyOf, type Scope } from "./containers.js";
import { evaluate } from "./expressions.js";
import type { Interpreter } from "./interpreter.js";
import { type ClassValue, UNKNOWN, UNKNOWN_INIT, type Value } from "./values.js";

export function resolveToken(run: Interpreter, token: Value, source: string, step: Step): Value {
  const registration = run.registrations.get(keyOf(run, token));
  if (registration?.how === "value") return registration.provider;
  if (registration?.how === "factory") {
    const make = (): Value => callValue(run, registration.provider, [UNKNOWN], null, step);
    return registration.scope === "singleton" ? once(run, registration.provider, make) : make();
  }
  const target = registration?.provider ?? token;
  if (target.kind !== "class") return run.phase === "init" ? UNKNOWN_INIT : UNKNOWN;
  return build(run, target, registration?.scope ?? scopeOfClass(target, source), source, step);
}

function build(
  run: Interpreter,
  target: ClassValue,
  scope: Scope,
  source: string,
  step: Step,
  depth = 0,
): Value {
  const make = (): Value =>
    construct(run, target, depth > 12 ? [] : dependencies(run, target, source, step, depth), {
      node: step.node,
      label: `${step.label}(${target.node.name?.text ?? "…"})`,
    });
  return scope === "singleton" ? once(run, target, make) : make();
}

/** A singleton is built once for the environment, whoever asks first. */
function once(run: Interpreter, owner: Value, make: () => Value): Value {
  const key = `singleton ${owner.kind === "class" ? run.id(owner.node) : run.id(owner)}`;
  return run.keep(key, UNKNOWN_INIT, make);
}

function scopeOfClass(target: ClassValue, source: string): Scope {
  const decorators = ts.canHaveDecorators(target.node) ? (ts.getDecorators(target.node) ?? []) : [];
  const text = decorators.map((one) => one.expression.getText()).join(" ");
  if (source === "typedi") return /transient\s*:\s*true/.test(text) ? "transient" : "singleton";
  if (/\b(singleton|scoped)\s*\(/i.test(text) && !/ResolutionScoped/.test(text)) return "singleton";
  return /scope\s*:\s*\S*Singleton|BindingScopeEnum\.Singleton/.test(text) ? "singleton" : "transient";
}

/** Constructor arguments by `@inject(token)` or by the parameter's class. */
function dependencies(
  run: Interpreter,
  target: ClassValue,
  source: string,
  step: Step,
  depth: number,
): Value[] {
  for (let at: Value | null = target; at !== null && at.kind === "class"; at = at.base) {
    const { node, frame } = at;
    const body = node.members.find((one): one is TypeScript.ConstructorDeclaration =>
      ts.isConstructorDeclaration(one),
    );
    if (body === undefined) continue;
    return body.parameters.map((parameter) => {
      for (const decorator of ts.getDecorators(parameter) ?? []) {
        const call = decorator.expression;
        if (!ts.isCallExpression(call) || !/^(inject|Inject)$/.test(call.expression.getText())) continue;
        const [first] = call.arguments;
        if (first === undefined) break;
        const token = evaluate(run, first, frame);
        return resolveToken(
          run,
          token.kind === "function" ? callFunction(run, token, [], null, step) : token,
          source,
          step,
        );
      }
      const { type } = parameter;
      if (type === undefined || !ts.isTypeReferenceNode(type) || !ts.isIdentifier(type.typeName))
        return UNKNOWN;
      const wanted = evaluate(run, type.typeName, frame);
      if (wanted.kind !== "class") return UNKNOWN;
      const registration = run.registrations.get(keyOf(run, wanted));
      if (registration !== undefined) return resolveToken(run, wanted, source, step);
      return build(run, wanted, scopeOfClass(wanted, source), source, step, depth + 1);
    });
  }
  return [];
}
