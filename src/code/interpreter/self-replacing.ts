import type TypeScript from "typescript";
import { walk } from "../program/walk.js";
import { ts } from "../typescript.js";
import type { Interpreter } from "./interpreter.js";
import type { FunctionValue } from "./values.js";

const replacing = new WeakMap<TypeScript.Node, boolean>();

/** `get s3() { const value = …; Object.defineProperty(this, "s3", { value }); return value; }`. */
export function replacesGetter({ node }: FunctionValue): boolean {
  return /\b(Object|Reflect)\.defineProperty\(\s*this\b/.test(node.body?.getText() ?? "");
}

/** `let open = () => { const client = …; open = () => client; return client; }`. */
export function replacesVariable(run: Interpreter, { node }: FunctionValue): boolean {
  const declaration = ts.isVariableDeclaration(node.parent) ? node.parent : node;
  const name =
    ts.isVariableDeclaration(declaration) || ts.isFunctionDeclaration(declaration)
      ? declaration.name
      : undefined;
  if (name === undefined || !ts.isIdentifier(name) || !run.assignedNames.has(name.text)) return false;
  const known = replacing.get(node) ?? assigns(run, node.body, declaration, name.text);
  replacing.set(node, known);
  return known;
}

function assigns(
  run: Interpreter,
  body: TypeScript.Node | undefined,
  declaration: TypeScript.Node,
  name: string,
): boolean {
  let found = false;
  if (body === undefined) return false;
  walk(body, true, (node) => {
    if (found || ts.isFunctionLike(node)) return null;
    found =
      ts.isBinaryExpression(node) &&
      node.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
      ts.isIdentifier(node.left) &&
      node.left.text === name &&
      run.declarationOf(node.left) === declaration;
    return true;
  });
  return found;
}
