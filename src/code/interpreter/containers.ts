import { callValue } from "./calls.js";
import type { Step } from "./construction-record.js";
import { resolveToken } from "./container-scopes.js";
import type { Interpreter } from "./interpreter.js";
import { type ExternalValue, type MadeValue, optionsOf, UNKNOWN, type Value } from "./values.js";

/** How long what a container builds lives: as long as the container, or as long as who asked for it. */
export type Scope = "singleton" | "transient";

export interface Registration {
  readonly provider: Value;
  readonly how: "class" | "value" | "factory";
  readonly scope: Scope;
}

const PACKAGES = /^(tsyringe|inversify|typedi)$/;

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
      register(run, token, { provider: token, how: "class", scope: defaultScope(receiver) });
      return binding(token, source);
    case "load":
    case "loadAsync":
      for (const module of args) loadModule(run, module, source, step);
      return receiver;
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
  const scope = run.registrations.get(keyOf(run, token))?.scope ?? "transient";
  if (name === "to") register(run, token, { provider: argument, how: "class", scope });
  else if (name === "toConstantValue")
    register(run, token, { provider: argument, how: "value", scope: "singleton" });
  else if (name === "toDynamicValue") register(run, token, { provider: argument, how: "factory", scope });
  return receiver;
}

/** `new Container({ defaultScope: "Singleton" })`. */
function defaultScope(container: Value): Scope {
  const [options] = container.kind === "made" ? container.holds : [];
  const scope = options?.kind === "object" ? options.fields.get("defaultScope") : undefined;
  const name = scope?.kind === "literal" ? scope.value : scope?.kind === "external" ? scope.path.at(-1) : "";
  return name === "Singleton" ? "singleton" : "transient";
}

/** `new ContainerModule((bind) => { … })`, or `(options) => { options.bind(…) }`: either is given what binds. */
function loadModule(run: Interpreter, module: Value, source: string, step: Step): void {
  const [configure] = module.kind === "made" ? module.holds : [];
  if (configure === undefined) return;
  const bind: ExternalValue = { kind: "external", source, path: ["bind"] };
  callValue(run, configure, [bind, UNKNOWN, UNKNOWN, bind], null, step);
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

export function keyOf(run: Interpreter, token: Value): string {
  if (token.kind === "literal") return `literal ${String(token.value)}`;
  return token.kind === "class" ? `class ${run.id(token.node)}` : `value ${run.id(token)}`;
}
