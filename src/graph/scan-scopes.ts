import type * as acorn from "acorn";
import * as walk from "acorn-walk";
import { parseProgram, patternNames, walkedType } from "./scan-parse.js";

/** A function (or the whole source), with what its body does when it runs. */
export interface FunctionScope {
  readonly parent: FunctionScope | null;
  /** What each name that it declares may hold. Blocks are not told apart: names in them are the function's. */
  readonly bindings: Map<string, Expression[]>;
  readonly parameters: readonly (string | null)[];
  /** An async function or a generator: what it does may come later. */
  readonly isDeferred: boolean;
  readonly calls: Call[];
  readonly imports: DynamicImport[];
}

/** An expression where it stands, to be looked into when needed. */
export interface Expression {
  readonly node: acorn.AnyNode;
  readonly scope: FunctionScope;
}

export interface Call extends Reached {
  readonly node: acorn.CallExpression | acorn.NewExpression;
}

interface DynamicImport extends Reached {
  readonly node: acorn.ImportExpression;
  readonly isAwaited: boolean;
}

interface Reached {
  readonly isTried: boolean;
  /** Runs whenever its function does: in no branch, and behind none that may leave. */
  readonly isCertain: boolean;
}

export interface Scopes {
  readonly root: FunctionScope;
  /** What is assigned to `module.exports`. */
  readonly exported: readonly Expression[];
  readonly all: readonly FunctionScope[];
  /** The scopes that run when a function is called or a class is constructed. */
  readonly byNode: ReadonlyMap<acorn.AnyNode, readonly FunctionScope[]>;
}

interface State {
  readonly scope: FunctionScope;
  readonly isTried: boolean;
  /** In a branch, a loop, a case: what may be skipped. */
  readonly isOptional?: boolean;
  readonly isAwaited?: boolean;
}

/** Parses a source into its functions; null when it has syntax errors. Throws RangeError when nested too deep. */
export function parseScopes(source: string): Scopes | null {
  const program = parseProgram(source);
  return program === null ? null : scopesOf(program);
}

/** The functions of a program. Throws RangeError when nested too deep. */
export function scopesOf(program: acorn.Program): Scopes {
  const root = newScope(null, [], false);
  const all = [root];
  const exported: Expression[] = [];
  const byNode = new Map<acorn.AnyNode, readonly FunctionScope[]>();
  /** Functions that may be left before their end, by what was visited so far. */
  const leaves = new Set<FunctionScope>();
  const isCertain = ({ scope, isTried, isOptional }: State): boolean =>
    isOptional !== true && !isTried && !leaves.has(scope);
  const open = (parent: FunctionScope, parameters: readonly (string | null)[], isDeferred = false) => {
    const scope = newScope(parent, parameters, isDeferred);
    all.push(scope);
    return scope;
  };

  const visitors: walk.RecursiveVisitors<State> = {
    Function(node, { scope: outer }, visit) {
      const names = node.params.map((parameter) => (parameter.type === "Identifier" ? parameter.name : null));
      const scope = open(outer, names, node.async || node.generator);
      byNode.set(node as acorn.AnyNode, [scope]);
      const state = { scope, isTried: false };
      for (const parameter of node.params) {
        declareAll(scope, parameter);
        visit(parameter, state);
      }
      if (node.type === "FunctionDeclaration" && node.id)
        declare(outer, node.id.name, { node: node as acorn.AnyNode, scope: outer });
      else if (node.id) declare(scope, node.id.name, { node: node as acorn.AnyNode, scope: outer });
      visit(node.body, state);
    },
    Class(node, state, visit) {
      const fields = open(state.scope, []);
      const run = [fields];
      byNode.set(node as acorn.AnyNode, run);
      if (node.id) declare(state.scope, node.id.name, { node: node as acorn.AnyNode, scope: state.scope });
      if (node.superClass) visit(node.superClass, state);
      for (const member of node.body.body) {
        if (member.type === "PropertyDefinition" && !member.static) {
          if (member.computed) visit(member.key, state);
          if (member.value) visit(member.value, { scope: fields, isTried: false });
          continue;
        }
        visit(member, state);
        if (member.type === "MethodDefinition" && member.kind === "constructor") {
          run.push(...(byNode.get(member.value) ?? []));
        }
      }
    },
    VariableDeclarator(node, state, visit) {
      if (node.init && node.id.type === "Identifier")
        declare(state.scope, node.id.name, { node: node.init, scope: state.scope });
      else declareAll(state.scope, node.id);
      visit(node.id, state);
      if (node.init) visit(node.init, state);
    },
    AssignmentExpression(node, state, visit) {
      if (node.left.type === "Identifier") {
        owner(state.scope, node.left.name)?.push({ node: node.right, scope: state.scope });
      }
      if (isModuleExports(node.left)) exported.push({ node: node.right, scope: state.scope });
      visit(node.left, state);
      visit(node.right, LOGICAL_ASSIGNMENTS.has(node.operator) ? skippable(state) : state);
    },
    CallExpression(node, state, visit) {
      state.scope.calls.push({ node, isTried: state.isTried, isCertain: isCertain(state) });
      walk.base.CallExpression?.(node, state, visit);
    },
    NewExpression(node, state, visit) {
      state.scope.calls.push({ node, isTried: state.isTried, isCertain: isCertain(state) });
      walk.base.NewExpression?.(node, state, visit);
    },
    ImportExpression(node, state, visit) {
      const { isTried, isAwaited = false } = state;
      state.scope.imports.push({ node, isTried, isCertain: isCertain(state), isAwaited });
      visit(node.source, state);
    },
    AwaitExpression(node, state, visit) {
      visit(node.argument, { ...state, isAwaited: node.argument.type === "ImportExpression" });
    },
    TryStatement(node, state, visit) {
      visit(node.block, { ...state, isTried: true });
      if (node.handler) visit(node.handler, skippable(state));
      if (node.finalizer) visit(node.finalizer, state);
    },
    ImportDeclaration(node, { scope }) {
      for (const { local } of node.specifiers) declare(scope, local.name);
    },
    IfStatement(node, state, visit) {
      visit(node.test, state);
      // `if (!globalThis.ReadableStream) require("web-streams-polyfill")`: never run, and in the package all the same.
      const scope = asksForGlobal(node.test) ? open(state.scope, []) : state.scope;
      visit(node.consequent, { ...state, scope, isOptional: true });
      if (node.alternate) visit(node.alternate, skippable(state));
    },
    ConditionalExpression(node, state, visit) {
      visit(node.test, state);
      visit(node.consequent, skippable(state));
      visit(node.alternate, skippable(state));
    },
    LogicalExpression(node, state, visit) {
      visit(node.left, state);
      visit(node.right, skippable(state));
    },
    AssignmentPattern(node, state, visit) {
      visit(node.left, state);
      visit(node.right, skippable(state));
    },
    ReturnStatement(node, state, visit) {
      if (node.argument) visit(node.argument, state);
      leaves.add(state.scope);
    },
    ThrowStatement(node, state, visit) {
      visit(node.argument, state);
      leaves.add(state.scope);
    },
  };
  for (const type of SKIPPABLE) {
    visitors[type] = (node: acorn.AnyNode, state: State, visit: walk.WalkerCallback<State>) =>
      walk.base[type]?.(node as never, skippable(state), visit);
  }
  walkAll(program, { scope: root, isTried: false }, { ...walk.base, ...visitors });
  return { root, exported, all, byNode };
}

/** As acorn's `recursive`, straight to what a node is: a large bundle has hundreds of thousands. */
function walkAll(program: acorn.Program, state: State, visitors: walk.RecursiveVisitors<State>): void {
  const visit = (node: acorn.Node, given: State, type?: string): void => {
    const own = (node as acorn.AnyNode).type;
    // Half of all, and nothing in them.
    if (own === "Identifier" || own === "Literal") return;
    visitors[walkedType(own, type)]?.(node as never, given, visit);
  };
  visit(program, state);
}

const LOGICAL_ASSIGNMENTS = new Set<string>(["||=", "&&=", "??="]);

function skippable(state: State): State {
  return state.isOptional === true ? state : { ...state, isOptional: true };
}

/** Globals of every Node.js since 18: https://nodejs.org/docs/latest-v18.x/api/globals.html (2026-11-21). */
const GLOBALS =
  /^(AbortController|AbortSignal|Blob|BroadcastChannel|Event|EventTarget|FormData|Headers|MessageChannel|Request|Response|fetch|queueMicrotask|structuredClone|(Readable|Transform|Writable)Stream|Text(De|En)coder|URL|URLSearchParams|WebAssembly)$/;

/** `!globalThis.fetch`, of a global that there always is. */
function asksForGlobal(test: acorn.Expression): boolean {
  if (test.type !== "UnaryExpression" || test.operator !== "!") return false;
  const { argument } = test;
  return (
    argument.type === "MemberExpression" &&
    argument.object.type === "Identifier" &&
    argument.object.name === "globalThis" &&
    argument.property.type === "Identifier" &&
    GLOBALS.test(argument.property.name)
  );
}

/** What has parts that may run never, or several times. */
const SKIPPABLE = [
  "ChainExpression",
  "SwitchStatement",
  "ForStatement",
  "ForInStatement",
  "ForOfStatement",
  "WhileStatement",
  "DoWhileStatement",
  "LabeledStatement",
] as const;

function newScope(
  parent: FunctionScope | null,
  parameters: readonly (string | null)[],
  isDeferred: boolean,
): FunctionScope {
  return { parent, bindings: new Map(), parameters, isDeferred, calls: [], imports: [] };
}

function declareAll(scope: FunctionScope, pattern: acorn.Pattern): void {
  if (pattern.type === "Identifier") declare(scope, pattern.name);
  else for (const name of patternNames(pattern)) declare(scope, name);
}

function declare(scope: FunctionScope, name: string, value?: Expression): void {
  const values = scope.bindings.get(name) ?? [];
  if (value !== undefined) values.push(value);
  scope.bindings.set(name, values);
}

/** What a name may hold, in the nearest scope that declares it (so far); null for a global. */
export function owner(scope: FunctionScope, name: string): Expression[] | null {
  for (let at: FunctionScope | null = scope; at !== null; at = at.parent) {
    const values = at.bindings.get(name);
    if (values !== undefined) return values;
  }
  return null;
}

function isModuleExports(node: acorn.Pattern): boolean {
  return (
    node.type === "MemberExpression" &&
    node.object.type === "Identifier" &&
    node.object.name === "module" &&
    node.property.type === "Identifier" &&
    node.property.name === "exports"
  );
}
