import type TypeScript from "typescript";
import { ts } from "../typescript.js";
import { callFunction, callValue } from "./calls.js";
import { construct } from "./construct.js";
import type { Step } from "./construction-record.js";
import { closure, evaluate } from "./expressions.js";
import type { Interpreter } from "./interpreter.js";
import { type ClassValue, type ObjectValue, TAINTED, UNKNOWN, type Value } from "./values.js";

/** Decorators of methods that a request, a message or a query runs. */
const ROUTES =
  /^(Get|Post|Put|Patch|Delete|All|Head|Options|Query|Mutation|Subscription|ResolveField|MessagePattern|EventPattern|SubscribeMessage)$/;

/** Whether a class is a NestJS module: handed to third-party code, it brings controllers along. */
export function isNestModule(value: ClassValue): boolean {
  return decoratorCalls(value.node, "Module").length > 0;
}

/**
 * Runs the controllers of a NestJS module for one request: providers are singletons and live as long as the
 * application, those of scope REQUEST or TRANSIENT are built again.
 */
export function runNestModule(
  run: Interpreter,
  module: ClassValue,
  step: Step,
  seen: Set<Value> = new Set(),
): void {
  if (seen.has(module)) return;
  seen.add(module);
  for (const call of decoratorCalls(module.node, "Module")) {
    const [argument] = call.arguments;
    const options =
      argument === undefined
        ? UNKNOWN
        : run.within({ phase: "init" }, () => evaluate(run, argument, module.frame));
    if (options.kind !== "object") continue;
    for (const imported of classesOf(options, "imports")) runNestModule(run, imported, step, seen);
    const providers = new Map<TypeScript.Node, Value>();
    for (const provider of elementsOf(options, "providers")) addProvider(run, provider, providers, step);
    const handlers = [...classesOf(options, "controllers"), ...classesOf(options, "providers")];
    const routes = handlers.flatMap((handler) => routesOf(run, handler, providers, step));
    if (routes.length > 0) run.either(routes);
  }
}

function routesOf(
  run: Interpreter,
  owner: ClassValue,
  providers: Map<TypeScript.Node, Value>,
  step: Step,
): readonly (() => Value)[] {
  const routes = owner.node.members.filter(
    (one): one is TypeScript.MethodDeclaration =>
      ts.isMethodDeclaration(one) &&
      one.body !== undefined &&
      decoratorNames(one).some((name) => ROUTES.test(name)),
  );
  if (routes.length === 0) return [];
  const instance = provide(run, owner, providers, step, 0);
  return routes.map((route) => () => {
    const label = `${owner.node.name?.text ?? ""}.${route.name.getText()}`;
    const fn = closure(route, owner.frame, instance);
    return callFunction(run, fn, [TAINTED, TAINTED, TAINTED], instance, { ...step, label });
  });
}

/** An instance as the injector gives it: one for the application, or one for the request. */
function provide(
  run: Interpreter,
  owner: ClassValue,
  providers: Map<TypeScript.Node, Value>,
  step: Step,
  depth: number,
): Value {
  const custom = providers.get(owner.node);
  if (custom !== undefined) return custom;
  const known = run.built.get(`nest ${run.id(owner.node)}`);
  if (known !== undefined) return known;
  const perRequest = decoratorTexts(owner.node).some((text) => /Scope\.(REQUEST|TRANSIENT)/.test(text));
  const make = (): Value => {
    const body = owner.node.members.find((one) => ts.isConstructorDeclaration(one));
    const parameters = body?.parameters ?? [];
    const args =
      depth > 10 ? [] : parameters.map((one) => dependency(run, one, owner, providers, step, depth));
    return construct(run, owner, args, { node: step.node, label: `new ${owner.node.name?.text ?? "…"}` });
  };
  if (perRequest) return make();
  run.built.set(`nest ${run.id(owner.node)}`, UNKNOWN);
  const value = run.within({ phase: "init" }, make);
  run.built.set(`nest ${run.id(owner.node)}`, value);
  return value;
}

function dependency(
  run: Interpreter,
  parameter: TypeScript.ParameterDeclaration,
  owner: ClassValue,
  providers: Map<TypeScript.Node, Value>,
  step: Step,
  depth: number,
): Value {
  const { type } = parameter;
  if (type === undefined || !ts.isTypeReferenceNode(type) || !ts.isIdentifier(type.typeName)) return UNKNOWN;
  const wanted = evaluate(run, type.typeName, owner.frame);
  // What is built for a request is built in its phase, whoever holds it.
  return wanted.kind === "class" ? provide(run, wanted, providers, step, depth + 1) : UNKNOWN;
}

/** `{ provide: Token, useFactory }`: run once, when the application starts. */
function addProvider(
  run: Interpreter,
  provider: Value,
  providers: Map<TypeScript.Node, Value>,
  step: Step,
): void {
  if (provider.kind !== "object") return;
  const token = provider.fields.get("provide");
  if (token?.kind !== "class") return;
  const factory = provider.fields.get("useFactory");
  const value = provider.fields.get("useValue");
  if (value !== undefined) providers.set(token.node, value);
  else if (factory !== undefined) {
    providers.set(
      token.node,
      run.within({ phase: "init" }, () => callValue(run, factory, [UNKNOWN], null, step)),
    );
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
