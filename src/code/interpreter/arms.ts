import type TypeScript from "typescript";
import { ts } from "../typescript.js";
import { isOneOfSeveral, leaves } from "./dispatch.js";
import { exits, isIdle, isNothing, isNoWay, statementsOf, turnsDown } from "./no-way.js";
import { isInequality } from "./presence.js";
import { isAwaited } from "./rows.js";

/**
 * Which arm of an `if` is what the code is for; the other one turns a request down or does nothing, and so is no
 * way that an invocation takes without what the first uses. "both": they exclude each other. "all": the test is no
 * choice between events (a warm-up ping, the stage).
 */
export type MainArm = "then" | "else" | "both" | "all";

/** No invocation that anybody waits for. */
const WARM_UP = /dry[-_]?run|warm[-_]?(er|up|ing)\b|warmup|keep[-_]?alive|\bisWarm|\bping\b/i;
/** A browser's question before the request, a monitor's, a handshake: asked without what the function is for. */
const ASKED_BESIDE =
  /["'`]OPTIONS["'`]|["'`/](health(z|[-_]?check)?|ping|favicon\.ico|robots\.txt)\/?["'`]|["'`]url_verification["'`]/i;
/** What a deployment sets once. */
const STAGE = /\b(stage|env|environment|nodeEnv|isProd(uction)?|isDev(elopment)?|isLocal|isOffline)\b/i;
/** Parts of an event: one that lacks them is none that the function is for. */
const PARTS = /^((\w+)\s*&&\s*)?\w+\??\.(Records|headers|requestContext|body|pathParameters|detail)$/;
/** Which changes of a table are looked at. */
const STREAM_FILTER = /\beventName\s*!?==?/;
const NEXT = /\bnext\(\s*\)/;
const ERROR_NAME = /^(e|ex|(is|has)?(err|error|exception|invalid|failed|missing)([A-Z]\w*)?)$/i;

export function mainArm(node: TypeScript.IfStatement): MainArm {
  const known = mainArms.get(node) ?? readMainArm(node);
  mainArms.set(node, known);
  return known;
}

/** An `if` is come by in many calls, and reading its text takes longer than running it. */
const mainArms = new WeakMap<TypeScript.IfStatement, MainArm>();

function readMainArm(node: TypeScript.IfStatement): MainArm {
  const { expression, thenStatement, elseStatement } = node;
  const text = expression.getText();
  if (WARM_UP.test(text) || STAGE.test(text) || ofCustomResource(text)) return "all";
  const negated =
    ts.isPrefixUnaryExpression(expression) && expression.operator === ts.SyntaxKind.ExclamationToken;
  const tested = negated ? expression.operand : expression;
  const name = ts.isPropertyAccessExpression(tested) ? tested.name : tested;
  if (ts.isIdentifier(name) && ERROR_NAME.test(name.text)) return negated ? "then" : "else";
  if (isAskedBeside(node)) return "else";
  if (turnsDown(statementsOf(thenStatement))) return "else";
  if (letsOnAlone(node)) return "then";
  if (elseStatement !== undefined && turnsDown(statementsOf(elseStatement))) return "then";
  const idleThen = isIdle(statementsOf(thenStatement));
  const idleElse = elseStatement === undefined || isIdle(statementsOf(elseStatement));
  if (idleThen === idleElse) return isOfRows(node) ? "all" : "both";
  if (idleElse && asksForFirst(expression) && isMostOfFunction(node)) return "then";
  if (isPresenceTest(expression)) return idleElse ? "then" : "else";
  if (idleElse && (isOneOfSeveral(node) || isAllButOnePath(expression))) return "then";
  if (!isElseIf(node) && !isFilter(node) && !isRestOfFunction(node) && !restTurnsDown(node)) return "both";
  return idleElse ? "then" : "else";
}

/** `if (method === "OPTIONS") return …;`, a health check, a handshake: a way that hardly counts. */
export function isAskedBeside({ expression }: TypeScript.IfStatement): boolean {
  const text = expression.getText();
  return ASKED_BESIDE.test(text) && !/!==?/.test(text);
}

/** `!path.includes("/auth/")`, `token && path !== "/login"`: what all requests but those to one path pass. */
function isAllButOnePath(test: TypeScript.Expression): boolean {
  const text = test.getText();
  return /^([\w.?]+\s*&&\s*)?(!\s*[\w.?]+\.(includes|startsWith|endsWith)\(\s*["'`]\/[\w/-]*["'`]\s*\)|[\w.?]+\s*!==?\s*["'`]\/[\w/-]*["'`])$/.test(
    text,
  );
}

/** CloudFormation asks for one of three things, each once in a deployment. */
export function ofCustomResource(test: string): boolean {
  return (
    /\bRequestType\b/i.test(test) ||
    ["Create", "Update", "Delete"].every((one) => test.includes(`'${one}'`) || test.includes(`"${one}"`))
  );
}

/** `x !== undefined`: whether something is there at all, no choice between kinds. */
function isPresenceTest(test: TypeScript.Expression): boolean {
  if (PARTS.test(test.getText())) return true;
  // What follows `list.length > 0` would do nothing for an empty list.
  if (/^([\w$.?!]+|Object\.\w+\([\w$.?!]+\))\.length(\s*(>|!==?)\s*0|\s*>=\s*1)?$/.test(test.getText()))
    return true;
  if (!ts.isBinaryExpression(test)) return false;
  const { left, right } = test;
  return isInequality(test) && [left, right].some((one) => isEmptyText(one) || isNothingButFalse(one));
}

/** `body.entry?.[0]?.messages`, one of several such asked for together: whether there is something to work on. */
function asksForFirst(test: TypeScript.Expression): boolean {
  if (ts.isBinaryExpression(test)) {
    return (
      test.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken &&
      (asksForFirst(test.left) || asksForFirst(test.right))
    );
  }
  let at = test;
  while (ts.isPropertyAccessExpression(at) || ts.isElementAccessExpression(at)) {
    if (ts.isElementAccessExpression(at) && at.argumentExpression.getText() === "0") return true;
    at = at.expression;
  }
  return false;
}

function isEmptyText(node: TypeScript.Expression): boolean {
  return ts.isStringLiteralLike(node) && node.text === "";
}

function isNothingButFalse(node: TypeScript.Expression): boolean {
  return node.kind !== ts.SyntaxKind.FalseKeyword && isNothing(node);
}

/** `else if` without an `else`: a missing arm is no way of its own. */
function isElseIf(node: TypeScript.IfStatement): boolean {
  return ts.isIfStatement(node.parent) && node.parent.elseStatement === node;
}

/** Within a loop an `if` picks elements: some element of most batches passes. */
function isFilter(node: TypeScript.IfStatement): boolean {
  return STREAM_FILTER.test(node.expression.getText()) || loopAround(node) !== null;
}

/** The loop that a statement lies in, or the call that runs a function for each element. */
function loopAround(
  node: TypeScript.IfStatement,
): TypeScript.IterationStatement | TypeScript.Expression | null {
  for (let at = node.parent; !ts.isSourceFile(at); at = at.parent) {
    if (ts.isIterationStatement(at, false)) return at;
    if (ts.isCaseOrDefaultClause(at)) return null;
    if (!ts.isFunctionLike(at)) continue;
    const call = at.parent;
    const runsEach =
      ts.isCallExpression(call) &&
      ts.isPropertyAccessExpression(call.expression) &&
      /^(map|forEach|flatMap|reduce|filter|some|every|find)$/.test(call.expression.name.text);
    return runsEach ? call.expression.expression : null;
  }
  return null;
}

/** Whether it chooses between rows that were asked for: one invocation comes by rows of all kinds. */
function isOfRows(node: TypeScript.IfStatement): boolean {
  const loop = loopAround(node);
  if (loop === null) return false;
  const over = ts.isForOfStatement(loop) ? loop.expression : loop;
  if (ts.isPropertyAccessExpression(over)) return over.expression.kind === ts.SyntaxKind.ThisKeyword;
  return ts.isAwaitExpression(over) || (ts.isIdentifier(over) && isAwaited(over));
}

/** Whether it is nearly all that its function does: a guard turned inside out. */
function isRestOfFunction(node: TypeScript.IfStatement): boolean {
  let at: TypeScript.Node = node;
  while (!ts.isFunctionLike(at.parent)) {
    const { parent } = at;
    if (ts.isBlock(parent)) {
      const index = parent.statements.indexOf(at as TypeScript.Statement);
      // `await save(event); if (event.type === "failed") …`: all invocations do something, this is more.
      if (parent.statements.slice(0, index).some(isAwaitedWork)) return false;
      const rest = parent.statements.slice(index + 1);
      // `if (text) { phone = … } return phone;`
      if (!isIdle(rest.filter((one) => exits(node.thenStatement) || !returnsName(one)))) return false;
    } else if (!(ts.isTryStatement(parent) && parent.tryBlock === at) && !ts.isIfStatement(parent)) {
      return false;
    }
    at = parent;
  }
  return at !== node && isMostOf(node, at);
}

/** Whether the function around it does little else. */
function isMostOfFunction(node: TypeScript.IfStatement): boolean {
  let at: TypeScript.Node = node;
  while (!ts.isFunctionLike(at.parent) && !ts.isSourceFile(at.parent)) at = at.parent;
  return isMostOf(node, at);
}

function isMostOf(node: TypeScript.Node, around: TypeScript.Node): boolean {
  return (node.end - node.getStart()) * 5 > (around.end - around.pos) * 3;
}

/** `await save(event);`, whose result nobody needs. */
function isAwaitedWork(node: TypeScript.Statement): boolean {
  return ts.isExpressionStatement(node) && ts.isAwaitExpression(node.expression);
}

/** `if (bearer) {…; next(); } if (!token) refuse(401);`: a middleware lets requests on in this arm only. */
function letsOnAlone(node: TypeScript.IfStatement): boolean {
  if (!NEXT.test(node.thenStatement.getText())) return false;
  for (let at = node.parent; !ts.isSourceFile(at); at = at.parent) {
    if (!ts.isFunctionLike(at)) continue;
    const after = node.getSourceFile().text.slice(node.thenStatement.end, at.end);
    return at.parameters.some(({ name }) => name.getText() === "next") && !NEXT.test(after);
  }
  return false;
}

function returnsName(node: TypeScript.Statement): boolean {
  return ts.isReturnStatement(node) && node.expression !== undefined && ts.isIdentifier(node.expression);
}

function restTurnsDown(node: TypeScript.IfStatement): boolean {
  const { parent } = node;
  if (!(ts.isBlock(parent) || ts.isCaseOrDefaultClause(parent)) || !leaves(node)) return false;
  const { statements } = parent;
  let next = statements.indexOf(node) + 1;
  while (leaves(statements[next])) next++;
  return isNoWay(statements.slice(next));
}

/** A test of the stage that names none that is deployed. */
export function isLocal(test: TypeScript.Expression): boolean {
  return /^[\w.$[\]'"?]*\b(STAGE|NODE_ENV|ENV|ENVIRONMENT)['"]?\]?\s*===?\s*['"](local|localhost|offline|test)['"]$/i.test(
    test.getText(),
  );
}

/** A block that only runs on a developer's machine, or when the file is run as a script. */
export function isDevelopment(test: TypeScript.Expression): boolean {
  if (ts.isParenthesizedExpression(test)) return isDevelopment(test.expression);
  if (ts.isBinaryExpression(test)) {
    const { left, right, operatorToken } = test;
    if (operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken) {
      return isDevelopment(left) || isDevelopment(right);
    }
    if (operatorToken.kind === ts.SyntaxKind.BarBarToken) return isDevelopment(left) && isDevelopment(right);
  }
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
