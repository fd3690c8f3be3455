import type TypeScript from "typescript";
import { ts } from "../typescript.js";
import type { Step } from "./construction-record.js";
import { declare } from "./declarations.js";
import { evaluate } from "./expressions.js";
import type { Interpreter } from "./interpreter.js";
import { iterated } from "./iteration.js";
import { elementOf } from "./literals.js";
import { type Frame, newArray, UNDEFINED, type Value } from "./values.js";
import { bind } from "./variables.js";

export function bindParameters(
  run: Interpreter,
  node: TypeScript.SignatureDeclaration,
  args: readonly Value[],
  frame: Frame,
): void {
  for (const [index, parameter] of node.parameters.entries()) {
    if (parameter.dotDotDotToken !== undefined) {
      declare(run, parameter, newArray(run.phase, args.slice(index)), frame, false);
    } else {
      declare(run, parameter, args[index] ?? UNDEFINED, frame, false);
    }
  }
  for (const parameter of node.parameters) {
    if (ts.isIdentifier(parameter.name) && !frame.variables.has(parameter)) bind(frame, parameter, UNDEFINED);
  }
}

export function evaluateArguments(
  run: Interpreter,
  nodes: readonly TypeScript.Expression[] | undefined,
  frame: Frame,
): Value[] {
  const args: Value[] = [];
  for (const node of nodes ?? []) {
    if (!ts.isSpreadElement(node)) {
      args.push(evaluate(run, node, frame));
      continue;
    }
    const spread = iterated(run, evaluate(run, node.expression, frame), node.expression);
    if (spread.kind === "object" && spread.elements !== null) args.push(...spread.elements);
    else args.push(elementOf(spread));
  }
  return args;
}

/** A call as it is written; few are ever told of, so their labels are put together when somebody asks. */
export class CallStep implements Step {
  constructor(
    readonly node: TypeScript.Node,
    readonly callee: TypeScript.Node,
    readonly prefix = "",
  ) {}

  get label(): string {
    return this.prefix + labelOf(this.callee);
  }
}

/** `"stripe"` of `require("stripe")`. */
function moduleOf({ expression, arguments: args }: TypeScript.CallExpression): string {
  const [first] = args;
  const isRequire = ts.isIdentifier(expression) && expression.text === "require";
  return isRequire && first !== undefined && ts.isStringLiteral(first) ? JSON.stringify(first.text) : "";
}

/** How a callee reads in a chain: "createService", "this.repo.find". */
export function labelOf(callee: TypeScript.Node): string {
  if (ts.isIdentifier(callee)) return callee.text;
  if (callee.kind === ts.SyntaxKind.ThisKeyword) return "this";
  if (callee.kind === ts.SyntaxKind.SuperKeyword) return "super";
  if (ts.isPropertyAccessExpression(callee)) return `${labelOf(callee.expression)}.${callee.name.text}`;
  if (
    ts.isNonNullExpression(callee) ||
    ts.isParenthesizedExpression(callee) ||
    ts.isAwaitExpression(callee)
  ) {
    return labelOf(callee.expression);
  }
  if (ts.isCallExpression(callee)) return `${labelOf(callee.expression)}(${moduleOf(callee)})`;
  if (ts.isNewExpression(callee)) return `new ${labelOf(callee.expression)}()`;
  // `(async () => { … })()`.
  if (ts.isArrowFunction(callee) || ts.isFunctionExpression(callee)) return callee.name?.text ?? "(function)";
  return "…";
}
