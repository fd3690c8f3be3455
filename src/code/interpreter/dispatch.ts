import type TypeScript from "typescript";
import { ts } from "../typescript.js";
import { type Choice, decidedBy } from "./import-use.js";
import { isNameOfKind } from "./kinds.js";
import { exits, isIdle, isNoWay, statementsOf, turnsDown } from "./no-way.js";
import { isInequality } from "./presence.js";

/** What a service asks once, to see that somebody is there. */
const HANDSHAKE = /^["'`](url_verification|OPTIONS|ping)["'`]$/i;

/**
 * Alexa's requests: all that people ask a skill for are intents, among which it chooses once more.
 * https://developer.amazon.com/en-US/docs/alexa/custom-skills/request-types-reference.html
 */
const REQUESTS = /["'`](Launch|Intent)Request["'`]/;

/** Parts that events of all kinds have. */
const OF_ALL =
  /^(Records|headers|requestContext|body|pathParameters|queryStringParameters|detail|httpMethod)$/;

const leaving = new WeakMap<TypeScript.IfStatement, boolean>();

/**
 * How many of the statements from `at` on are a dispatch: ways that exclude each other. Written as `if (…) return …;
 * if (…) return …; throw …`, or as `if (x === "a") …; if (x === "b") …`. 1: it is none.
 */
export function dispatchLength(statements: readonly TypeScript.Statement[], at: number): number {
  let next = at;
  while (leaves(statements[next])) next++;
  if (next - at > 1 && (next === statements.length || isNoWay(statements.slice(next)))) return next - at;
  next = at + 1;
  if (areOpposite(statements[at], statements[next])) return 2;
  const subject = comparedIn(statements[at]);
  while (subject !== null && comparedIn(statements[next]) === subject) next++;
  return next - at;
}

/** How many ways a statement stands for: `else if` after `else if`, of which each is one. */
export function waysThrough(node: TypeScript.Statement | undefined): number {
  if (node === undefined) return 1;
  if (!ts.isIfStatement(node)) return 1;
  const own = isNoWay(statementsOf(node.thenStatement)) ? 0 : 1;
  const { elseStatement } = node;
  const rest =
    elseStatement === undefined || isNoWay(statementsOf(elseStatement)) ? 0 : waysThrough(elseStatement);
  return Math.max(own + rest, 1);
}

/** `if (event.format !== "pdf") return html(event);`: what follows is for one kind alone. */
export function leavesOneKind(node: TypeScript.Statement): node is TypeScript.IfStatement {
  if (!leaves(node) || !ts.isIfStatement(node) || !ts.isBinaryExpression(node.expression)) return false;
  const { left, right } = node.expression;
  return isInequality(node.expression) && isNameOfKind(right) && !ts.isTypeOfExpression(left);
}

/** Whether an `if` is a way of a dispatch by what one value is. */
export function isOneOfSeveral(node: TypeScript.IfStatement): boolean {
  const { parent } = node;
  if (!(ts.isBlock(parent) || ts.isCaseOrDefaultClause(parent))) return false;
  const { statements } = parent;
  const at = statements.indexOf(node);
  const beside = [statements[at - 1], statements[at + 1]];
  const subject = comparedIn(node);
  return beside.some((one) => areOpposite(node, one) || (subject !== null && comparedIn(one) === subject));
}

/** `if (isPdf) …; if (!isPdf) …`: an `else`, said in other words. */
function areOpposite(
  one: TypeScript.Statement | undefined,
  other: TypeScript.Statement | undefined,
): boolean {
  const [test, opposite] = [one, other].map((it) =>
    it !== undefined && ts.isIfStatement(it) && it.elseStatement === undefined ? it.expression : null,
  );
  if (!test || !opposite) return false;
  return denied(test) === opposite.getText() || denied(opposite) === test.getText();
}

/** `type === "IntentRequest"`. */
export function asksForRequests(test: TypeScript.Expression): boolean {
  return REQUESTS.test(test.getText());
}

/**
 * What an `if` decides among the others beside it: `if (…) return …;` after such another, and tests of one value,
 * exclude each other. What follows all of them is a way more.
 */
export function choiceOf(node: TypeScript.IfStatement): Choice {
  const { parent, expression } = node;
  const isOfRequests = asksForRequests(expression);
  const others = ts.isBlock(parent) || ts.isCaseOrDefaultClause(parent) ? parent.statements : [];
  if (leaves(node)) return { test: node, of: parent, ways: others.filter(leaves).length + 1, isOfRequests };
  const subject = comparedIn(node);
  const test = expression.getText();
  if (subject === null) return decidedBy(test, isOfRequests);
  const ways = others.filter((one) => comparedIn(one) === subject).length + 1;
  return { test, of: subject, ways, isOfRequests };
}

/** "x" of `!x`, "x === y" of `x !== y`. */
function denied(test: TypeScript.Expression): string | null {
  if (ts.isPrefixUnaryExpression(test) && test.operator === ts.SyntaxKind.ExclamationToken) {
    const { operand } = test;
    return (ts.isParenthesizedExpression(operand) ? operand.expression : operand).getText();
  }
  if (!ts.isBinaryExpression(test)) return null;
  const { left, right, operatorToken } = test;
  switch (operatorToken.kind) {
    case ts.SyntaxKind.ExclamationEqualsToken:
      return `${left.getText()} == ${right.getText()}`;
    case ts.SyntaxKind.ExclamationEqualsEqualsToken:
      return `${left.getText()} === ${right.getText()}`;
    default:
      return null;
  }
}

/** "x" of `if (x === "a") {…}`. */
function comparedIn(node: TypeScript.Statement | undefined): string | null {
  if (node === undefined || !ts.isIfStatement(node) || node.elseStatement !== undefined) return null;
  if (turnsDown(statementsOf(node.thenStatement))) return null;
  return presenceIn(node) ?? subjectOf(node.expression);
}

/** "update." of `if (update.message) await answer(update.message);`: an update is one thing or another. */
function presenceIn({ expression, thenStatement }: TypeScript.IfStatement): string | null {
  if (!ts.isPropertyAccessExpression(expression) || OF_ALL.test(expression.name.text)) return null;
  const isWork = exits(thenStatement) || /\bawait\b/.test(thenStatement.getText());
  return isWork ? `${expression.expression.getText()}.` : null;
}

/** "x" of `x === "a" || x === "b"`. */
function subjectOf(test: TypeScript.Expression): string | null {
  if (ts.isCallExpression(test)) return listedIn(test);
  if (!ts.isBinaryExpression(test)) return null;
  const { left, right, operatorToken } = test;
  switch (operatorToken.kind) {
    case ts.SyntaxKind.BarBarToken: {
      const subject = subjectOf(left);
      return subject === subjectOf(right) ? subject : null;
    }
    case ts.SyntaxKind.EqualsEqualsToken:
    case ts.SyntaxKind.EqualsEqualsEqualsToken:
      return ts.isStringLiteralLike(right) ? left.getText() : null;
    default:
      return null;
  }
}

/** "x" of `["a", "b"].includes(x)` and of `x.startsWith("/orders")`. */
function listedIn({ expression, arguments: [first] }: TypeScript.CallExpression): string | null {
  if (first === undefined || !ts.isPropertyAccessExpression(expression)) return null;
  const { expression: list, name } = expression;
  if (!/^(includes|startsWith|endsWith)$/.test(name.text)) return null;
  if (ts.isArrayLiteralExpression(list)) return first.getText();
  return ts.isStringLiteralLike(first) ? list.getText() : null;
}

/** `if (…) return …`, with something done before it leaves. */
export function leaves(node: TypeScript.Statement | undefined): boolean {
  if (node === undefined || !ts.isIfStatement(node) || !exits(node.thenStatement)) return false;
  const known = leaving.get(node) ?? isWayOut(node);
  leaving.set(node, known);
  return known;
}

function isWayOut(node: TypeScript.IfStatement): boolean {
  if (turnsDown(statementsOf(node.thenStatement)) || isIdle(statementsOf(node.thenStatement))) return false;
  return node.elseStatement === undefined || leaves(node.elseStatement);
}

/**
 * The clauses of a switch by ways: one that runs on into the next belongs to it. `isWay` is false for those that
 * turn down, or do nothing.
 */
export function waysOf(
  block: TypeScript.CaseBlock,
): readonly { readonly clauses: readonly TypeScript.CaseOrDefaultClause[]; readonly isWay: boolean }[] {
  const ways: { clauses: TypeScript.CaseOrDefaultClause[]; isWay: boolean }[] = [];
  let runsOn = false;
  for (const clause of block.clauses) {
    if (runsOn) ways.at(-1)?.clauses.push(clause);
    else ways.push({ clauses: [clause], isWay: true });
    const last = statementsIn(clause).at(-1);
    runsOn = last === undefined || !(ts.isBreakOrContinueStatement(last) || exits(last));
  }
  for (const way of ways) {
    const statements = way.clauses.flatMap(statementsIn);
    way.isWay =
      !turnsDown(statements) &&
      !isFallback(statements) &&
      !isIdle(statements) &&
      !way.clauses.every((one) => ts.isCaseClause(one) && HANDSHAKE.test(one.expression.getText()));
  }
  return ways;
}

/** `case "NULL": return defaultValue;` */
function isFallback([first]: readonly TypeScript.Statement[]): boolean {
  return (
    first !== undefined &&
    ts.isReturnStatement(first) &&
    first.expression !== undefined &&
    ts.isIdentifier(first.expression)
  );
}

function statementsIn(clause: TypeScript.CaseOrDefaultClause): readonly TypeScript.Statement[] {
  const [only, ...others] = clause.statements;
  return only !== undefined && others.length === 0 && ts.isBlock(only) ? only.statements : clause.statements;
}
