import type TypeScript from "typescript";
import { ts } from "../typescript.js";

/** What asks for data that is kept somewhere, by the name of the call. */
const LOOKUP =
  /^(find|get|fetch|load|query|select|scan|retrieve|look_?up|list|first|one|single|maybeSingle|exec|send|promise|toArray)(?!\w*(Body|Event|Message|Intent|Command|Route|Input|Params|Args|Payload|Request|Session))/i;
/** How far a row is followed through names. */
const DEPTH = 4;

/** `order.status` of `const order = await orders.findOne(…)`, in the same function: a state that any row may have. */
export function isOfRow(node: TypeScript.Expression, depth = DEPTH): boolean {
  let root = node;
  while (
    ts.isPropertyAccessExpression(root) ||
    ts.isElementAccessExpression(root) ||
    ts.isNonNullExpression(root) ||
    ts.isParenthesizedExpression(root) ||
    ts.isAsExpression(root)
  ) {
    root = root.expression;
  }
  if (!ts.isIdentifier(root) || depth === 0) return false;
  const given = initializerOf(root);
  if (given === null) return false;
  return ts.isAwaitExpression(given) ? isLookup(given.expression) : isOfRow(given, depth - 1);
}

/** `const rows = await query(…)`, in the same function. */
export function isAwaited(name: TypeScript.Identifier): boolean {
  const given = initializerOf(name);
  return given !== null && ts.isAwaitExpression(given);
}

function isLookup(node: TypeScript.Expression): boolean {
  if (!ts.isCallExpression(node)) return false;
  const { expression: callee } = node;
  const name = ts.isPropertyAccessExpression(callee) ? callee.name : callee;
  return ts.isIdentifier(name) && LOOKUP.test(name.text);
}

/** What a name is declared with in the blocks around, up to the function. */
function initializerOf(name: TypeScript.Identifier): TypeScript.Expression | null {
  for (let at: TypeScript.Node = name; !ts.isSourceFile(at) && !ts.isFunctionLike(at); at = at.parent) {
    if (!ts.isBlock(at)) continue;
    for (const statement of at.statements) {
      if (!ts.isVariableStatement(statement)) continue;
      const declared = statement.declarationList.declarations.find((one) => declares(one.name, name.text));
      if (declared !== undefined) return declared.initializer ?? null;
    }
  }
  return null;
}

function declares(name: TypeScript.BindingName, text: string): boolean {
  if (ts.isIdentifier(name)) return name.text === text;
  return name.elements.some((one) => !ts.isOmittedExpression(one) && declares(one.name, text));
}
