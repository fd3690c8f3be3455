import type TypeScript from "typescript";
import { walk } from "../program/walk.js";
import { ts } from "../typescript.js";
import { clearedKey } from "./cleared-memos.js";
import { evaluate } from "./expressions.js";
import { polarityOfBinary } from "./guards.js";
import type { Interpreter } from "./interpreter.js";
import { privateAccess } from "./private-fields.js";
import { settingOf } from "./program-names.js";
import { readProperty } from "./properties.js";
import { type Frame, type FunctionValue, optionsOf, phaseOf, truthiness, type Value } from "./values.js";
import { bindingOf, isImport } from "./variables.js";

/** Third-party state that tells whether a connection is up. */
const STATE_NAMES =
  /^(readyState|connection|connections|isConnected|connected|isInitialized|apps|isOpen|isReady|length|size)$/;

const STATE_CALLS =
  /^(getApps?|getConnectionManager|app|isInitialized|isConnected|isReady|getClient|isConnectionOpen)$/;

/** What asks a collection, or a weak reference, for what it holds. */
const LOOKS_UP = /^(get|has|peek|getIfPresent|find|some|includes|deref|pop|shift)$/;

const CACHE_LIKE = /cache|lru|map|memo|pool|store|clients|connections|instances|registry|ttl/i;

/** Whether an expression reads state that outlives the invocation and that some function writes. */
export function isState(run: Interpreter, expression: TypeScript.Node, frame: Frame, depth = 0): boolean {
  if (depth > 4) return false;
  const node = unwrap(expression);
  if (ts.isIdentifier(node)) return isStateVariable(run, node, frame);
  const setting = settingOf(node);
  if (setting !== null) return run.names.settings.has(setting);
  if (ts.isPropertyAccessExpression(node)) return isStateProperty(run, node, frame, depth);
  if (ts.isElementAccessExpression(node)) {
    return isState(run, node.expression, frame, depth + 1) || holdsKept(run, node.expression, frame);
  }
  if (ts.isCallExpression(node)) return isStateCall(run, node, frame, depth);
  if (ts.isTypeOfExpression(node)) return isState(run, node.expression, frame, depth + 1);
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
    return isState(run, node.operand, frame, depth + 1);
  }
  if (ts.isBinaryExpression(node)) return polarityOfBinary(run, node, frame) !== null;
  return false;
}

/** Whether functions write keys of an object that outlives the invocation: a cache by key. */
export function holdsKept(run: Interpreter, holder: TypeScript.Node, frame: Frame): boolean {
  return run.assignedNames.has(`${lastName(holder)}[]`) && outlives(evaluateQuietly(run, holder, frame));
}

function isStateVariable(run: Interpreter, node: TypeScript.Identifier, frame: Frame): boolean {
  const declaration = run.declarationOf(node);
  if (declaration === null) return run.assignedNames.has(node.text) && node.text !== "undefined";
  const bound = bindingOf(declaration, frame);
  if (run.names.cleared.has(clearedKey(declaration.getSourceFile(), node.text))) return false;
  if (bound?.binding.state === true) return true;
  if (isImport(declaration)) {
    const name = ts.isImportSpecifier(declaration) ? (declaration.propertyName ?? declaration.name).text : "";
    return run.assignedNames.has(name);
  }
  if (!run.assignedNames.has(node.text) || !ts.isVariableDeclaration(declaration)) return false;
  return (declaration.parent.flags & ts.NodeFlags.Const) === 0 && (bound?.frame.phase ?? "init") === "init";
}

function isStateProperty(
  run: Interpreter,
  node: TypeScript.PropertyAccessExpression,
  frame: Frame,
  depth: number,
): boolean {
  const name = node.name.text;
  if (isState(run, node.expression, frame, depth + 1)) return true;
  if (!run.assignedNames.has(name) && !STATE_NAMES.test(name)) return false;
  const base = evaluateQuietly(run, node.expression, frame);
  if (!outlives(base)) return false;
  if (STATE_NAMES.test(name) && (base.kind === "external" || base.kind === "made")) return true;
  if (base.kind === "external") return false;
  if (base.kind === "object" && base.elements !== null && (name === "length" || name === "size")) {
    // What is left of a list of constants is no cache.
    return base.elements.length === 0 || base.elements.some((one) => one.kind !== "literal");
  }
  if (base.kind === "global" && base.path[0] === "process") return false;
  return run.assignedNames.has(name);
}

function isStateCall(
  run: Interpreter,
  node: TypeScript.CallExpression,
  frame: Frame,
  depth: number,
): boolean {
  const callee = unwrap(node.expression);
  const base = receiverOf(run, callee, frame);
  if (base !== null && ts.isPropertyAccessExpression(callee)) {
    const name = callee.name.text;
    if (base.kind === "external") return STATE_CALLS.test(name);
    const looksUp = LOOKS_UP.test(name) && base.kind !== "global";
    if (looksUp && isState(run, callee.expression, frame, depth + 1)) return true;
    if (looksUp && outlives(base)) {
      if (base.kind === "object" && base.elements !== null) return true;
      if (base.kind === "made" && base.client === null) {
        return CACHE_LIKE.test(lastName(callee.expression)) || CACHE_LIKE.test(base.from?.source ?? "");
      }
      if (base.kind === "unknown") return CACHE_LIKE.test(lastName(callee.expression));
    }
    if (base.kind === "global" && base.path[0] === "Object" && node.arguments[0] !== undefined) {
      const [holder] = node.arguments;
      const holds = isState(run, holder, frame, depth + 1) || holdsKept(run, holder, frame);
      return /^(keys|values|entries)$/.test(name) && holds;
    }
  }
  const target = calledBy(run, node, frame, base);
  if (target.kind === "external") return STATE_CALLS.test(target.path.at(-1) ?? "");
  for (const option of optionsOf(target)) {
    if (option.kind === "function" && privateAccess(option) === "get") {
      const [object] = node.arguments;
      return object !== undefined && outlives(evaluateQuietly(run, object, frame));
    }
    if (option.kind === "function" && returnsState(run, option, depth)) return true;
  }
  return false;
}

/** `getCached = (key) => cache.get(key)`, `isReady() { return !!this.client }`. */
function returnsState(run: Interpreter, fn: FunctionValue, depth: number): boolean {
  const returned = returnedBy(run, fn);
  return returned !== null && isState(run, returned.expression, returned.frame, depth + 1);
}

/** What a function of one expression gives, to be looked at where it stands. */
export function returnedBy(
  run: Interpreter,
  fn: FunctionValue,
): { readonly expression: TypeScript.Expression; readonly frame: Frame } | null {
  const { body } = fn.node;
  if (body === undefined) return null;
  const [only, ...others] = ts.isBlock(body) ? body.statements : [];
  const returned = ts.isBlock(body)
    ? only !== undefined && others.length === 0 && ts.isReturnStatement(only)
      ? only.expression
      : undefined
    : body;
  if (returned === undefined) return null;
  const frame: Frame = {
    variables: new Map(),
    parent: fn.frame,
    owner: fn.node,
    phase: run.phase,
    self: ts.isArrowFunction(fn.node) ? fn.frame.self : fn.self,
    file: fn.frame.file,
  };
  return { expression: returned as TypeScript.Expression, frame };
}

/** What a call calls, found without recording. `receiver` is what its method is called on, where that is known. */
export function calledBy(
  run: Interpreter,
  node: TypeScript.CallExpression,
  frame: Frame,
  receiver: Value | null = null,
): Value {
  const callee = unwrap(node.expression);
  const base = receiver ?? receiverOf(run, callee, frame);
  if (base === null || !ts.isPropertyAccessExpression(callee)) return evaluateQuietly(run, callee, frame);
  const target = quietly(run, () => readProperty(run, base, callee.name.text, callee));
  // A method of a prototype knows no instance by itself.
  return target.kind === "function" && target.self === null ? { ...target, self: base } : target;
}

/** "a" of `a.b`; null of what is no property, and of `super.b`. */
function receiverOf(run: Interpreter, callee: TypeScript.Expression, frame: Frame): Value | null {
  if (!ts.isPropertyAccessExpression(callee) || callee.expression.kind === ts.SyntaxKind.SuperKeyword)
    return null;
  return evaluateQuietly(run, callee.expression, frame);
}

/** Evaluates without recording: a test is evaluated once more when it is run. */
export function evaluateQuietly(run: Interpreter, node: TypeScript.Node, frame: Frame): Value {
  return quietly(run, () => evaluate(run, node, frame));
}

function quietly(run: Interpreter, evaluation: () => Value): Value {
  const { records, afterAwait, uses } = run;
  run.records = [];
  run.uses = null;
  try {
    return evaluation();
  } finally {
    run.records = records;
    run.afterAwait = afterAwait;
    run.uses = uses;
  }
}

function outlives(value: Value): boolean {
  return phaseOf(value) === "init" && truthiness(value) !== false;
}

/** "x" of `a.b.x`, `this.x`, `x`. */
export function lastName(expression: TypeScript.Node): string {
  const node = unwrap(expression);
  if (ts.isIdentifier(node)) return node.text;
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  return "";
}

export function unwrap(node: TypeScript.Node): TypeScript.Expression {
  let at = node;
  while (
    ts.isParenthesizedExpression(at) ||
    ts.isAsExpression(at) ||
    ts.isNonNullExpression(at) ||
    ts.isAwaitExpression(at) ||
    ts.isSatisfiesExpression(at) ||
    ts.isTypeAssertionExpression(at)
  ) {
    at = at.expression;
  }
  return at as TypeScript.Expression;
}

/** Whether a statement assigns to state that outlives the invocation. */
export function assignsState(run: Interpreter, statement: TypeScript.Node, frame: Frame): boolean {
  let found = false;
  walk(statement, true, (node) => {
    if (found) return null;
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
      if (isState(run, node.left, frame)) found = true;
    } else if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const base =
        node.expression.name.text === "set" ? evaluateQuietly(run, node.expression.expression, frame) : null;
      if (base !== null && outlives(base)) found = true;
    }
    return true;
  });
  return found;
}
