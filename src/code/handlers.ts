import type TypeScript from "typescript";
import { callFunction } from "./calls.js";
import { runCallbacks } from "./externals.js";
import type { RequestedHandler } from "./handler-request.js";
import type { Interpreter, Step } from "./interpreter.js";
import { exportOf, moduleOf } from "./modules.js";
import { readProperty } from "./properties.js";
import { ts } from "./typescript.js";
import { isTainted, optionsOf, TAINTED, UNDEFINED, type Value } from "./values.js";

export interface FoundHandler {
  readonly functionId: string;
  readonly file: string;
  readonly export: string;
  readonly value: Value;
  readonly node: TypeScript.Node;
}

const NAMES = ["handler", "lambdaHandler"];
const NAMES_OF_NAMED_FILES = [...NAMES, "main", "default"];

/** The handlers of a file. */
export function findHandlers(
  run: Interpreter,
  file: string,
  requested: readonly RequestedHandler[],
  display: string,
): readonly FoundHandler[] {
  const record = moduleOf(run, file);
  if (record === null) return [];
  const found: FoundHandler[] = [];
  const add = (functionId: string, name: string): boolean => {
    const value = exportByPath(run, file, name);
    if (value === UNDEFINED || value.kind === "literal") return false;
    found.push({ functionId, file, export: name, value, node: exportNode(run, record.file, name) });
    return true;
  };
  for (const one of requested) {
    if (one.export !== null) {
      if (!add(one.functionId, one.export)) add(one.functionId, `default.${one.export}`);
    } else {
      NAMES_OF_NAMED_FILES.some((name) => add(one.functionId, name));
    }
  }
  if (requested.length > 0) return found;
  // A yargs command exports `command` or `builder` beside its handler.
  if (exportOf(run, file, "command") !== UNDEFINED || exportOf(run, file, "builder") !== UNDEFINED) return [];
  const names = [...NAMES, ...typedHandlers(record.file).filter((name) => !NAMES.includes(name))];
  for (const name of names) add(`${display}#${name}`, name);
  return found;
}

function exportByPath(run: Interpreter, file: string, path: string): Value {
  const [first = "handler", ...rest] = path.split(".");
  let value = exportOf(run, file, first);
  const node = moduleOf(run, file)?.file;
  for (const name of rest) if (node !== undefined) value = readProperty(run, value, name, node);
  return value;
}

/** Exports whose declared type, event parameter or wrapper is Lambda's. */
function typedHandlers(source: TypeScript.SourceFile): readonly string[] {
  const lambdaTypes = namesFrom(source, /^aws-lambda$/);
  const wrappers = namesFrom(source, /^(@middy\/core|middy)$/);
  if (lambdaTypes.size === 0 && wrappers.size === 0) return [];
  const names: string[] = [];
  for (const statement of source.statements) {
    if (ts.isVariableStatement(statement) && isExported(statement)) {
      for (const one of statement.declarationList.declarations) {
        if (!ts.isIdentifier(one.name)) continue;
        if (
          isHandlerType(one.type, lambdaTypes) ||
          isHandlerExpression(one.initializer, lambdaTypes, wrappers)
        ) {
          names.push(one.name.text);
        }
      }
    } else if (ts.isFunctionDeclaration(statement) && isExported(statement)) {
      if (takesEvent(statement, lambdaTypes))
        names.push(isDefault(statement) ? "default" : (statement.name?.text ?? "default"));
    } else if (
      ts.isExportAssignment(statement) &&
      isHandlerExpression(statement.expression, lambdaTypes, wrappers)
    ) {
      names.push("default");
    }
  }
  return names;
}

function isHandlerExpression(
  node: TypeScript.Expression | undefined,
  lambdaTypes: ReadonlySet<string>,
  wrappers: ReadonlySet<string>,
): boolean {
  if (node === undefined) return false;
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return takesEvent(node, lambdaTypes);
  if (ts.isSatisfiesExpression(node) || ts.isAsExpression(node)) {
    return (
      isHandlerType(node.type, lambdaTypes) || isHandlerExpression(node.expression, lambdaTypes, wrappers)
    );
  }
  if (ts.isCallExpression(node)) {
    if (ts.isIdentifier(node.expression)) return wrappers.has(node.expression.text);
    if (ts.isPropertyAccessExpression(node.expression)) {
      return isHandlerExpression(node.expression.expression, lambdaTypes, wrappers);
    }
  }
  return false;
}

/** `(event: SQSEvent)`, `(event: SQSEvent, context: Context)`: what Lambda calls, and no helper that reads an event. */
function takesEvent(node: TypeScript.SignatureDeclaration, lambdaTypes: ReadonlySet<string>): boolean {
  const [event, context] = node.parameters;
  if (event?.type === undefined || node.parameters.length > 3) return false;
  if (!ts.isTypeReferenceNode(event.type) || !/Event(V2)?$/.test(rightmost(event.type.typeName)))
    return false;
  if (!isFrom(event.type.typeName, lambdaTypes)) return false;
  const isAsync = ts.canHaveModifiers(node) && isModified(node, ts.SyntaxKind.AsyncKeyword);
  return context === undefined ? isAsync : /^_?(context|ctx)$/i.test(context.name.getText());
}

function isHandlerType(type: TypeScript.TypeNode | undefined, lambdaTypes: ReadonlySet<string>): boolean {
  return (
    type !== undefined &&
    ts.isTypeReferenceNode(type) &&
    /Handler(V2)?$/.test(rightmost(type.typeName)) &&
    isFrom(type.typeName, lambdaTypes)
  );
}

function rightmost(name: TypeScript.EntityName): string {
  return ts.isIdentifier(name) ? name.text : name.right.text;
}

function isFrom(name: TypeScript.EntityName, names: ReadonlySet<string>): boolean {
  return ts.isIdentifier(name) ? names.has(name.text) : isFrom(name.left, names);
}

function namesFrom(source: TypeScript.SourceFile, specifier: RegExp): ReadonlySet<string> {
  const names = new Set<string>();
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    if (!specifier.test(statement.moduleSpecifier.text)) continue;
    const clause = statement.importClause;
    if (clause?.name !== undefined) names.add(clause.name.text);
    if (clause?.namedBindings === undefined) continue;
    if (ts.isNamespaceImport(clause.namedBindings)) names.add(clause.namedBindings.name.text);
    else for (const one of clause.namedBindings.elements) names.add(one.name.text);
  }
  return names;
}

function isExported(node: TypeScript.HasModifiers): boolean {
  return isModified(node, ts.SyntaxKind.ExportKeyword);
}

function isDefault(node: TypeScript.HasModifiers): boolean {
  return isModified(node, ts.SyntaxKind.DefaultKeyword);
}

function isModified(node: TypeScript.HasModifiers, kind: TypeScript.SyntaxKind): boolean {
  return (ts.getModifiers(node) ?? []).some((one) => one.kind === kind);
}

/** Where a handler is declared, for the first step of a chain. */
function exportNode(run: Interpreter, source: TypeScript.SourceFile, path: string): TypeScript.Node {
  const [name = ""] = path.split(".");
  const symbol = run.checker.getSymbolAtLocation(source)?.exports?.get(ts.escapeLeadingUnderscores(name));
  const declared = symbol?.declarations?.[0];
  if (declared !== undefined) return ts.getNameOfDeclaration(declared) ?? declared;
  for (const statement of source.statements) {
    if (!ts.isExpressionStatement(statement) || !ts.isBinaryExpression(statement.expression)) continue;
    const { left } = statement.expression;
    if (ts.isPropertyAccessExpression(left) && (left.name.text === name || left.name.text === "exports"))
      return left;
  }
  return source.statements[0] ?? source;
}

/** Runs a handler as Lambda does: with an event, a context, and the callback of old runtimes. */
export function invoke(run: Interpreter, value: Value, step: Step): void {
  for (const one of optionsOf(value)) {
    if (one.kind === "function") {
      const takes = one.node.parameters[2 - one.bound.length];
      const args = takes?.initializer === undefined ? [TAINTED, TAINTED, TAINTED] : [TAINTED, TAINTED];
      callFunction(run, one, [...one.bound, ...args], one.self, step);
    } else if (one.kind === "made" || one.kind === "memo") {
      runCallbacks(run, [one], TAINTED, step);
    } else if (one.kind === "object" && !isTainted(one)) {
      if (one.class === null) runCallbacks(run, [one], TAINTED, step);
      else invokeMethods(run, one, step);
    }
  }
}

/** An object as handler: its makers' wrapper calls one of these. */
function invokeMethods(run: Interpreter, value: Value, step: Step): void {
  for (const name of ["handler", "handle", "execute", "run", "invoke"]) {
    const method = readProperty(run, value, name, step.node);
    if (method.kind !== "function") continue;
    run.within({ confidence: "medium" }, () => callFunction(run, method, [TAINTED, TAINTED], value, step));
  }
}
