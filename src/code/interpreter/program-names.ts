import type TypeScript from "typescript";
import { walk } from "../program/walk.js";
import { ts } from "../typescript.js";
import { clearedBy, clearedKey } from "./cleared-memos.js";
import { lastName } from "./state.js";

/** Names of a program, collected before it is run. */
export interface ProgramNames {
  /**
   * What functions assign to: names, and "name[]" for what has a key assigned. Constructors run once per object, so what they
   * assign to `this` is none of it.
   */
  readonly assigned: Set<string>;
  /** Environment variables that functions set, and ask for: what is known of them is known for all invocations. */
  readonly settings: Set<string>;
  /** Variables of modules that keep nothing: `clearedKey` of each. */
  readonly cleared: Set<string>;
  /** Methods of classes. */
  readonly methods: Set<string>;
  /** What resolvers ask of the data sources that a GraphQL server hands them: `context.dataSources.users.find()`. */
  readonly asked: Set<string>;
}

export function noNames(): ProgramNames {
  return {
    assigned: new Set(),
    settings: new Set(),
    cleared: new Set(),
    methods: new Set(),
    asked: new Set(),
  };
}

/** Adds another file's names. */
export function addNames(names: ProgramNames, others: ProgramNames): void {
  for (const name of others.assigned) names.assigned.add(name);
  for (const name of others.settings) names.settings.add(name);
  for (const name of others.cleared) names.cleared.add(name);
  for (const name of others.methods) names.methods.add(name);
  for (const name of others.asked) names.asked.add(name);
}

type Place = "module" | "constructor" | "function";

export function collectNames(
  file: TypeScript.SourceFile,
  { assigned: names, settings, cleared, methods, asked }: ProgramNames,
): void {
  walk<Place>(file, "module", (node, place) => {
    if (isOfTypes(node)) return null;
    if (ts.isMethodDeclaration(node) && ts.isIdentifier(node.name)) methods.add(node.name.text);
    if (ts.isTryStatement(node)) for (const name of clearedBy(node)) cleared.add(clearedKey(file, name));
    if (isAskedOfSource(node)) asked.add(node.name.text);
    const target = place === "module" ? null : assignedTarget(node);
    const setting = target === null ? null : settingOf(target);
    if (setting !== null && asksFor(setting, file.text)) settings.add(setting);
    if (target !== null && (place === "function" || !isOfThis(target))) addTarget(target, names);
    if (place === "function") addAssigned(node, names);
    if (place === "function" || !ts.isFunctionLike(node)) return place;
    return ts.isConstructorDeclaration(node) ? "constructor" : "function";
  });
}

/** `context.dataSources.users.find`, `dataSources.users.find`. */
function isAskedOfSource(node: TypeScript.Node): node is TypeScript.PropertyAccessExpression {
  return (
    ts.isPropertyAccessExpression(node) &&
    ts.isPropertyAccessExpression(node.expression) &&
    lastName(node.expression.expression) === "dataSources"
  );
}

const DOT = /^process\.env(?:\.(\w+)|\[["'](\w+)["']\])$/;

/** "REGION" of `process.env.REGION` and `process.env["REGION"]`. */
export function settingOf(node: TypeScript.Node): string | null {
  if (!ts.isPropertyAccessExpression(node) && !ts.isElementAccessExpression(node)) return null;
  const [, name, quoted] = DOT.exec(node.getText()) ?? [];
  return name ?? quoted ?? null;
}

/** `if (!process.env.TOKEN)`, `if (process.env.TOKEN)`. */
function asksFor(setting: string, text: string): boolean {
  return ["!", "if (", "if("].some((before) =>
    [`.${setting}`, `["${setting}"]`, `['${setting}']`].some((name) =>
      text.includes(`${before}process.env${name}`),
    ),
  );
}

/** Nothing is assigned in a type. */
function isOfTypes(node: TypeScript.Node): boolean {
  return (
    ts.isImportDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node))
  );
}

function assignedTarget(node: TypeScript.Node): TypeScript.Expression | null {
  if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind)) return node.left;
  if (!ts.isPrefixUnaryExpression(node) && !ts.isPostfixUnaryExpression(node)) return null;
  const { operator, operand } = node;
  const counts = operator === ts.SyntaxKind.PlusPlusToken || operator === ts.SyntaxKind.MinusMinusToken;
  return counts ? operand : null;
}

/** `Object.assign(kept, { client })`. */
function addAssigned(node: TypeScript.Node, names: Set<string>): void {
  if (!ts.isCallExpression(node) || node.arguments.length < 2) return;
  if (!ts.isPropertyAccessExpression(node.expression) || node.expression.name.text !== "assign") return;
  const [holder, ...sources] = node.arguments;
  if (holder === undefined || ts.isObjectLiteralExpression(holder)) return;
  names.add(`${lastName(holder)}[]`);
  for (const source of sources) {
    if (!ts.isObjectLiteralExpression(source)) continue;
    for (const { name } of source.properties)
      if (name !== undefined && ts.isIdentifier(name)) names.add(name.text);
  }
}

/** `this.client`, `this.clients[region]`. */
function isOfThis(target: TypeScript.Expression): boolean {
  let at = target;
  while (ts.isPropertyAccessExpression(at) || ts.isElementAccessExpression(at)) at = at.expression;
  return at.kind === ts.SyntaxKind.ThisKeyword;
}

function addTarget(target: TypeScript.Node, names: Set<string>): void {
  if (ts.isIdentifier(target)) names.add(target.text);
  else if (ts.isPropertyAccessExpression(target)) {
    names.add(target.name.text);
    names.add(`${lastName(target.expression)}[]`);
    // `cached.conn = x`: a test of `cached` itself is no memo, one of `cached.conn` is.
  } else if (ts.isElementAccessExpression(target)) names.add(`${lastName(target.expression)}[]`);
  else if (ts.isArrayLiteralExpression(target)) for (const one of target.elements) addTarget(one, names);
  else if (ts.isObjectLiteralExpression(target)) {
    for (const one of target.properties) {
      if (ts.isShorthandPropertyAssignment(one)) names.add(one.name.text);
      else if (ts.isPropertyAssignment(one)) addTarget(one.initializer, names);
    }
  } else if (
    ts.isParenthesizedExpression(target) ||
    ts.isNonNullExpression(target) ||
    ts.isAsExpression(target)
  ) {
    addTarget(target.expression, names);
  }
}

function isAssignment(kind: TypeScript.SyntaxKind): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}
