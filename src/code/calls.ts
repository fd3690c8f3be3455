import type TypeScript from "typescript";
import { declare } from "./assignments.js";
import { callAlike, callBuiltinMethod, callGlobal } from "./builtins.js";
import { callHelper } from "./bundle-helpers.js";
import { constructBase } from "./classes.js";
import { callContainer } from "./containers.js";
import { elementOf, evaluate } from "./expressions.js";
import { callExternal, callMade, callMadeMethod, recordClient, runCallbacks } from "./externals.js";
import type { Interpreter, Step } from "./interpreter.js";
import { loadModule } from "./modules.js";
import { readProperty } from "./properties.js";
import { runStatements } from "./statements.js";
import { typedCallee } from "./typed-callee.js";
import { ts } from "./typescript.js";
import {
  type Frame,
  type FunctionValue,
  isTainted,
  newArray,
  newObject,
  optionsOf,
  TAINTED,
  UNDEFINED,
  UNKNOWN,
  UNKNOWN_INIT,
  union,
  type Value,
} from "./values.js";
import { bind } from "./variables.js";

/** A function deeper than this is called by recursion, or too far away to be told in a chain. */
const MAXIMUM_DEPTH = 60;

export function evaluateCall(run: Interpreter, node: TypeScript.CallExpression, frame: Frame): Value {
  const callee = skipParentheses(node.expression);
  if (callee.kind === ts.SyntaxKind.ImportKeyword) return loadBySpecifier(run, node, frame, "import");
  if (ts.isIdentifier(callee) && callee.text === "require" && run.declarationOf(callee) === null) {
    return loadBySpecifier(run, node, frame, "require");
  }
  if (callee.kind === ts.SyntaxKind.SuperKeyword) {
    return constructBase(run, frame, evaluateArguments(run, node.arguments, frame), node);
  }
  const step: Step = { node, label: labelOf(callee) };
  if (ts.isPropertyAccessExpression(callee)) return callMethod(run, node, callee, frame, step);
  const target = evaluate(run, callee, frame);
  const args = evaluateArguments(run, node.arguments, frame);
  return callValue(run, target, args, null, step);
}

/** (0, x.y)(…) is how compilers write a call without `this`. */
function skipParentheses(node: TypeScript.Expression): TypeScript.Expression {
  let at = node;
  while (ts.isParenthesizedExpression(at) || ts.isNonNullExpression(at) || ts.isAsExpression(at))
    at = at.expression;
  if (
    ts.isBinaryExpression(at) &&
    at.operatorToken.kind === ts.SyntaxKind.CommaToken &&
    ts.isNumericLiteral(at.left)
  ) {
    return skipParentheses(at.right);
  }
  return at;
}

function loadBySpecifier(
  run: Interpreter,
  node: TypeScript.CallExpression,
  frame: Frame,
  syntax: "import" | "require",
): Value {
  const [first] = node.arguments;
  const value = first === undefined ? UNDEFINED : evaluate(run, first, frame);
  if (syntax === "import") run.afterAwait = true;
  if (value.kind !== "literal" || typeof value.value !== "string") return UNKNOWN_INIT;
  return loadModule(run, value.value, frame.file, syntax);
}

function callMethod(
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
  // `(items ?? []).map(…)`: whichever it is, the callback runs alike.
  const alike = receiver.kind === "union" ? callAlike(run, receiver, name, args, step) : null;
  if (alike !== null) return alike;
  const results = optionsOf(receiver)
    .filter((one) => one.kind !== "literal" || typeof one.value === "string")
    .map(
      (one, _index, all) => () =>
        run.within(all.length > 1 ? { confidence: "medium", branch: true } : {}, () =>
          callMethodOf(run, one, name, args, step, callee),
        ),
    );
  return results.length === 0 ? UNKNOWN : union(run.either(results));
}

function callMethodOf(
  run: Interpreter,
  receiver: Value,
  name: string,
  args: readonly Value[],
  step: Step,
  callee: TypeScript.PropertyAccessExpression,
): Value {
  const injected = callContainer(run, receiver, name, args, step);
  if (injected !== null) return injected;
  if (receiver.kind === "global") return callGlobal(run, receiver, name, args, step);
  const builtin = callBuiltinMethod(run, receiver, name, args, step);
  if (builtin !== null) return builtin;
  if (receiver.kind === "made") return callMadeMethod(run, receiver, name, args, step);
  const target = readProperty(run, receiver, name, step.node);
  if (target.kind !== "unknown") return callValue(run, target, args, receiver, step);
  const typed =
    receiver.kind === "unknown" || receiver.kind === "object" ? typedCallee(run, callee, receiver) : null;
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
  const self = frame.self;
  let method: TypeScript.Node = node;
  while (!ts.isClassLike(method) && !ts.isSourceFile(method)) method = method.parent;
  let owner: Value | null = self?.kind === "object" ? self.class : null;
  while (owner !== null && owner.kind === "class" && owner.node !== method) owner = owner.base;
  const base = owner?.kind === "class" ? owner.base : null;
  if (base?.kind !== "class" || self === null) return callUnknown(run, args, args, step);
  const target = readProperty(run, { ...newObject(run.phase), class: base }, name, node);
  return target.kind === "function" ? callFunction(run, target, args, self, step) : UNKNOWN;
}

/** Calls whatever may be called. */
export function callValue(
  run: Interpreter,
  target: Value,
  args: readonly Value[],
  self: Value | null,
  step: Step,
): Value {
  switch (target.kind) {
    case "function":
      return (
        callHelper(run, target, args, step) ??
        callFunction(run, target, [...target.bound, ...args], target.self ?? self, step)
      );
    case "loader":
      if (target.loaded === null) {
        // A module that loads itself again sees what it has exported so far: nothing that matters here.
        target.loaded = UNKNOWN_INIT;
        target.loaded = target.load();
      }
      return target.loaded;
    case "memo":
      return run.within({ phase: "init" }, () => callValue(run, target.target, args, self, step));
    case "union": {
      const callable = target.options.filter((one) => !["literal", "unknown"].includes(one.kind));
      const results = callable.map(
        (one) => () =>
          run.within(callable.length > 1 ? { confidence: "medium", branch: true } : {}, () =>
            callValue(run, one, args, self, step),
          ),
      );
      return results.length === 0 ? callUnknown(run, args, args, step) : union(run.either(results));
    }
    case "external":
      return callExternal(run, target, args, "call", step);
    case "made":
      return callMade(run, target, args, step);
    case "global":
      return callGlobal(
        run,
        { kind: "global", path: target.path.slice(0, -1) },
        target.path.at(-1) ?? "",
        args,
        step,
      );
    default:
      return callUnknown(run, [target, ...args], args, step);
  }
}

/** Nobody knows what is called: functions given to it run, and the event stays the event. */
export function callUnknown(
  run: Interpreter,
  from: readonly Value[],
  args: readonly Value[],
  step: Step,
): Value {
  const tainted = from.some((one) => isTainted(one));
  if (run.phase === "invocation") runCallbacks(run, args, tainted ? TAINTED : UNKNOWN, step);
  return tainted ? TAINTED : run.phase === "init" ? UNKNOWN_INIT : UNKNOWN;
}

export function callFunction(
  run: Interpreter,
  fn: FunctionValue,
  args: readonly Value[],
  self: Value | null,
  step: Step,
): Value {
  const { node } = fn;
  const { body } = node;
  const own = run.ownClients.get(node);
  if (own !== undefined) recordClient(run, own, args, "call", step);
  if (body === undefined || run.fuel < 0 || run.calls.length > MAXIMUM_DEPTH) return UNKNOWN;
  if (run.calls.filter((one) => one === node).length > 1) return UNKNOWN;
  return run.call(fn, self, args, step, () => {
    const isArrow = ts.isArrowFunction(node);
    const frame: Frame = {
      variables: new Map(),
      parent: fn.frame,
      owner: node,
      phase: run.phase,
      self: isArrow ? fn.frame.self : self,
      file: fn.frame.file,
    };
    bindParameters(run, node, args, frame);
    if (!ts.isBlock(body)) return evaluate(run, body, frame);
    runStatements(run, body.statements, frame);
    return run.returns.length === 0 ? UNDEFINED : union(run.returns);
  });
}

export function bindParameters(
  run: Interpreter,
  node: TypeScript.SignatureDeclaration,
  args: readonly Value[],
  frame: Frame,
): void {
  for (const [index, parameter] of node.parameters.entries()) {
    if (parameter.dotDotDotToken !== undefined) {
      declare(run, parameter, newArray(run.phase, args.slice(index)), frame, false);
    } else {
      declare(run, parameter, args[index] ?? UNDEFINED, frame, false);
    }
  }
  for (const parameter of node.parameters) {
    if (ts.isIdentifier(parameter.name) && !frame.variables.has(parameter)) bind(frame, parameter, UNDEFINED);
  }
}

export function evaluateArguments(
  run: Interpreter,
  nodes: readonly TypeScript.Expression[] | undefined,
  frame: Frame,
): Value[] {
  const args: Value[] = [];
  for (const node of nodes ?? []) {
    if (!ts.isSpreadElement(node)) {
      args.push(evaluate(run, node, frame));
      continue;
    }
    const spread = evaluate(run, node.expression, frame);
    if (spread.kind === "object" && spread.elements !== null) args.push(...spread.elements);
    else args.push(elementOf(spread));
  }
  return args;
}

export function evaluateTag(
  run: Interpreter,
  node: TypeScript.TaggedTemplateExpression,
  frame: Frame,
): Value {
  const target = evaluate(run, node.tag, frame);
  const args: Value[] = [UNKNOWN];
  if (ts.isTemplateExpression(node.template)) {
    for (const span of node.template.templateSpans) args.push(evaluate(run, span.expression, frame));
  }
  return callValue(run, target, args, null, { node, label: labelOf(node.tag) });
}

/** How a callee reads in a chain: "createService", "this.repo.find". */
export function labelOf(callee: TypeScript.Node): string {
  if (ts.isIdentifier(callee)) return callee.text;
  if (callee.kind === ts.SyntaxKind.ThisKeyword) return "this";
  if (callee.kind === ts.SyntaxKind.SuperKeyword) return "super";
  if (ts.isPropertyAccessExpression(callee)) return `${labelOf(callee.expression)}.${callee.name.text}`;
  if (
    ts.isNonNullExpression(callee) ||
    ts.isParenthesizedExpression(callee) ||
    ts.isAwaitExpression(callee)
  ) {
    return labelOf(callee.expression);
  }
  if (ts.isCallExpression(callee)) return `${labelOf(callee.expression)}()`;
  if (ts.isNewExpression(callee)) return `new ${labelOf(callee.expression)}()`;
  return "…";
}
