import { ts } from "../typescript.js";
import { callValue } from "./calls.js";
import { construct } from "./construct.js";
import type { Step } from "./construction-record.js";
import { keyOf, type Scope } from "./containers.js";
import { fillFields, injectedInto } from "./injection.js";
import type { Interpreter } from "./interpreter.js";
import { type ClassValue, UNKNOWN, UNKNOWN_INIT, type Value } from "./values.js";

/** Classes that ask for classes; they may ask for each other. */
const MAXIMUM_DEPTH = 12;

export function resolveToken(run: Interpreter, token: Value, source: string, step: Step, depth = 0): Value {
  const registration = run.registrations.get(keyOf(run, token));
  if (registration?.how === "value") return registration.provider;
  if (registration?.how === "factory") {
    const make = (): Value => callValue(run, registration.provider, [UNKNOWN], null, step);
    return registration.scope === "singleton" ? once(run, registration.provider, make) : make();
  }
  const target = registration?.provider ?? token;
  if (target.kind !== "class") return run.phase === "init" ? UNKNOWN_INIT : UNKNOWN;
  return build(run, target, registration?.scope ?? scopeOfClass(target, source), source, step, depth);
}

function build(
  run: Interpreter,
  target: ClassValue,
  scope: Scope,
  source: string,
  step: Step,
  depth: number,
): Value {
  const make = (): Value => {
    const { parameters, fields } = injectedInto(run, target, step);
    const give = (token: Value | null): Value =>
      token === null || depth > MAXIMUM_DEPTH ? UNKNOWN : resolveToken(run, token, source, step, depth + 1);
    const instance = construct(run, target, parameters.map(give), {
      node: step.node,
      label: `${step.label}(${target.node.name?.text ?? "…"})`,
    });
    return fillFields(instance, fields, give);
  };
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
