import type TypeScript from "typescript";
import { ts } from "../typescript.js";
import { regionValue } from "./bundle-regions.js";
import { evaluateClass } from "./classes.js";
import { importedValue } from "./exports.js";
import { closure } from "./expressions.js";
import type { Interpreter } from "./interpreter.js";
import { moduleOf } from "./modules.js";
import {
  type Binding,
  type Frame,
  newArray,
  newObject,
  UNDEFINED,
  UNKNOWN,
  UNKNOWN_INIT,
  type Value,
} from "./values.js";

/** The value of a variable, parameter, import or global. */
export function lookUp(run: Interpreter, node: TypeScript.Identifier, frame: Frame): Value {
  const declaration = run.declarationOf(node);
  if (declaration === null) return globalValue(run, node.text, frame);
  run.noteUse(declaration, node);
  const bound = bindingOf(declaration, frame);
  if (bound !== null) return pickedIn(run, bound.binding.value);
  const external = run.regions.size === 0 ? null : regionValue(run, declaration, frame.file);
  if (external !== null) return external;
  if (isImport(declaration)) {
    run.read.add(declaration);
    return importedValue(run, declaration);
  }
  return valueOfDeclaration(run, declaration, frame);
}

/** `if (fits(route, event)) found.push(route)`: what a test on the event picked stays picked behind it. */
function pickedIn(run: Interpreter, value: Value): Value {
  const isPicked =
    value.kind === "union" && run.taintedBranches > (value.settledAt ?? Number.POSITIVE_INFINITY);
  return isPicked ? { kind: "union", options: value.options } : value;
}

/** The value of a declaration that nothing bound yet: functions and classes are hoisted. */
export function valueOfDeclaration(
  run: Interpreter,
  declaration: TypeScript.Declaration,
  frame: Frame,
): Value {
  if (ts.isFunctionDeclaration(declaration)) {
    const owner = ownerFrame(declaration, frame);
    if (owner === null) return UNKNOWN;
    return bind(owner, declaration, closure(declaration, owner));
  }
  if (ts.isClassDeclaration(declaration)) {
    const owner = ownerFrame(declaration, frame);
    if (owner === null) return UNKNOWN;
    return run.within({ phase: owner.phase }, () =>
      bind(owner, declaration, evaluateClass(run, declaration, owner)),
    );
  }
  if (ts.isFunctionExpression(declaration)) return closure(declaration, frame);
  // Read in an import cycle, before the file that declares it ran: who calls it later finds it.
  if (isConstantFunction(declaration)) {
    const owner = ownerFrame(declaration, frame);
    if (owner !== null) return closure(declaration.initializer, owner);
  }
  if (ts.isEnumDeclaration(declaration)) return UNKNOWN_INIT;
  return ownerFrame(declaration, frame)?.phase === "init" ? UNKNOWN_INIT : UNKNOWN;
}

/** `const find = async () => …`. */
function isConstantFunction(node: TypeScript.Declaration): node is TypeScript.VariableDeclaration & {
  readonly initializer: TypeScript.ArrowFunction | TypeScript.FunctionExpression;
} {
  if (!ts.isVariableDeclaration(node) || node.initializer === undefined) return false;
  const isFunction = ts.isArrowFunction(node.initializer) || ts.isFunctionExpression(node.initializer);
  return isFunction && (ts.getCombinedNodeFlags(node) & ts.NodeFlags.Const) !== 0;
}

/** Where a declared name is bound at present, walking outwards. */
export function bindingOf(
  declaration: TypeScript.Node,
  frame: Frame,
): { readonly binding: Binding; readonly frame: Frame } | null {
  for (let at: Frame | null = frame; at !== null; at = at.parent) {
    const binding = at.variables.get(declaration);
    if (binding !== undefined) return { binding, frame: at };
  }
  return null;
}

export function bind(
  frame: Frame,
  declaration: TypeScript.Node,
  value: Value,
  state = false,
  depth = 0,
): Value {
  frame.variables.set(declaration, { value, state, depth });
  return value;
}

/** The frame whose function (or file) holds a declaration. */
export function ownerFrame(declaration: TypeScript.Node, frame: Frame): Frame | null {
  const owner = enclosingOwner(declaration.parent);
  for (let at: Frame | null = frame; at !== null; at = at.parent) if (at.owner === owner) return at;
  return null;
}

function enclosingOwner(node: TypeScript.Node): TypeScript.Node {
  let at = node;
  while (!ts.isSourceFile(at) && !ts.isFunctionLike(at)) at = at.parent;
  return at;
}

export type ImportDeclared =
  | TypeScript.ImportSpecifier
  | TypeScript.ImportClause
  | TypeScript.NamespaceImport
  | TypeScript.ImportEqualsDeclaration;

export function isImport(node: TypeScript.Node): node is ImportDeclared {
  return (
    ts.isImportSpecifier(node) ||
    ts.isImportClause(node) ||
    ts.isNamespaceImport(node) ||
    ts.isImportEqualsDeclaration(node)
  );
}

function globalValue(run: Interpreter, name: string, frame: Frame): Value {
  if (name === "undefined") return UNDEFINED;
  if (name === "arguments") {
    for (let at: Frame | null = frame; at !== null; at = at.parent)
      if (at.args !== undefined) return newArray("invocation", [...at.args]);
  }
  if (name === "exports") {
    const record = moduleOf(run, frame.file);
    if (record === null) return UNKNOWN;
    return record.frame.variables.get(record.file)?.value ?? record.exportsObject;
  }
  if (name === "module") {
    const record = moduleOf(run, frame.file);
    return record === null ? UNKNOWN : newObject("init", [["exports", record.exports]]);
  }
  return { kind: "global", path: [name] };
}
