import type TypeScript from "typescript";
import { ts } from "../typescript.js";
import type { Value } from "./values.js";

/** `app.get("/orders", authorize, list)`: its callbacks are run together. */
export interface Route {
  readonly method: string;
  /** The path, or the event's name. */
  readonly path: string;
}

const HARMLESS = /^(console|log|logger|Date|JSON|Object|String|Number|process|Math)$/;

/** A health check, a version, an answer to a preflight request: what it does without, others still need. */
export function isTrivialRoute({ method }: Route, callbacks: readonly Value[]): boolean {
  return /^(options|head)$/.test(method) || callbacks.every(isTrivialCallback);
}

/** `(request, response) => response.send("ok")`: calls nothing but what it is given. */
function isTrivialCallback(value: Value): boolean {
  if (value.kind !== "function") return false;
  const { node } = value;
  const parameters = new Set(node.parameters.map(({ name }) => name.getText()));
  const isTrivial = (at: TypeScript.Node): boolean => {
    if (ts.isCallExpression(at) || ts.isNewExpression(at)) {
      let root: TypeScript.Expression = at.expression;
      while (ts.isPropertyAccessExpression(root) || ts.isCallExpression(root)) root = root.expression;
      if (!ts.isIdentifier(root) || !(parameters.has(root.text) || HARMLESS.test(root.text))) return false;
    }
    return ts.forEachChild(at, (child) => (isTrivial(child) ? undefined : true)) !== true;
  };
  return node.body !== undefined && isTrivial(node.body);
}
