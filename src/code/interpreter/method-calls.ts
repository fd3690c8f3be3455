import type TypeScript from "typescript";
import { ts } from "../typescript.js";
import { callAlike, callBuiltinMethod } from "./builtins.js";
import { callFunction, callUnknown, callValue } from "./calls.js";
import type { Step } from "./construction-record.js";
import { callContainer } from "./containers.js";
import { evaluate, isFixed } from "./expressions.js";
import { callGlobal } from "./global-calls.js";
import type { Interpreter } from "./interpreter.js";
import { readElement } from "./literals.js";
import { callMadeMethod } from "./made-calls.js";
import { evaluateArguments } from "./parameters.js";
import { methodsOf, readProperty, readSuper } from "./properties.js";
import { typedCallee } from "./typed-callee.js";
import { type Frame, givenByEach, UNKNOWN, UNKNOWN_INIT, union, type Value } from "./values.js";
import { lookUp } from "./variables.js";

/** What strings tell of themselves. */
const TEXT =
  /^(to(Lower|Upper)Case|trim(Start|End)?|startsWith|endsWith|includes|slice|split|substring|replace(All)?|toString)$/;

/** `container.bind(X).to(Y).asSingleton()`, `asClass(X).singleton()`, `container.registerSingleton(X)`. */
const SINGLETON = /^(asSingleton|inSingletonScope|singleton|(add|bind|register)Singleton)$/;

export function callMethod(
  run: Interpreter,
  node: TypeScript.CallExpression,
  callee: TypeScript.PropertyAccessExpression,
  frame: Frame,
  step: Step,
): Value {
  const name = callee.name.text;
  if (callee.expression.kind === ts.SyntaxKind.SuperKeyword)
    return callSuperMethod(run, node, name, frame, step);
  const receiver = evaluate(run, callee.expression, frame);
  const args = evaluateArguments(run, node.arguments, frame);
  run.personal.noteCall(run, receiver, name, args, node);
  if (SINGLETON.test(name)) noteLifelong(run, node, frame);
  return callNamed(run, receiver, name, args, step, callee);
}

/** `controller["list"](request)`, `app[method](path, callback)`. */
export function callElement(
  run: Interpreter,
  node: TypeScript.CallExpression,
  callee: TypeScript.ElementAccessExpression,
  frame: Frame,
  step: Step,
): Value {
  const receiver = evaluate(run, callee.expression, frame);
  const key = evaluate(run, callee.argumentExpression, frame);
  const args = evaluateArguments(run, node.arguments, frame);
  if (key.kind === "literal" && typeof key.value === "string")
    return callNamed(run, receiver, key.value, args, step, null);
  // Whichever method it is, it keeps or runs what it is given.
  if (receiver.kind === "made") return callMadeMethod(run, receiver, "", args, step);
  const methods = receiver.kind === "object" ? methodsOf(receiver) : [];
  if (methods.length > 0) return callValue(run, union(methods), args, receiver, step);
  return callValue(run, readElement(run, receiver, key, callee), args, receiver, step);
}

function callNamed(
  run: Interpreter,
  receiver: Value,
  name: string,
  args: readonly Value[],
  step: Step,
  callee: TypeScript.PropertyAccessExpression | null,
): Value {
  // `(items ?? []).map(…)`: whichever it is, the callback runs alike.
  if (receiver.kind !== "union") {
    return mayBeReceiver(receiver, name) ? callMethodOf(run, receiver, name, args, step, callee) : UNKNOWN;
  }
  const alike = callAlike(run, receiver, name, args, step);
  if (alike !== null) return alike;
  const results = receiver.options
    .filter((one) => mayBeReceiver(one, name))
    .map(
      (one, _index, all) => () =>
        run.within(all.length > 1 ? { confidence: "medium", branch: true } : {}, () =>
          callMethodOf(run, one, name, args, step, callee),
        ),
    );
  return results.length === 0 ? UNKNOWN : givenByEach(receiver, run.eachOf(receiver, results));
}

/** Literals but texts have no methods to follow; as what a promise resolves to they are handed on. */
function mayBeReceiver(value: Value, name: string): boolean {
  return value.kind !== "literal" || typeof value.value === "string" || /^(then|finally)$/.test(name);
}

/** Notes the functions and classes along a chain that says that they are run once. */
function noteLifelong(run: Interpreter, node: TypeScript.CallExpression, frame: Frame): void {
  for (let at: TypeScript.Expression = node; ; at = at.expression) {
    if (ts.isCallExpression(at)) {
      for (const argument of at.arguments) {
        if (ts.isArrowFunction(argument) || ts.isFunctionExpression(argument)) run.lifelong.add(argument);
        const value = ts.isIdentifier(argument) ? lookUp(run, argument, frame) : null;
        if (value?.kind === "class" || value?.kind === "function") run.lifelong.add(value.node);
      }
    } else if (!ts.isPropertyAccessExpression(at)) return;
  }
}

function callMethodOf(
  run: Interpreter,
  receiver: Value,
  name: string,
  args: readonly Value[],
  step: Step,
  callee: TypeScript.PropertyAccessExpression | null,
): Value {
  if (isOfEnvironment(receiver) && TEXT.test(name) && args.every((one) => isFixed(one))) return UNKNOWN_INIT;
  const injected = callContainer(run, receiver, name, args, step);
  if (injected !== null) return injected;
  if (receiver.kind === "global") return callGlobal(run, receiver, name, args, step);
  const builtin = callBuiltinMethod(run, receiver, name, args, step);
  if (builtin !== null) return builtin;
  if (receiver.kind === "made") return callMadeMethod(run, receiver, name, args, step);
  const target = readProperty(run, receiver, name, step.node);
  if (target.kind !== "unknown") return callValue(run, target, args, receiver, step);
  const typed =
    callee !== null && (receiver.kind === "unknown" || receiver.kind === "object")
      ? typedCallee(run, callee, receiver)
      : null;
  if (typed !== null) {
    return run.within({ confidence: typed.confidence }, () =>
      callFunction(run, typed.fn, args, typed.fn.self, step),
    );
  }
  return callUnknown(run, [receiver, ...args], args, step);
}

function callSuperMethod(
  run: Interpreter,
  node: TypeScript.CallExpression,
  name: string,
  frame: Frame,
  step: Step,
): Value {
  const args = evaluateArguments(run, node.arguments, frame);
  const { self } = frame;
  const target = readSuper(run, self, name, node);
  return target.kind === "function"
    ? callFunction(run, target, args, self, step)
    : callUnknown(run, args, args, step);
}

/** The same in every invocation: a text, `process.env.STAGE`, and what was made of such. */
function isOfEnvironment(value: Value): boolean {
  if (value.kind === "literal") return true;
  return value.kind === "global" ? value.path[0] === "process" : value.kind === "unknown" && isFixed(value);
}
