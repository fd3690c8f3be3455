import type TypeScript from "typescript";
import { ts } from "../typescript.js";
import { callHelper } from "./bundle-helpers.js";
import { ownStatements } from "./bundle-regions.js";
import { mayHoldFunctions, runCallbacks } from "./callbacks.js";
import { constructBase } from "./construct.js";
import type { Step } from "./construction-record.js";
import { evaluate } from "./expressions.js";
import { callExternal, recordClient } from "./externals.js";
import { callGlobal } from "./global-calls.js";
import type { Interpreter } from "./interpreter.js";
import { callMade } from "./made-calls.js";
import { callElement, callMethod } from "./method-calls.js";
import { loadFile, loadModule } from "./modules.js";
import { bindParameters, CallStep, evaluateArguments } from "./parameters.js";
import { replacesVariable } from "./self-replacing.js";
import { runStatements } from "./statements.js";
import {
  type Frame,
  type FunctionValue,
  givenByEach,
  isTainted,
  newArray,
  settledUnion,
  TAINTED,
  UNDEFINED,
  UNKNOWN,
  UNKNOWN_INIT,
  union,
  type Value,
} from "./values.js";

/** A function deeper than this is called by recursion, or too far away to be told in a chain. */
const MAXIMUM_DEPTH = 60;

/** A function longer than this may be the one around all of a bundle. */
const LONG_BODY = 5000;

export function evaluateCall(run: Interpreter, node: TypeScript.CallExpression, frame: Frame): Value {
  const callee = skipParentheses(node.expression);
  if (callee.kind === ts.SyntaxKind.ImportKeyword) return loadBySpecifier(run, node, frame, "import");
  if (ts.isIdentifier(callee) && callee.text === "require" && run.declarationOf(callee) === null) {
    return loadBySpecifier(run, node, frame, "require");
  }
  if (callee.kind === ts.SyntaxKind.SuperKeyword) {
    return constructBase(run, frame, evaluateArguments(run, node.arguments, frame), node);
  }
  const step = new CallStep(node, callee);
  if (ts.isPropertyAccessExpression(callee)) return callMethod(run, node, callee, frame, step);
  if (ts.isElementAccessExpression(callee)) return callElement(run, node, callee, frame, step);
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
  if (syntax === "import") {
    run.afterAwait = true;
    run.noteUse(node, node);
  }
  if (value.kind !== "literal" || typeof value.value !== "string") {
    const files = first === undefined ? [] : run.resolver.resolvePattern(patternOf(first), frame.file);
    return files.length === 0 ? UNKNOWN_INIT : union(files.map((file) => loadFile(run, file, syntax)));
  }
  return loadModule(run, value.value, frame.file, syntax);
}

/** `./handlers/${name}`, `${root}/db` and `root + "/db"` as they are written, whatever the name is. */
function patternOf(node: TypeScript.Expression): string {
  if (ts.isBinaryExpression(node) && ts.isStringLiteral(node.right)) return `\${}${node.right.text}`;
  if (!ts.isTemplateExpression(node) || node.templateSpans.length !== 1) return "";
  return `${node.head.text}\${}${node.templateSpans[0]?.literal.text ?? ""}`;
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
    case "function": {
      const call = (): Value =>
        callHelper(run, target, args, step) ??
        callFunction(run, target, [...target.bound, ...args], target.self ?? self, step);
      const isOnce = target.frame.phase === "init" && replacesVariable(run, target);
      return isOnce || run.lifelong.has(target.node) ? run.within({ phase: "init" }, call) : call();
    }
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
      return results.length === 0
        ? callUnknown(run, args, args, step)
        : givenByEach(target, run.eachOf(target, results));
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
  else if (!tainted && args.some((one) => mayHoldFunctions(one))) {
    // `awslambda.streamifyResponse(fn)`: whoever calls what this gives runs the function.
    return { kind: "made", from: null, how: "call", holds: [...args], phase: "init", tainted, client: null };
  }
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
  if (run.isRecursive(node)) return UNKNOWN;
  return run.call(fn, self, args, step, () => {
    const isArrow = ts.isArrowFunction(node);
    const frame: Frame = {
      variables: new Map(),
      parent: fn.frame,
      owner: node,
      phase: run.phase,
      self: isArrow ? fn.frame.self : self,
      file: fn.frame.file,
      ...(isArrow ? {} : { args }),
      yields: [],
    };
    bindParameters(run, node, args, frame);
    if (!ts.isBlock(body)) return evaluate(run, body, frame);
    const isBundle = run.phase === "init" && body.end - body.pos > LONG_BODY;
    const statements = isBundle ? ownStatements(run, body.statements, frame.file) : body.statements;
    runStatements(run, statements, frame);
    const isIterated = frame.yields !== undefined && frame.yields.length > 0 && !run.awaited.has(node);
    if (isIterated) return newArray(run.phase, frame.yields ?? []);
    if (run.returns.length === 0) return UNDEFINED;
    return run.isChosen ? union(run.returns) : settledUnion(run.returns);
  });
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
  return callValue(run, target, args, null, new CallStep(node, node.tag));
}
