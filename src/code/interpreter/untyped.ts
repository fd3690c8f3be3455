import type TypeScript from "typescript";
import { ts } from "../typescript.js";
import type { Interpreter } from "./interpreter.js";
import { isImport } from "./variables.js";

const KNOWN = new WeakMap<TypeScript.Node, boolean>();
/** Names lead to other names, some twenty in a row at most. */
const DEPTH = 40;

/**
 * Whether TypeScript's checker takes an expression for `any`, as it does with all that third-party code hands out:
 * nothing of that has a type here. Tells in a fraction of the time that the checker takes; false where it isn't sure.
 */
export function isUntyped(run: Interpreter, node: TypeScript.Expression, depth = DEPTH): boolean {
  if (depth === 0) return false;
  let known = KNOWN.get(node);
  if (known === undefined) {
    // Names that lead to each other, as `a = b(); b = () => a`.
    KNOWN.set(node, false);
    known = look(run, node, depth - 1);
    KNOWN.set(node, known);
  }
  return known;
}

function look(run: Interpreter, node: TypeScript.Expression, depth: number): boolean {
  const is = (one: TypeScript.Expression): boolean => isUntyped(run, one, depth);
  if (ts.isIdentifier(node)) {
    const declaration = run.declarationOf(node);
    return declaration !== null && !isNarrowed(node) && isUntypedName(run, declaration, depth);
  }
  if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === "require") {
    const [first] = node.arguments;
    return first !== undefined && ts.isStringLiteralLike(first) && isThirdParty(run, first);
  }
  if (
    ts.isPropertyAccessExpression(node) ||
    ts.isElementAccessExpression(node) ||
    ts.isCallExpression(node) ||
    ts.isNewExpression(node) ||
    ts.isAwaitExpression(node) ||
    ts.isParenthesizedExpression(node) ||
    ts.isNonNullExpression(node)
  ) {
    return is(node.expression);
  }
  if (ts.isTaggedTemplateExpression(node)) return is(node.tag);
  // `any` takes up whatever it is united with.
  if (ts.isConditionalExpression(node)) return is(node.whenTrue) || is(node.whenFalse);
  if (!ts.isBinaryExpression(node)) return false;
  const operator = node.operatorToken.kind;
  const unites = operator === ts.SyntaxKind.BarBarToken || operator === ts.SyntaxKind.QuestionQuestionToken;
  return unites && (is(node.left) || is(node.right));
}

function isUntypedName(run: Interpreter, declaration: TypeScript.Declaration, depth: number): boolean {
  if (isImport(declaration)) {
    let at: TypeScript.Node = declaration;
    while (!ts.isImportDeclaration(at)) {
      if (ts.isSourceFile(at)) return false;
      at = at.parent;
    }
    return isThirdParty(run, at.moduleSpecifier);
  }
  if (ts.isBindingElement(declaration)) return isUntypedName(run, declaration.parent.parent, depth);
  if (ts.isParameter(declaration)) {
    if (declaration.type !== undefined || declaration.dotDotDotToken !== undefined) return false;
    const { parent } = declaration;
    if (declaration.initializer !== undefined) return false;
    return ts.isArrowFunction(parent) || ts.isFunctionExpression(parent)
      ? hasUntypedContext(run, parent, depth)
      : ts.isFunctionDeclaration(parent);
  }
  if (!ts.isVariableDeclaration(declaration) || declaration.type !== undefined) return false;
  const loop = declaration.parent.parent;
  if (ts.isForOfStatement(loop)) return isUntyped(run, loop.expression, depth);
  return declaration.initializer !== undefined && isUntyped(run, declaration.initializer, depth);
}

/** Whether nothing around a function says what it is called with: it is handed to third-party code. */
function hasUntypedContext(run: Interpreter, fn: TypeScript.Expression, depth: number): boolean {
  let at: TypeScript.Node = fn;
  while (
    ts.isParenthesizedExpression(at.parent) ||
    ts.isPropertyAssignment(at.parent) ||
    ts.isObjectLiteralExpression(at.parent) ||
    ts.isArrayLiteralExpression(at.parent)
  ) {
    at = at.parent;
  }
  const { parent } = at;
  if (ts.isVariableDeclaration(parent)) return parent.type === undefined;
  const isGiven = (ts.isCallExpression(parent) || ts.isNewExpression(parent)) && parent.expression !== at;
  return isGiven && isUntyped(run, parent.expression, depth);
}

function isThirdParty(run: Interpreter, specifier: TypeScript.Expression): boolean {
  if (!ts.isStringLiteralLike(specifier)) return false;
  const { text } = specifier;
  return (
    run.resolver.resolve(text, specifier.getSourceFile().fileName) === null && !run.isDeclaredModule(text)
  );
}

/** `if (error instanceof HttpError)` gives a type to what had none. */
function isNarrowed(node: TypeScript.Identifier): boolean {
  return node.getSourceFile().text.includes(`${node.text} instanceof`);
}
