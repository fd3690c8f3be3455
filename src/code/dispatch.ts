import type TypeScript from "typescript";
import { exits, isIdle, isNoWay, statementsOf, turnsDown } from "./no-way.js";
import { ts } from "./typescript.js";

const leaving = new WeakMap<TypeScript.IfStatement, boolean>();

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
    const isDefault = way.clauses.some(ts.isDefaultClause);
    way.isWay = !turnsDown(statements) && !isFallback(statements) && !(isIdle(statements) && isDefault);
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
