import type * as acorn from "acorn";
import { type Expression, type FunctionScope, owner, type Scopes } from "./scan-scopes.js";

/** Stands for Node's own `require` among the things that a name may hold. */
export const NODE_REQUIRE = Symbol("require");

export type Callable = FunctionScope | typeof NODE_REQUIRE;

/** `createRequire(import.meta.url)`, under whichever name it was imported. */
const CREATES_REQUIRE = /createRequire$/i;
/** Names of names of names: enough for what bundlers write, and an end for what runs in circles. */
const MAXIMUM_STEPS = 200;

/** What expressions may hold, as far as calling it goes. A superset: branches are not told apart. */
export class Values {
  /** Number of arguments that were bound to parameters. */
  bound = 0;
  readonly #scopes: Scopes;
  readonly #bindings = new Map<FunctionScope, Set<acorn.AnyNode>>();

  constructor(scopes: Scopes) {
    this.#scopes = scopes;
  }

  /** What runs when the expression is called. */
  of(expression: Expression): ReadonlySet<Callable> {
    if (isMethod(expression.node)) return NOTHING;
    const found = new Set<Callable>();
    this.#collect(expression, found, new Set());
    return found;
  }

  /** Hands a call's arguments to the parameters of the called function. */
  bind(called: FunctionScope, given: readonly acorn.AnyNode[], scope: FunctionScope): void {
    for (const [index, name] of called.parameters.entries()) {
      const node = given[index];
      if (name === null || node === undefined) continue;
      const nodes = this.#bindings.get(called) ?? new Set();
      this.#bindings.set(called, nodes);
      if (nodes.has(node)) continue;
      nodes.add(node);
      this.bound += 1;
      called.bindings.get(name)?.push({ node, scope });
    }
  }

  #collect({ node, scope }: Expression, found: Set<Callable>, seen: Set<acorn.AnyNode>): void {
    if (seen.has(node) || seen.size > MAXIMUM_STEPS) return;
    seen.add(node);
    const next = (inner: acorn.AnyNode | null | undefined) => {
      if (inner) this.#collect({ node: inner, scope }, found, seen);
    };
    switch (node.type) {
      case "FunctionDeclaration":
      case "FunctionExpression":
      case "ArrowFunctionExpression":
      case "ClassDeclaration":
      case "ClassExpression":
        for (const runs of this.#scopes.byNode.get(node) ?? []) found.add(runs);
        if (node.type.startsWith("Class")) next((node as acorn.Class).superClass);
        return;
      case "Identifier": {
        const values = owner(scope, node.name);
        if (node.name === "__require" || (values === null && node.name === "require"))
          found.add(NODE_REQUIRE);
        for (const value of values ?? []) this.#collect(value, found, seen);
        return;
      }
      case "ConditionalExpression":
        next(node.consequent);
        next(node.alternate);
        return;
      case "LogicalExpression":
        next(node.left);
        next(node.right);
        return;
      case "AssignmentExpression":
        next(node.right);
        return;
      case "SequenceExpression":
        next(node.expressions.at(-1));
        return;
      case "CallExpression":
        this.#collectResult(node, found, next);
        return;
      case "MemberExpression":
        // `modules[id](…)`: any of them.
        if (node.computed)
          for (const member of this.#members({ node: node.object, scope }, seen)) next(member);
        return;
    }
  }

  /** Of `f.bind(x)` it is f; of `wrap(f)` and `wrap({ "a.js"(exports) {} })` f is what a call of it will run. */
  #collectResult(
    node: acorn.CallExpression,
    found: Set<Callable>,
    next: (inner: acorn.AnyNode | null | undefined) => void,
  ): void {
    const { callee } = node;
    if (callee.type === "Identifier" && CREATES_REQUIRE.test(callee.name)) found.add(NODE_REQUIRE);
    if (callee.type === "MemberExpression" && callee.property.type === "Identifier") {
      if (callee.property.name === "bind") next(callee.object);
      if (CREATES_REQUIRE.test(callee.property.name)) found.add(NODE_REQUIRE);
    }
    for (const argument of node.arguments) {
      if (argument.type === "ObjectExpression") for (const member of direct(argument)) next(member);
      else if (argument.type !== "Identifier" || argument.name !== "require") next(argument);
    }
  }

  #members({ node, scope }: Expression, seen: Set<acorn.AnyNode>): readonly acorn.AnyNode[] {
    if (node.type === "ObjectExpression" || node.type === "ArrayExpression") return direct(node);
    if (node.type !== "Identifier" || seen.has(node)) return [];
    seen.add(node);
    return (owner(scope, node.name) ?? []).flatMap((value) => this.#members(value, seen));
  }
}

const NOTHING: ReadonlySet<Callable> = new Set();

/** What most calls are of, and nobody follows. */
function isMethod(node: acorn.AnyNode): boolean {
  return node.type === "MemberExpression" && !node.computed;
}

function direct(node: acorn.ObjectExpression | acorn.ArrayExpression): readonly acorn.AnyNode[] {
  if (node.type === "ArrayExpression") return node.elements.filter((element) => element !== null);
  return node.properties.flatMap((property) =>
    property.type === "Property" && property.kind === "init" ? [property.value] : [],
  );
}
