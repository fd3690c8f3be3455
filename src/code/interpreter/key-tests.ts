import type TypeScript from "typescript";
import { ts } from "../typescript.js";

/** The object that is asked for a key: `Object.hasOwn(cache, key)`, `cache.hasOwnProperty(key)`, `_.has(cache, key)`. */
export function holderAsked(
  callee: TypeScript.Expression,
  [first]: readonly TypeScript.Expression[],
): TypeScript.Expression | null {
  if (!ts.isPropertyAccessExpression(callee)) return null;
  const { expression, name } = callee;
  if (name.text === "hasOwnProperty") return expression;
  const isOfAnother =
    (name.text === "call" && /\bhasOwnProperty$/.test(expression.getText())) ||
    (/^(hasOwn|has)$/.test(name.text) && /^(Object|Reflect|_|lodash|R)$/.test(expression.getText()));
  return isOfAnother ? (first ?? null) : null;
}
