import type TypeScript from "typescript";
import { ts } from "../typescript.js";
import { callFunction, callValue } from "./calls.js";
import { construct } from "./construct.js";
import type { Step } from "./construction-record.js";
import { keyOf } from "./containers.js";
import { closure, evaluate } from "./expressions.js";
import { decidedBy } from "./import-use.js";
import { fillFields, injectedInto } from "./injection.js";
import type { Interpreter } from "./interpreter.js";
import { readProperty } from "./properties.js";
import {
  type ClassValue,
  type ExternalValue,
  type MadeValue,
  type ObjectValue,
  TAINTED,
  UNKNOWN,
  UNKNOWN_INIT,
  type Value,
} from "./values.js";

/** Decorators of methods that a request, a message or a query runs. */
const ROUTES =
  /^(Get|Post|Put|Patch|Delete|All|Head|Options|Query|Mutation|Subscription|ResolveField|MessagePattern|EventPattern|SubscribeMessage)$/;

/** Tokens of what stands before all routes: https://docs.nestjs.com/guards#binding-guards */
const FOR_ALL = /^APP_(GUARD|INTERCEPTOR|PIPE)$/;

const WAYS = [
  ["useClass", "class"],
  ["useValue", "value"],
  ["useFactory", "factory"],
  ["useExisting", "existing"],
] as const;

/** Providers that ask for providers; they may ask for each other. */
const MAXIMUM_DEPTH = 10;

interface Provider {
  readonly how: (typeof WAYS)[number][1];
  readonly value: Value;
  /** Tokens that a factory is called with. */
  readonly asked: readonly Value[];
  /** "REQUEST", "TRANSIENT". */
  readonly scope: string | undefined;
}

interface Application {
  readonly run: Interpreter;
  readonly step: Step;
  /** By token. Modules see what they import only; names that two modules give to two things are rare. */
  readonly providers: Map<string, Provider>;
  /** What an application that lives for one invocation has built. Null: it lives as long as the environment. */
  readonly built: Map<string, Value> | null;
}

/** Whether a class is a NestJS module: handed to third-party code, it brings controllers along. */
export function isNestModule(value: ClassValue): boolean {
  return decoratorCalls(value.node, "Module").length > 0;
}

/**
 * Runs the controllers of a NestJS module for one request: providers are singletons and live as long as the
 * application, those of scope REQUEST are built again, with all that ask for them.
 */
export function runNestModule(run: Interpreter, module: ClassValue, step: Step): void {
  const application = applicationOf(run, module, step, null);
  const handlers = application.modules.flatMap((options) => [
    ...classesOf(options, "controllers"),
    ...classesOf(options, "providers"),
  ]);
  const routes = handlers.flatMap((handler) => routesOf(application, handler));
  for (const options of application.modules) {
    for (const provider of elementsOf(options, "providers")) runForAll(application, provider);
  }
  if (routes.length > 0) run.either(routes, decidedBy(module));
}

/** What `NestFactory.create(AppModule)` builds at once in each invocation: all but what requests ask for. */
export function startNest(
  run: Interpreter,
  target: ExternalValue,
  [module]: readonly Value[],
  step: Step,
): void {
  if (!isFactory(target) || module?.kind !== "class" || !isNestModule(module)) return;
  const application = applicationOf(run, module, step, new Map());
  for (const options of application.modules) {
    for (const one of [...elementsOf(options, "providers"), ...elementsOf(options, "controllers")]) {
      const token = one.kind === "object" ? (one.fields.get("provide") ?? one) : one;
      if (!isPerRequest(application, token, 0)) provide(application, token, 0);
    }
  }
}

/** `application.get(Orders)`, `application.resolve(Orders)`. Null: it is no application, or asked for something else. */
export function askNest(
  run: Interpreter,
  target: MadeValue,
  name: string,
  [token]: readonly Value[],
  step: Step,
): Value | null {
  const [module] = target.holds;
  if (target.from === null || !isFactory(target.from) || !/^(get|resolve)$/.test(name)) return null;
  if (module?.kind !== "class" || !isNestModule(module) || token?.kind !== "class") return null;
  const built = target.phase === "init" ? null : new Map<string, Value>();
  return provide(applicationOf(run, module, step, built), token, 0);
}

function isFactory({ source, path }: ExternalValue): boolean {
  return source === "@nestjs/core" && path[0] === "NestFactory" && /^create/.test(path[1] ?? "");
}

function applicationOf(
  run: Interpreter,
  module: ClassValue,
  step: Step,
  built: Application["built"],
): Application & { readonly modules: readonly ObjectValue[] } {
  const found = new Map<Value, readonly ObjectValue[]>();
  collectModules(run, module, found);
  const modules = [...found.values()].flat();
  const application: Application = { run, step, providers: new Map(), built };
  // What one module provides others may ask for, whichever comes first.
  for (const options of modules) {
    for (const provider of elementsOf(options, "providers")) addProvider(application, provider);
  }
  return { ...application, modules };
}

/** A module's options, and those of all that it imports: `Data`, `Data.forRoot()`, `{ module: Data, providers }`. */
function collectModules(run: Interpreter, module: Value, into: Map<Value, readonly ObjectValue[]>): void {
  if (into.has(module)) return;
  const found: ObjectValue[] = module.kind === "object" ? [module] : [];
  into.set(module, found);
  if (module.kind === "class") {
    for (const call of decoratorCalls(module.node, "Module")) {
      const [argument] = call.arguments;
      if (argument === undefined) continue;
      const options = run.within({ phase: "init" }, () => evaluate(run, argument, module.frame));
      if (options.kind === "object") found.push(options);
    }
  }
  for (const options of found) {
    const dynamic = options.fields.get("module");
    if (dynamic !== undefined) collectModules(run, dynamic, into);
    for (const imported of elementsOf(options, "imports")) collectModules(run, imported, into);
  }
}

function routesOf(application: Application, owner: ClassValue): readonly (() => Value)[] {
  const { run, step } = application;
  const routes = owner.node.members.filter(
    (one): one is TypeScript.MethodDeclaration =>
      ts.isMethodDeclaration(one) &&
      one.body !== undefined &&
      decoratorNames(one).some((name) => ROUTES.test(name)),
  );
  if (routes.length === 0) return [];
  const instance = provide(application, owner, 0);
  return routes.map((route) => () => {
    for (const one of [...standingBefore(run, owner.node, owner), ...standingBefore(run, route, owner)]) {
      runBefore(application, one);
    }
    const label = `${owner.node.name?.text ?? ""}.${route.name.getText()}`;
    const fn = closure(route, owner.frame, instance);
    return callFunction(run, fn, [TAINTED, TAINTED, TAINTED], instance, { ...step, label });
  });
}

/** `{ provide: APP_GUARD, useClass: Guard }`: asked before each route of the application. */
function runForAll(application: Application, provider: Value): void {
  if (provider.kind !== "object") return;
  const token = provider.fields.get("provide");
  if (token?.kind !== "external" || !FOR_ALL.test(token.path.at(-1) ?? "")) return;
  const own = provider.fields.get("useClass") ?? provider.fields.get("useExisting");
  runBefore(application, own ?? provider.fields.get("useValue") ?? UNKNOWN);
}

/** `@UseGuards(Guard)` of a controller or a route. https://docs.nestjs.com/faq/request-lifecycle */
function standingBefore(run: Interpreter, node: TypeScript.Node, { frame }: ClassValue): readonly Value[] {
  return ["UseGuards", "UseInterceptors", "UsePipes"].flatMap((name) =>
    decoratorCalls(node, name).flatMap((call) => call.arguments.map((one) => evaluate(run, one, frame))),
  );
}

function runBefore(application: Application, asked: Value): void {
  const { run, step } = application;
  const instance = asked.kind === "class" ? provide(application, asked, 0) : asked;
  if (instance.kind !== "object") return;
  for (const name of ["canActivate", "intercept", "transform"]) {
    const method = readProperty(run, instance, name, step.node);
    if (method.kind !== "function") continue;
    run.apart(() => callFunction(run, method, [TAINTED, TAINTED, TAINTED], instance, step));
  }
}

/** What the injector gives for a token: one for the application, or one for the request. */
function provide(application: Application, token: Value, depth: number): Value {
  const { run } = application;
  if (depth > MAXIMUM_DEPTH) return UNKNOWN;
  const make = (): Value => build(application, token, depth);
  if (isPerRequest(application, token, 0)) return make();
  // A transient one is made for each that asks: with what asks.
  if (scopeOf(application, token) === "TRANSIENT") return make();
  const key = keyOf(run, token);
  const { built } = application;
  if (built === null) return run.keep(`nest ${key}`, UNKNOWN_INIT, make);
  const known = built.get(key);
  if (known !== undefined) return known;
  built.set(key, UNKNOWN);
  const value = make();
  built.set(key, value);
  return value;
}

function build(application: Application, token: Value, depth: number): Value {
  const { run, step } = application;
  const provider = application.providers.get(keyOf(run, token));
  const give = (one: Value | null): Value => (one === null ? UNKNOWN : provide(application, one, depth + 1));
  if (provider?.how === "value") return provider.value;
  if (provider?.how === "existing") return give(provider.value);
  if (provider?.how === "factory") {
    return callValue(run, provider.value, provider.asked.map(give), null, step);
  }
  const owner = provider?.value ?? token;
  if (owner.kind !== "class") return UNKNOWN;
  const { parameters, fields } = injectedInto(run, owner, step);
  const label = `new ${owner.node.name?.text ?? "…"}`;
  return fillFields(construct(run, owner, parameters.map(give), { node: step.node, label }), fields, give);
}

/** A request's own, or asking for what is: https://docs.nestjs.com/fundamentals/injection-scopes#scope-hierarchy */
function isPerRequest(application: Application, token: Value, depth: number): boolean {
  const { run, step } = application;
  if (depth > MAXIMUM_DEPTH) return false;
  const provider = application.providers.get(keyOf(run, token));
  if (provider?.how === "value") return false;
  if (scopeOf(application, token) === "REQUEST") return true;
  const owner = provider?.value ?? token;
  const asks = (one: Value | null): boolean => one !== null && isPerRequest(application, one, depth + 1);
  if (provider?.how === "existing") return asks(provider.value);
  if (provider?.how === "factory") return provider.asked.some(asks);
  if (owner.kind !== "class") return false;
  const { parameters, fields } = injectedInto(run, owner, step);
  return parameters.some(asks) || [...fields.values()].some(asks);
}

function scopeOf({ run, providers }: Application, token: Value): string | undefined {
  const provider = providers.get(keyOf(run, token));
  const owner = provider?.how === "class" ? provider.value : token;
  if (provider?.scope !== undefined) return provider.scope;
  const text = owner.kind === "class" ? decoratorTexts(owner.node).join(" ") : "";
  return /\bScope\.(REQUEST|TRANSIENT)\b/.exec(text)?.[1];
}

/** `{ provide: TOKEN, useFactory, inject }`. A class by itself provides itself, which takes no word. */
function addProvider({ run, providers }: Application, provider: Value): void {
  const token = provider.kind === "object" ? provider.fields.get("provide") : undefined;
  if (provider.kind !== "object" || token === undefined) return;
  const scoped = provider.fields.get("scope");
  const scope = scoped?.kind === "external" ? scoped.path.at(-1) : undefined;
  const asked = elementsOf(provider, "inject");
  for (const [field, how] of WAYS) {
    const value = provider.fields.get(field);
    if (value !== undefined) providers.set(keyOf(run, token), { how, value, asked, scope });
  }
}

function elementsOf(options: ObjectValue, name: string): readonly Value[] {
  const list = options.fields.get(name);
  return list?.kind === "object" ? (list.elements ?? []) : [];
}

function classesOf(options: ObjectValue, name: string): readonly ClassValue[] {
  return elementsOf(options, name).filter((one): one is ClassValue => one.kind === "class");
}

function decoratorsOf(node: TypeScript.Node): readonly TypeScript.Decorator[] {
  return ts.canHaveDecorators(node) ? (ts.getDecorators(node) ?? []) : [];
}

function decoratorTexts(node: TypeScript.Node): readonly string[] {
  return decoratorsOf(node).map((one) => one.expression.getText());
}

function decoratorNames(node: TypeScript.Node): readonly string[] {
  return decoratorTexts(node).map((text) => text.replace(/\(.*$/s, ""));
}

function decoratorCalls(node: TypeScript.Node, name: string): readonly TypeScript.CallExpression[] {
  return decoratorsOf(node)
    .map((one) => one.expression)
    .filter(
      (one): one is TypeScript.CallExpression =>
        ts.isCallExpression(one) && one.expression.getText() === name,
    );
}
