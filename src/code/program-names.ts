import type TypeScript from "typescript";
import { lastName } from "./state.js";
import { ts } from "./typescript.js";
import { walk } from "./walk.js";

/** Names of a program, collected before it is run. */
export interface ProgramNames {
  /** What functions assign to (constructors aside: those run once per object): names, and "name[]" for computed keys. */
  readonly assigned: Set<string>;
  /** Methods of classes. */
  readonly methods: Set<string>;
}

export function collectNames(file: TypeScript.SourceFile, { assigned: names, methods }: ProgramNames): void {
  walk(file, false, (node, inFunction) => {
    if (ts.isMethodDeclaration(node) && ts.isIdentifier(node.name)) methods.add(node.name.text);
    if (inFunction && ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind)) {
      addTarget(node.left, names);
    } else if (inFunction && (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node))) {
      const { operator } = node;
      if (operator === ts.SyntaxKind.PlusPlusToken || operator === ts.SyntaxKind.MinusMinusToken) {
        addTarget(node.operand, names);
      }
    }
    return inFunction || (ts.isFunctionLike(node) && !ts.isConstructorDeclaration(node));
  });
}

function addTarget(target: TypeScript.Node, names: Set<string>): void {
  if (ts.isIdentifier(target)) names.add(target.text);
  else if (ts.isPropertyAccessExpression(target)) {
    names.add(target.name.text);
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
