import type TypeScript from "typescript";
import { ts } from "./typescript.js";

/**
 * Which arm of an `if` is what the code is for; the other one turns a request down or does nothing, and so is no
 * way that an invocation takes without what the first uses. "both": they exclude each other. "all": the test is no
 * choice between events (a warm-up ping, the stage).
 */
export type MainArm = "then" | "else" | "both" | "all";

const WARM_UP = /warm[-_]?(er|up|ing)\b|warmup|keep[-_]?alive|\bisWarm|\bping\b/i;
const ERROR =
  /\bthrow\b|(?<!\d)[45]\d\d(?!\d)|error|exception|invalid|bad_?request|unauthori[sz]ed|forbidden|denied|reject|\bfail|not_?(found|allowed|supported|implemented)|unsupported|unknown/i;
/** What a deployment sets once. */
const STAGE = /\b(stage|env|environment|nodeEnv|isProd(uction)?|isDev(elopment)?|isLocal|isOffline)\b/i;
const ERROR_NAME = /^(e|ex|(is|has)?(err|error|exception|invalid|failed|missing)([A-Z]\w*)?)$/i;
const LOG = /^(console|log|logger|logging|winston)$|\blog(ger)?$/i;
const CALLBACK = /^(callback|cb|done|next|reject|fail)$/;
/** An arm longer than this does more than turning down. */
const MAXIMUM_LENGTH = 600;

export function mainArm(node: TypeScript.IfStatement): MainArm {
  const { expression, thenStatement, elseStatement } = node;
  const text = expression.getText();
  if (WARM_UP.test(text) || STAGE.test(text)) return "all";
  const negated =
    ts.isPrefixUnaryExpression(expression) && expression.operator === ts.SyntaxKind.ExclamationToken;
  const tested = negated ? expression.operand : expression;
  const name = ts.isPropertyAccessExpression(tested) ? tested.name : tested;
  if (ts.isIdentifier(name) && ERROR_NAME.test(name.text)) return negated ? "then" : "else";
  if (turnsDown(statementsOf(thenStatement))) return "else";
  if (elseStatement !== undefined && turnsDown(statementsOf(elseStatement))) return "then";
  const idleThen = isIdle(statementsOf(thenStatement));
  const idleElse = elseStatement === undefined || isIdle(statementsOf(elseStatement));
  if (idleThen === idleElse) return "both";
  if (isPresenceTest(expression)) return idleElse ? "then" : "else";
  if (!isElseIf(node) && !isFilter(node) && !isRestOfFunction(node) && !restTurnsDown(node)) return "both";
  return idleElse ? "then" : "else";
}

/** Whether statements answer with an error, throw, reject or only complain. */
export function turnsDown(statements: readonly TypeScript.Statement[]): boolean {
  const [first] = statements;
  const last = statements.at(-1);
  if (first === undefined || last === undefined || last.end - first.pos > MAXIMUM_LENGTH) return false;
  // What a `catch` within says is about another failure.
  const text = statements.map((one) => (ts.isTryStatement(one) ? "" : one.getText())).join("\n");
  return ERROR.test(text) && (exits(last) || statements.every(isCheap));
}

function statementsOf(node: TypeScript.Statement): readonly TypeScript.Statement[] {
  return ts.isBlock(node) ? node.statements : [node];
}

/** No value, null, false, or an object of such. */
function isNothing(node: TypeScript.Expression | undefined): boolean {
  if (node === undefined) return true;
  if (ts.isIdentifier(node)) return node.text === "undefined";
  if (ts.isObjectLiteralExpression(node)) {
    const { properties } = node;
    return (
      properties.length > 0 &&
      properties.every((one) => ts.isPropertyAssignment(one) && isNothing(one.initializer))
    );
  }
  return node.kind === ts.SyntaxKind.NullKeyword || node.kind === ts.SyntaxKind.FalseKeyword;
}

/** Nothing, or nothing but a line in the log. */
function isIdle(statements: readonly TypeScript.Statement[]): boolean {
  return statements.every(
    (one) =>
      ts.isEmptyStatement(one) ||
      ts.isBreakStatement(one) ||
      ts.isContinueStatement(one) ||
      (ts.isReturnStatement(one) && isNothing(one.expression)) ||
      isLog(one),
  );
}

function isLog(node: TypeScript.Statement): boolean {
  if (!ts.isExpressionStatement(node) || !ts.isCallExpression(node.expression)) return false;
  const callee = node.expression.expression;
  return ts.isPropertyAccessExpression(callee) && LOG.test(callee.expression.getText());
}

function isCheap(node: TypeScript.Statement): boolean {
  if (isLog(node) || exits(node) || ts.isBreakStatement(node) || ts.isEmptyStatement(node)) return true;
  if (!ts.isExpressionStatement(node)) return false;
  const { expression } = node;
  if (ts.isBinaryExpression(expression)) {
    return expression.operatorToken.kind === ts.SyntaxKind.EqualsToken;
  }
  if (!ts.isCallExpression(expression)) return false;
  const callee = expression.expression;
  const name = ts.isPropertyAccessExpression(callee) ? callee.name : callee;
  return ts.isIdentifier(name) && (CALLBACK.test(name.text) || ERROR.test(name.text));
}

/** `x !== undefined`: whether something is there at all, no choice between kinds. */
function isPresenceTest(test: TypeScript.Expression): boolean {
  if (!ts.isBinaryExpression(test)) return false;
  const { left, right, operatorToken } = test;
  const differs =
    operatorToken.kind === ts.SyntaxKind.ExclamationEqualsToken ||
    operatorToken.kind === ts.SyntaxKind.ExclamationEqualsEqualsToken;
  return differs && [left, right].some((one) => one.kind !== ts.SyntaxKind.FalseKeyword && isNothing(one));
}

/** `else if` without an `else`: a missing arm is no way of its own. */
function isElseIf(node: TypeScript.IfStatement): boolean {
  return ts.isIfStatement(node.parent) && node.parent.elseStatement === node;
}

/** Within a loop an `if` picks elements: some element of most batches passes. */
function isFilter(node: TypeScript.Node): boolean {
  for (let at = node.parent; !ts.isSourceFile(at); at = at.parent) {
    if (ts.isIterationStatement(at, false)) return true;
    if (ts.isCaseOrDefaultClause(at)) return false;
    if (!ts.isFunctionLike(at)) continue;
    const call = at.parent;
    return (
      ts.isCallExpression(call) &&
      ts.isPropertyAccessExpression(call.expression) &&
      /^(map|forEach|flatMap|reduce|filter|some|every|find)$/.test(call.expression.name.text)
    );
  }
  return false;
}

/** Whether it is nearly all that its function does: a guard turned inside out. */
function isRestOfFunction(node: TypeScript.IfStatement): boolean {
  let at: TypeScript.Node = node;
  while (!ts.isFunctionLike(at.parent)) {
    const { parent } = at;
    if (ts.isBlock(parent)) {
      const rest = parent.statements.slice(parent.statements.indexOf(at as TypeScript.Statement) + 1);
      // `if (text) { phone = … } return phone;`
      if (!isIdle(rest.filter((one) => exits(node.thenStatement) || !returnsName(one)))) return false;
    } else if (!(ts.isTryStatement(parent) && parent.tryBlock === at) && !ts.isIfStatement(parent)) {
      return false;
    }
    at = parent;
  }
  return at !== node && (node.end - node.getStart()) * 5 > (at.end - at.pos) * 3;
}

function returnsName(node: TypeScript.Statement): boolean {
  return ts.isReturnStatement(node) && node.expression !== undefined && ts.isIdentifier(node.expression);
}

function restTurnsDown(node: TypeScript.IfStatement): boolean {
  if (!ts.isBlock(node.parent) || !leaves(node)) return false;
  const { statements } = node.parent;
  let next = statements.indexOf(node) + 1;
  while (leaves(statements[next])) next++;
  return isNoWay(statements.slice(next));
}

function isNoWay(statements: readonly TypeScript.Statement[]): boolean {
  return turnsDown(statements) || (statements.length > 0 && isIdle(statements));
}

/**
 * How many of the statements from `at` on are a dispatch written as `if (…) return …; if (…) return …; throw …`:
 * ways that exclude each other. 1: it is none.
 */
export function dispatchLength(statements: readonly TypeScript.Statement[], at: number): number {
  let next = at;
  while (leaves(statements[next])) next++;
  return next - at > 1 && isNoWay(statements.slice(next)) ? next - at : 1;
}

/** `if (…) return …`, with something done before it leaves. */
function leaves(node: TypeScript.Statement | undefined): boolean {
  if (node === undefined || !ts.isIfStatement(node) || !exits(node.thenStatement)) return false;
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
    way.isWay = !turnsDown(statements) && !(isIdle(statements) && way.clauses.some(ts.isDefaultClause));
  }
  return ways;
}

function statementsIn(clause: TypeScript.CaseOrDefaultClause): readonly TypeScript.Statement[] {
  const [only, ...others] = clause.statements;
  return only !== undefined && others.length === 0 && ts.isBlock(only) ? only.statements : clause.statements;
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

/** A block that only runs on a developer's machine, or when the file is run as a script. */
export function isDevelopment(test: TypeScript.Expression): boolean {
  const text = test.getText();
  return (
    /^!\s*process\.env[.[]['"]?(AWS_|LAMBDA_)/.test(text) ||
    /require\.main\s*===?\s*module|import\.meta\.main|process\.argv\[1\]/.test(text) ||
    /^process\.env[.[]['"]?(IS_)?(LOCAL|OFFLINE)\w*['"]?\]?(\s*===?\s*['"](true|1)['"])?$/.test(text) ||
    /\b(STAGE|NODE_ENV|ENV|ENVIRONMENT)['"]?\]?\s*===?\s*['"](dev|develop|development|local|offline|test)['"]$/i.test(
      text,
    )
  );
}
