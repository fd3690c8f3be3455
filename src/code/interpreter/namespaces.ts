import type TypeScript from "typescript";
import { ts } from "../typescript.js";
import type { Interpreter } from "./interpreter.js";
import { readProperty } from "./properties.js";
import { runStatements } from "./statements.js";
import { type Frame, newObject, type Value } from "./values.js";
import { bind, bindingOf, lookUp, valueOfDeclaration } from "./variables.js";

/** `namespace Orders { export … }`: runs its body; it is an object of what that exports. */
export function runNamespace(run: Interpreter, node: TypeScript.ModuleDeclaration, frame: Frame): void {
  const { body } = node;
  const isAmbient = (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Ambient) !== 0;
  if (body === undefined || isAmbient || !ts.isIdentifier(node.name)) return;
  const object = newObject(run.phase);
  bind(frame, node, object);
  if (ts.isModuleDeclaration(body)) {
    runNamespace(run, body, frame);
    addExport(run, object.fields, body, frame);
  } else if (ts.isModuleBlock(body)) {
    runStatements(run, body.statements, frame);
    for (const statement of body.statements) {
      if (!isExported(statement)) continue;
      if (ts.isVariableStatement(statement)) {
        for (const one of statement.declarationList.declarations) addExport(run, object.fields, one, frame);
      } else if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) {
        addExport(run, object.fields, statement, frame);
      } else if (ts.isModuleDeclaration(statement)) addExport(run, object.fields, statement, frame);
    }
  }
}

function addExport(
  run: Interpreter,
  fields: Map<string, Value>,
  node: TypeScript.DeclarationStatement | TypeScript.VariableDeclaration,
  frame: Frame,
): void {
  if (node.name === undefined || !ts.isIdentifier(node.name)) return;
  const bound = bindingOf(node, frame);
  fields.set(node.name.text, bound?.binding.value ?? valueOfDeclaration(run, node, frame));
}

function isExported(node: TypeScript.Statement): boolean {
  const modifiers = ts.canHaveModifiers(node) ? ts.getModifiers(node) : undefined;
  return (modifiers ?? []).some((one) => one.kind === ts.SyntaxKind.ExportKeyword);
}

/** `import Dynamo = AWS.DynamoDB;`. What `import x = require("x")` gives is looked up where it is used. */
export function bindAlias(run: Interpreter, node: TypeScript.ImportEqualsDeclaration, frame: Frame): void {
  const { moduleReference } = node;
  if (node.isTypeOnly || ts.isExternalModuleReference(moduleReference)) return;
  bind(frame, node, entityValue(run, moduleReference, frame));
}

function entityValue(run: Interpreter, name: TypeScript.EntityName, frame: Frame): Value {
  if (ts.isIdentifier(name)) return lookUp(run, name, frame);
  return readProperty(run, entityValue(run, name.left, frame), name.right.text, name);
}
