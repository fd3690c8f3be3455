import type TypeScript from "typescript";
import { ts } from "../typescript.js";
import { isAskedBeside, isDevelopment, isLocal, mainArm, ofCustomResource } from "./arms.js";
import { readsOutlivingPlace } from "./assignments.js";
import { evaluateClass } from "./classes.js";
import { declare } from "./declarations.js";
import { asksForRequests, choiceOf, dispatchLength, leavesOneKind, waysOf, waysThrough } from "./dispatch.js";
import { evaluate } from "./expressions.js";
import { closesKept, givesKept, polarityOf } from "./guards.js";
import { decidedBy } from "./import-use.js";
import type { Interpreter } from "./interpreter.js";
import { isOfKinds, kindAskedIn } from "./kinds.js";
import { runFor, runForEach, runWhile } from "./loops.js";
import { bindAlias, runNamespace } from "./namespaces.js";
import { isNoWay, returns, statementsOf, turnsDown } from "./no-way.js";
import { assignsState, evaluateQuietly, isState } from "./state.js";
import { type Frame, isTainted, TAINTED, truthiness, UNDEFINED, UNKNOWN, type Value } from "./values.js";
import { bind } from "./variables.js";

/**
 * Runs statements. Once one returned early because a memo was filled, the rest only runs to fill it: in phase
 * `init`. Returns whether that happened, so that an enclosing block knows too.
 */
export function runStatements(
  run: Interpreter,
  statements: readonly TypeScript.Statement[],
  frame: Frame,
): boolean {
  const { phase } = run;
  let guarded = false;
  const runOne = (statement: TypeScript.Statement): void => {
    if (runStatement(run, statement, frame)) {
      guarded = true;
      run.phase = "init";
    } else if (closesKept(run, statement, statements, frame)) {
      run.phase = "init";
    }
  };
  for (let at = 0; at < statements.length && run.fuel >= 0; ) {
    const ways = statements.slice(at, at + dispatchLength(statements, at));
    const [first] = ways;
    if (first !== undefined && leavesOneKind(first)) {
      const rest = statements.slice(at + 1);
      if (isChoiceOfKind(run, first, rest, frame)) {
        const following = (): void => {
          if (runStatements(run, rest, frame)) guarded = true;
        };
        run.either([() => runOne(first), following], decidedBy(first));
        break;
      }
    }
    if (first !== undefined && ways.length === 1) runOne(first);
    else {
      const beside = ways.filter((one) => ts.isIfStatement(one) && isAskedBeside(one));
      for (const one of beside) runOne(one);
      const taken = ways.filter((one) => !beside.includes(one));
      const parts = taken.map((one) => waysThrough(one));
      const ofKinds = taken.some((one) => ts.isIfStatement(one) && isOfKinds(run, one.expression, frame));
      const each = taken.map((one) => () => runOne(one));
      const isOfRequests = taken.some((one) => ts.isIfStatement(one) && asksForRequests(one.expression));
      const choice = decidedBy(first ?? frame, isOfRequests);
      if (taken.length > 0) run.either(each, choice, { parts, isOfKinds: ofKinds });
    }
    if (first !== undefined && isEnd(first)) break;
    at += ways.length;
  }
  run.phase = phase;
  return guarded;
}

/** `if (event.format !== "pdf") return html(event); …`: one way or the other, by what the event is. */
function isChoiceOfKind(
  run: Interpreter,
  node: TypeScript.IfStatement,
  rest: readonly TypeScript.Statement[],
  frame: Frame,
): boolean {
  if (rest.length === 0 || isNoWay(rest) || mainArm(node) !== "both") return false;
  return (
    polarityOf(run, node.expression, frame) === null &&
    isTainted(evaluateQuietly(run, node.expression, frame))
  );
}

/** Nothing comes to what follows it. */
function isEnd(node: TypeScript.Statement): boolean {
  return ts.isReturnStatement(node) || ts.isThrowStatement(node);
}

export function runStatement(run: Interpreter, node: TypeScript.Statement, frame: Frame): boolean {
  if (ts.isExpressionStatement(node)) evaluate(run, node.expression, frame);
  else if (ts.isVariableStatement(node)) declareAll(run, node.declarationList, frame);
  else if (ts.isReturnStatement(node)) {
    const value = node.expression === undefined ? UNDEFINED : evaluate(run, node.expression, frame);
    if (run.taintedBranches > 0) run.isChosen = true;
    run.returns.push(run.taintedBranches > 0 && tellsBranch(value) ? TAINTED : value);
  } else if (ts.isIfStatement(node)) return runIf(run, node, frame);
  else if (ts.isBlock(node)) return runStatements(run, node.statements, frame);
  else if (ts.isTryStatement(node)) return runTry(run, node, frame);
  else if (ts.isClassDeclaration(node)) bind(frame, node, evaluateClass(run, node, frame));
  else if (ts.isModuleDeclaration(node)) runNamespace(run, node, frame);
  else if (ts.isImportEqualsDeclaration(node)) bindAlias(run, node, frame);
  else if (ts.isThrowStatement(node)) {
    evaluate(run, node.expression, frame);
    run.noteFailure();
  } else if (ts.isSwitchStatement(node)) runSwitch(run, node, frame);
  else if (ts.isForOfStatement(node) || ts.isForInStatement(node)) runForEach(run, node, frame);
  else if (ts.isForStatement(node)) runFor(run, node, frame);
  else if (ts.isWhileStatement(node) || ts.isDoStatement(node)) runWhile(run, node, frame);
  else if (ts.isLabeledStatement(node)) return runStatement(run, node.statement, frame);
  else if (ts.isExportAssignment(node)) bind(frame, node, evaluate(run, node.expression, frame));
  return false;
}

/** Which region, account or table a branch on the event returns is data of the event. */
function tellsBranch(value: Value): boolean {
  return value.kind === "literal" ? typeof value.value === "string" : value.kind === "unknown";
}

/** `fn = async () => …; var fn;`: minifiers write it, and it changes nothing. */
function isAssignedBefore(
  list: TypeScript.VariableDeclarationList,
  declaration: TypeScript.VariableDeclaration,
  frame: Frame,
): boolean {
  return (list.flags & ts.NodeFlags.BlockScoped) === 0 && frame.variables.has(declaration);
}

export function declareAll(run: Interpreter, list: TypeScript.VariableDeclarationList, frame: Frame): void {
  for (const declaration of list.declarations) {
    const { initializer } = declaration;
    if (initializer === undefined) {
      // `for (const x of …)` declares elsewhere; a `let` without a value waits for its assignment.
      if (!isAssignedBefore(list, declaration, frame)) {
        bind(frame, declaration, UNDEFINED, false, run.taintedBranches);
      }
      continue;
    }
    const state = readsOutlivingPlace(run, initializer, frame);
    const value = evaluate(run, initializer, frame);
    declare(run, declaration, isCounter(run, declaration) ? UNKNOWN : value, frame, state);
  }
}

/** `let at = 0; while (at < steps.length) steps[at++]();`: what it starts from is not what it is. */
function isCounter(run: Interpreter, { name, initializer, parent }: TypeScript.VariableDeclaration): boolean {
  return (
    initializer !== undefined &&
    ts.isNumericLiteral(initializer) &&
    (parent.flags & ts.NodeFlags.Const) === 0 &&
    ts.isIdentifier(name) &&
    run.assignedNames.has(name.text)
  );
}

function runIf(run: Interpreter, node: TypeScript.IfStatement, frame: Frame): boolean {
  const { expression, thenStatement, elseStatement } = node;
  const polarity = polarityOf(run, expression, frame);
  const test = evaluate(run, expression, frame);
  const known = polarity === null && isSettled(run, expression) ? truthiness(test) : null;
  const tainted = isTainted(test);
  let guarded = false;
  const side = (statement: TypeScript.Statement, fills: boolean): void => {
    const returned = run.within({ branch: true, tainted, ...(fills ? { phase: "init" as const } : {}) }, () =>
      runStatement(run, statement, frame),
    );
    // `if (caching) { if (cached) return cached; }`: what follows fills the cache.
    if (returned) guarded = true;
  };
  const fills = (statement: TypeScript.Statement): boolean =>
    polarity === "either" && assignsState(run, statement, frame);
  const fresh = polarity === "fresh" || fills(thenStatement);
  const ways: (() => unknown)[] = [];
  if (known !== false) ways.push(() => side(thenStatement, fresh));
  if (known !== true) {
    ways.push(
      () => elseStatement !== undefined && side(elseStatement, polarity === "cached" || fills(elseStatement)),
    );
  }
  const main = ways.length === 2 ? mainArm(node) : "both";
  if (isDevelopment(expression)) {
    const { uses, records } = run;
    run.uses = null;
    if (isLocal(expression)) run.records = [];
    if (known !== false) ways.shift()?.();
    run.uses = uses;
    run.records = records;
    for (const way of ways) way();
  } else if (ways.length === 1) for (const way of ways) way();
  // A memo is filled by the first invocation, and a test of the environment is the same for all.
  else if (polarity !== null || isSameForAll(test) || main === "all") run.all(ways);
  // What doesn't depend on the event is no choice between events.
  else if (main === "both" && tainted) {
    run.either(ways, choiceOf(node), { parts: partsOf(node), isOfKinds: isOfKinds(run, expression, frame) });
  } else if (main === "both") run.all(ways);
  else {
    const arms = ways.map((way, index) => () => {
      if ((index === 0) === (main === "then")) way();
      else run.sometimes(way, node, { isRare: true });
    });
    run.all(arms);
  }
  // `if (route.needsUser && !user) return { statusCode: 401 }`: what turns a request down has kept nothing.
  const refuses = tainted && turnsDown(statementsOf(thenStatement));
  if ((polarity === "cached" || polarity === "either") && !refuses && givesKept(run, thenStatement, frame))
    guarded = true;
  if (polarity === "fresh" && elseStatement !== undefined && givesKept(run, elseStatement, frame))
    guarded = true;
  // Nothing comes to what follows a return for all: `if (process.env.IS_OFFLINE !== "true") return …`.
  if (known === true && test.kind === "literal" && returns(thenStatement)) guarded = true;
  return guarded;
}

/** How much more what one kind is told apart from counts than that kind. */
const REST = 2;

/** `if (mode === "folder") …; else …`, `if (action !== "webhook") …`: all but one kind are what most invocations are. */
function partsOf({ expression, thenStatement, elseStatement }: TypeScript.IfStatement): readonly number[] {
  if (kindAskedIn(expression) === "not") return [REST, 1];
  const ways = waysThrough(elseStatement);
  const isRest =
    elseStatement !== undefined &&
    !ts.isIfStatement(elseStatement) &&
    [thenStatement, elseStatement].every((one) => !isNoWay(statementsOf(one)));
  return [1, isRest && kindAskedIn(expression) === "is" ? REST : ways];
}

/** Whether a test has the same answer in every invocation. */
function isSameForAll(test: Value): boolean {
  return !isTainted(test) && (test.kind !== "unknown" || test.phase === "init");
}

/** Whether what a test reads is never reassigned, so that one evaluation settles it. */
function isSettled(run: Interpreter, test: TypeScript.Node): boolean {
  if (ts.isIdentifier(test) && run.assignedNames.has(test.text)) return false;
  return ts.forEachChild(test, (child) => (isSettled(run, child) ? undefined : true)) !== true;
}

function runTry(run: Interpreter, node: TypeScript.TryStatement, frame: Frame): boolean {
  const { catchClause, finallyBlock } = node;
  let guarded = false;
  const runBlock = (): void => {
    guarded = runStatements(run, node.tryBlock.statements, frame);
  };
  if (catchClause === undefined) runBlock();
  else {
    const failing = run.apart(runBlock);
    let isPassedOn = false;
    if (catchClause.variableDeclaration !== undefined) bind(frame, catchClause.variableDeclaration, UNKNOWN);
    const probes = /\b(getApp|admin\.app|\.app)\s*\(/.test(node.tryBlock.getText());
    const handle = (): void =>
      run.within({ branch: true, ...(guarded || probes ? { phase: "init" as const } : {}) }, () => {
        isPassedOn = run.apart(() => runStatements(run, catchClause.block.statements, frame));
      });
    run.sometimes(handle, catchClause, { isRare: true });
    if (failing && isPassedOn) run.noteFailure();
  }
  if (finallyBlock !== undefined) runStatements(run, finallyBlock.statements, frame);
  return guarded;
}

function runSwitch(run: Interpreter, node: TypeScript.SwitchStatement, frame: Frame): void {
  const test = evaluate(run, node.expression, frame);
  const tainted = isTainted(test);
  const asksState = isState(run, node.expression, frame);
  const runClauses = (clauses: readonly TypeScript.CaseOrDefaultClause[]): void => {
    for (const clause of clauses) {
      if (ts.isCaseClause(clause)) evaluate(run, clause.expression, frame);
      // `switch (client) { case undefined: client = connect(); }` fills a memo as an `if` does.
      const fills = asksState && clause.statements.some((one) => assignsState(run, one, frame));
      run.within({ branch: true, tainted, ...(fills ? { phase: "init" as const } : {}) }, () =>
        runStatements(run, clause.statements, frame),
      );
    }
  };
  if (ofCustomResource(node.expression.getText())) {
    runClauses(node.caseBlock.clauses);
    return;
  }
  const clauses = waysOf(node.caseBlock);
  if (isOfDeployment(test)) {
    run.all(clauses.map((one) => () => runClauses(one.clauses)));
    return;
  }
  const ways: (() => void)[] = [];
  let isNamed = true;
  for (const { clauses: own, isWay } of clauses) {
    if (!isWay) run.sometimes(() => runClauses(own), own[0] ?? node, { isRare: true });
    else ways.push(() => runClauses(own));
    if (isWay && own.some(ts.isDefaultClause)) isNamed = false;
  }
  // Of two kinds by name nothing tells which of them most events are.
  if (ways.length === 2 && isNamed) {
    run.all(ways);
    return;
  }
  // A missing default is no way of its own where there are several cases.
  if (node.caseBlock.clauses.length === 1) ways.push(() => {});
  const isOfRequests = node.caseBlock.clauses.some(
    (one) => ts.isCaseClause(one) && asksForRequests(one.expression),
  );
  run.either(ways, decidedBy(node, isOfRequests));
}

/**
 * `process.env.PROVIDER`, and what a parser of the project or of a package made of it: one case is all that a
 * deployment ever takes. `switch (true)` asks the event in its cases.
 */
function isOfDeployment(test: Value): boolean {
  return !isTainted(test) && (test.kind !== "literal" || test.value === undefined);
}
