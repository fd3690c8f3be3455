import type TypeScript from "typescript";
import { walk } from "../program/walk.js";
import { ts } from "../typescript.js";
import { lastName, unwrap } from "./state.js";

/**
 * Variables of a module that a function fills and empties again in its own `finally`: `if (!client) client = new X(); try
 * { … } finally { client = null; }` keeps nothing. A promise that is emptied so is one that several callers wait for.
 */
export function clearedBy(node: TypeScript.TryStatement): readonly string[] {
  const { finallyBlock } = node;
  const owner = ts.findAncestor(node, ts.isFunctionLike);
  if (finallyBlock === undefined || owner === undefined) return [];
  const file = node.getSourceFile();
  return emptied(finallyBlock.statements).filter((name) => isFilledIn(owner, file, name));
}

/** Where a variable of a module is one of these. */
export function clearedKey(file: TypeScript.SourceFile, name: string): string {
  return `${file.fileName}#${name}`;
}

function emptied(statements: readonly TypeScript.Statement[]): readonly string[] {
  return statements.flatMap((one): readonly string[] => {
    if (ts.isIfStatement(one)) {
      // `if (client) { await client.end(); client = null; }`
      const asked = lastName(one.expression);
      const inside = ts.isBlock(one.thenStatement) ? one.thenStatement.statements : [one.thenStatement];
      return emptied(inside).filter((name) => name === asked);
    }
    const assigned = ts.isExpressionStatement(one) ? assignment(one.expression) : null;
    return assigned !== null && isEmpty(assigned.right) ? [assigned.name] : [];
  });
}

function assignment(
  node: TypeScript.Node,
): { readonly name: string; readonly right: TypeScript.Expression } | null {
  if (!ts.isBinaryExpression(node) || !ts.isIdentifier(node.left)) return null;
  const isOne = node.operatorToken.getText().endsWith("=") && !/^[=!<>]=/.test(node.operatorToken.getText());
  return isOne ? { name: node.left.text, right: node.right } : null;
}

function isEmpty(node: TypeScript.Expression): boolean {
  return node.kind === ts.SyntaxKind.NullKeyword || (ts.isIdentifier(node) && node.text === "undefined");
}

/** Whether nothing but the function, or one that it calls, fills a variable, and with no promise. */
function isFilledIn(
  owner: TypeScript.SignatureDeclaration,
  file: TypeScript.SourceFile,
  name: string,
): boolean {
  const text = owner.getText();
  let fills = 0;
  let isOther = false;
  walk(file, true, (node) => {
    const assigned = assignment(node);
    if (assigned?.name !== name || isEmpty(assigned.right)) return true;
    fills += 1;
    const by = ts.findAncestor(node, ts.isFunctionLike);
    const isBuilt = ts.isAwaitExpression(assigned.right) || ts.isNewExpression(unwrap(assigned.right));
    isOther ||= !isBuilt || by === undefined || !(by === owner || isCalled(by, text));
    return true;
  });
  return fills > 0 && !isOther;
}

function isCalled(by: TypeScript.SignatureDeclaration, text: string): boolean {
  const named = by.name ?? (ts.isVariableDeclaration(by.parent) ? by.parent.name : undefined);
  return named !== undefined && ts.isIdentifier(named) && text.includes(`${named.text}(`);
}
