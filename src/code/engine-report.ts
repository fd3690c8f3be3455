import type TypeScript from "typescript";
import type { Problem } from "../errors.js";
import type { ChainStep } from "../finding.js";
import type { ClientConstruction, CodeRange } from "./code-model.js";
import { type ConstructionRecord, type Step, weaker } from "./interpreter/construction-record.js";
import { walk } from "./program/walk.js";
import type { SourceSet } from "./project/source-set.js";
import { ts } from "./typescript.js";

export function toConstruction(
  record: ConstructionRecord,
  functions: readonly string[],
  files: SourceSet,
): ClientConstruction {
  const variable = assignedTo(record.node);
  return {
    range: rangeOf(record.node, files),
    what: record.name,
    package: record.client.package,
    functions,
    chain: record.steps.map((step) => toChainStep(step, files)),
    confidence: weaker(record.confidence, "high"),
    inLoop: record.inLoop,
    fix: record.afterAwait ? "memoise" : "hoist",
    parameters: record.steps.length > 1 ? parametersIn(record.node) : [],
    variable,
    key: `${record.name} in ${enclosingName(record.node)}`,
  };
}

/** Names in a call's arguments that are parameters of the function around it; of a constructor its class is kept. */
function parametersIn(node: TypeScript.Node): readonly string[] {
  let around: TypeScript.Node = node.parent;
  while (!ts.isFunctionLike(around) && !ts.isSourceFile(around)) around = around.parent;
  if (!ts.isFunctionLike(around) || ts.isConstructorDeclaration(around)) return [];
  const names = new Set(around.parameters.flatMap(({ name }) => namesIn(name)));
  const found = new Set<string>();
  const given = ts.isNewExpression(node) || ts.isCallExpression(node) ? (node.arguments ?? []) : [];
  for (const argument of given) {
    walk(argument, true, (at) => {
      if (ts.isFunctionLike(at)) return null;
      if (ts.isIdentifier(at) && names.has(at.text) && isField(at)) found.add(at.text);
      return true;
    });
  }
  return [...names].filter((name) => found.has(name));
}

function namesIn(name: TypeScript.BindingName): readonly string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((one) => (ts.isBindingElement(one) ? namesIn(one.name) : []));
}

/** `{ region }`, `{ tokenUse: use }`: a plain value, most likely. A whole object of options tells no two clients apart. */
function isField(node: TypeScript.Identifier): boolean {
  const { parent } = node;
  return (
    ts.isShorthandPropertyAssignment(parent) ||
    (ts.isPropertyAssignment(parent) && parent.initializer === node)
  );
}

export function rangeOf(node: TypeScript.Node, files: SourceSet): CodeRange {
  const source = node.getSourceFile();
  const start = source.getLineAndCharacterOfPosition(node.getStart(source));
  const end = source.getLineAndCharacterOfPosition(node.getEnd());
  return {
    path: files.display(source.fileName),
    line: start.line + 1,
    column: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}

function toChainStep(step: Step, files: SourceSet): ChainStep {
  const { path, line, column } = rangeOf(step.node, files);
  return { path, line, column, label: step.label };
}

function assignedTo(node: TypeScript.Node): string | null {
  let at = node.parent;
  while (
    ts.isAwaitExpression(at) ||
    ts.isParenthesizedExpression(at) ||
    ts.isAsExpression(at) ||
    ts.isCallExpression(at)
  )
    at = at.parent;
  if (ts.isVariableDeclaration(at) && ts.isIdentifier(at.name)) return at.name.text;
  if (ts.isPropertyDeclaration(at) && ts.isIdentifier(at.name)) return at.name.text;
  if (ts.isBinaryExpression(at) && ts.isPropertyAccessExpression(at.left)) return at.left.name.text;
  if (ts.isBinaryExpression(at) && ts.isIdentifier(at.left)) return at.left.text;
  return null;
}

/** "UserService.find", "handler": names a place without line numbers. */
function enclosingName(node: TypeScript.Node): string {
  const names: string[] = [];
  for (let at: TypeScript.Node = node; !ts.isSourceFile(at); at = at.parent) {
    const name =
      ts.isFunctionLike(at) || ts.isClassLike(at) || ts.isVariableDeclaration(at) ? at.name : undefined;
    if (name !== undefined && ts.isIdentifier(name)) names.unshift(name.text);
  }
  return names.join(".") || "module";
}

export function syntaxProblem(source: TypeScript.SourceFile, path: string): Problem | null {
  const { parseDiagnostics = [] } = source as {
    parseDiagnostics?: readonly TypeScript.DiagnosticWithLocation[];
  };
  const [first] = parseDiagnostics.filter((one) => one.category === ts.DiagnosticCategory.Error);
  if (first === undefined || source.fileName.endsWith(".json")) return null;
  const line = source.getLineAndCharacterOfPosition(first.start).line + 1;
  const text = ts.flattenDiagnosticMessageText(first.messageText, " ");
  return {
    level: "note",
    code: "syntax-error",
    path,
    line,
    message: `Syntax error: ${text} What could be read is linted; fix the syntax for the rest.`,
  };
}

export function tooLarge(path: string): Problem {
  return {
    level: "note",
    code: "code-too-large",
    path,
    line: null,
    message: "The handler reaches more code than is followed; findings of its far parts may be missing.",
  };
}
