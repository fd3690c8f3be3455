import type TypeScript from "typescript";
import { ts } from "../typescript.js";

const ERROR =
  /\bthrow\b|(?<!\d)[45]\d\d(?!\d)|error|exception|invalid|malformed|bad_?request|unauthori[sz]ed|forbidden|denied|reject|\bfail|not_?(found|allowed|supported|implemented)|unsupported|unknown(?! as\b)[ _-]?\w|unexpected|unrecogni[sz]ed|\bcannot\b|\bunable to\b|\bthere was an? (issue|problem)\b|\b(success|ok)["']?:\s*false\b/i;
const LOG = /^(console|log|logger|logging|winston)$|\blog(ger)?$/i;
/** `LoggerUtil`, `appLogService`. */
const OWN_LOG = /(^|[._]|[a-z](?=L))[lL]og(ger|ging)?[A-Z]\w*$/;
const CALLBACK = /^(callback|cb|done|next|reject|fail)$|\w(Cb|Callback)$/;
/** What work that was done is answered with, failures counted or not. */
const SUCCESS = /\bawait\b[\s\S]*\bstatusCode:\s*2\d\d\b/;
/** An arm longer than this does more than turning down. */
const MAXIMUM_LENGTH = 600;

/** Whether statements answer with an error, throw, reject or only complain. */
export function turnsDown(statements: readonly TypeScript.Statement[]): boolean {
  const [first] = statements;
  const last = statements.at(-1);
  if (first === undefined || last === undefined || last.end - first.pos > MAXIMUM_LENGTH) return false;
  // What a `catch` or a guard within says is about another failure.
  const text = statements
    .map((one) => (ts.isTryStatement(one) || (ts.isIfStatement(one) && one !== last) ? "" : one.getText()))
    .join("\n");
  if (SUCCESS.test(text)) return false;
  const isDown = exits(last) || statements.every(isCheap) || (isComplaint(first) && !text.includes("await"));
  return ERROR.test(text) && isDown && statements.every(leavesOnlyDown);
}

/** Whether an expression is such an answer: `{ statusCode: 401 }`, `refuse(403)`. */
export function isRefusal(node: TypeScript.Expression): boolean {
  const inner = ts.isParenthesizedExpression(node) ? node.expression : node;
  if (!ts.isObjectLiteralExpression(inner) && !ts.isCallExpression(inner)) return false;
  return inner.end - inner.pos <= MAXIMUM_LENGTH && ERROR.test(inner.getText());
}

/** Whether no arm of an `if` within leaves with something better. */
function leavesOnlyDown(node: TypeScript.Statement): boolean {
  if (!ts.isIfStatement(node)) return true;
  return [node.thenStatement, node.elseStatement].every(
    (arm) =>
      arm === undefined ||
      (exits(arm) ? isNoWay(statementsOf(arm)) : statementsOf(arm).every(leavesOnlyDown)),
  );
}

/** No value, null, false, or an object of such and of empty lists: `{ batchItemFailures: [] }`. */
export function isNothing(node: TypeScript.Expression | undefined): boolean {
  if (node === undefined) return true;
  if (ts.isIdentifier(node)) return node.text === "undefined";
  if (ts.isObjectLiteralExpression(node)) {
    const { properties } = node;
    return (
      properties.length > 0 &&
      properties.every(
        (one) => ts.isPropertyAssignment(one) && (isNothing(one.initializer) || isEmptyList(one.initializer)),
      )
    );
  }
  return node.kind === ts.SyntaxKind.NullKeyword || node.kind === ts.SyntaxKind.FalseKeyword;
}

function isEmptyList(node: TypeScript.Expression): boolean {
  return ts.isArrayLiteralExpression(node) && node.elements.length === 0;
}

/** Nothing, or nothing but a line in the log. */
export function isIdle(statements: readonly TypeScript.Statement[]): boolean {
  return statements.every(
    (one) =>
      ts.isEmptyStatement(one) ||
      ts.isBreakStatement(one) ||
      ts.isContinueStatement(one) ||
      (ts.isReturnStatement(one) && isNothing(one.expression)) ||
      isLog(one),
  );
}

/** `logger.error("…")`: what follows it cleans up. */
function isComplaint(node: TypeScript.Statement): boolean {
  return isLog(node) && /^[\w.]+\.(error|fatal)\(/.test(node.getText());
}

function isLog(node: TypeScript.Statement): boolean {
  if (!ts.isExpressionStatement(node) || !ts.isCallExpression(node.expression)) return false;
  const callee = node.expression.expression;
  return (
    ts.isPropertyAccessExpression(callee) &&
    [LOG, OWN_LOG].some((one) => one.test(callee.expression.getText()))
  );
}

/** `response.status(400).send(…)`. */
const REFUSAL = /\b(status|sendStatus|code|writeHead)\(\s*[45]\d\d\b/;

function isCheap(node: TypeScript.Statement): boolean {
  if (ts.isVariableStatement(node)) {
    return node.declarationList.declarations.every(
      ({ initializer }) =>
        initializer !== undefined && !ts.isCallExpression(initializer) && !ts.isAwaitExpression(initializer),
    );
  }
  if (isLog(node) || exits(node) || ts.isBreakStatement(node) || ts.isEmptyStatement(node)) return true;
  if (!ts.isExpressionStatement(node)) return false;
  const { expression } = node;
  if (ts.isBinaryExpression(expression)) {
    return expression.operatorToken.kind === ts.SyntaxKind.EqualsToken;
  }
  if (!ts.isCallExpression(expression)) return false;
  const callee = expression.expression;
  if (REFUSAL.test(expression.getText())) return true;
  const name = ts.isPropertyAccessExpression(callee) ? callee.name : callee;
  return ts.isIdentifier(name) && (CALLBACK.test(name.text) || ERROR.test(name.text));
}

export function isNoWay(statements: readonly TypeScript.Statement[]): boolean {
  return turnsDown(statements) || (statements.length > 0 && isIdle(statements));
}

export function statementsOf(node: TypeScript.Statement): readonly TypeScript.Statement[] {
  return ts.isBlock(node) ? node.statements : [node];
}

/** Whether a statement always leaves the function. */
export function exits(node: TypeScript.Statement): boolean {
  if (ts.isReturnStatement(node) || ts.isThrowStatement(node)) return true;
  if (ts.isBlock(node)) {
    const last = node.statements.at(-1);
    return last !== undefined && exits(last);
  }
  if (ts.isTryStatement(node)) {
    return exits(node.tryBlock) && (node.catchClause === undefined || exits(node.catchClause.block));
  }
  return (
    ts.isIfStatement(node) &&
    node.elseStatement !== undefined &&
    exits(node.thenStatement) &&
    exits(node.elseStatement)
  );
}

/** Whether a statement leaves the function with an answer: to throw is to have none kept. */
export function returns(node: TypeScript.Statement): boolean {
  const last = statementsOf(node).at(-1);
  return exits(node) && last !== undefined && !ts.isThrowStatement(last);
}
