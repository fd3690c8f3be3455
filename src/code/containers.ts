import type TypeScript from "typescript";
import { callFunction, callValue } from "./calls.js";
import { construct } from "./classes.js";
import { evaluate } from "./expressions.js";
import type { Interpreter, Step } from "./interpreter.js";
import { ts } from "./typescript.js";
import {
  type ClassValue,
  type ExternalValue,
  type MadeValue,
  optionsOf,
  UNKNOWN,
  UNKNOWN_INIT,
  type Value,
} from "./values.js";

/** How long what a container builds lives: as long as the container, or as long as who asked for it. */
type Scope = "singleton" | "transient";

export interface Registration {
  readonly provider: Value;
  readonly how: "class" | "value" | "factory";
  readonly scope: Scope;
}

const PACKAGES = /^(tsyringe|inversify|typedi|awilix)$/;

/**
 * Calls on dependency injection containers: registrations are noted, and `resolve`, `get` build what they
 * stand for, once or each time. Null: the receiver is no container.
 */
export function callContainer(
  run: Interpreter,
  receiver: Value,
  name: string,
  args: readonly Value[],
  step: Step,
): Value | null {
  const source = containerSource(receiver);
  if (source === null) return null;
  const [token, provider, options] = args;
  if (token === undefined) {
    scopeBinding(run, receiver, name);
    return isBinding(receiver) ? receiver : null;
  }
  switch (name) {
    case "resolve":
    case "resolveAsync":
    case "get":
    case "getAsync":
      return run.phase === "init" && name === "get" && source === "typedi" && token.kind !== "class"
        ? null
        : resolveToken(run, token, source, step);
    case "registerSingleton":
      register(run, token, { provider: provider ?? token, how: "class", scope: "singleton" });
      return receiver;
    case "registerInstance":
    case "set":
      if (provider !== undefined) register(run, token, { provider, how: "value", scope: "singleton" });
      return receiver;
    case "register":
      if (provider !== undefined) registerProvider(run, token, provider, options);
      return receiver;
    case "bind":
    case "rebind":
      register(run, token, { provider: token, how: "class", scope: "transient" });
      return binding(token, source);
    default:
      return callBinding(run, receiver, name, token);
  }
}

function containerSource(receiver: Value): string | null {
  for (const option of optionsOf(receiver)) {
    const from = option.kind === "external" ? option : option.kind === "made" ? option.from : null;
    if (from !== null && PACKAGES.test(from.source)) return from.source;
  }
  return null;
}

/** What `container.bind(token)` gives: `.to()`, `.toSelf()`, `.inSingletonScope()` follow. */
function binding(token: Value, source: string): MadeValue {
  const from: ExternalValue = { kind: "external", source, path: ["bind"] };
  return { kind: "made", from, how: "call", holds: [token], phase: "init", tainted: false, client: null };
}

function callBinding(run: Interpreter, receiver: Value, name: string, argument: Value): Value | null {
  if (!isBinding(receiver)) return null;
  const [token] = receiver.holds;
  if (token === undefined) return null;
  if (name === "to") register(run, token, { provider: argument, how: "class", scope: "transient" });
  else if (name === "toConstantValue")
    register(run, token, { provider: argument, how: "value", scope: "singleton" });
  else if (name === "toDynamicValue")
    register(run, token, { provider: argument, how: "factory", scope: "transient" });
  return receiver;
}

function isBinding(receiver: Value): receiver is MadeValue {
  return receiver.kind === "made" && receiver.from?.path[0] === "bind";
}

/** Calls without arguments on a binding: they only change its scope. */
function scopeBinding(run: Interpreter, receiver: Value, name: string): void {
  if (!isBinding(receiver) || name !== "inSingletonScope") return;
  const [token] = receiver.holds;
  const known = token === undefined ? undefined : run.registrations.get(keyOf(run, token));
  if (token !== undefined && known !== undefined) register(run, token, { ...known, scope: "singleton" });
}

function registerProvider(run: Interpreter, token: Value, provider: Value, options: Value | undefined): void {
  if (provider.kind !== "object") {
    register(run, token, {
      provider,
      how: provider.kind === "class" ? "class" : "value",
      scope: "transient",
    });
    return;
  }
  const lifecycle = options?.kind === "object" ? options.fields.get("lifecycle") : undefined;
  const isSingleton =
    lifecycle?.kind === "external" && /Singleton|ContainerScoped/.test(lifecycle.path.join("."));
  const scope: Scope = isSingleton ? "singleton" : "transient";
  const { fields } = provider;
  const useClass = fields.get("useClass");
  const useValue = fields.get("useValue");
  const useFactory = fields.get("useFactory");
  if (useClass !== undefined) register(run, token, { provider: useClass, how: "class", scope });
  else if (useValue !== undefined) register(run, token, { provider: useValue, how: "value", scope });
  else if (useFactory !== undefined) register(run, token, { provider: useFactory, how: "factory", scope });
}

function register(run: Interpreter, token: Value, registration: Registration): void {
  run.registrations.set(keyOf(run, token), registration);
}

function keyOf(run: Interpreter, token: Value): string {
  if (token.kind === "literal") return `literal ${String(token.value)}`;
  return token.kind === "class" ? `class ${run.id(token.node)}` : `value ${run.id(token)}`;
}

function resolveToken(run: Interpreter, token: Value, source: string, step: Step): Value {
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
  const known = run.built.get(key);
  if (known !== undefined) return known;
  run.built.set(key, UNKNOWN_INIT);
  const value = run.within({ phase: "init" }, make);
  run.built.set(key, value);
  return value;
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
