import type * as acorn from "acorn";
import * as walk from "acorn-walk";
import { surelyRunning } from "../graph/scan-init.js";
import { MAXIMUM_PARSED_LENGTH, parseAs } from "../graph/scan-parse.js";
import { type Scopes, scopesOf } from "../graph/scan-scopes.js";
import { bindingsOf, type NodeName } from "./bindings.js";

/** What keeps a file from being loaded as what it is loaded as. `offset` is an index into its text. */
export type FormatFault =
  /** ES module syntax in CommonJS. */
  | {
      readonly kind: "module-syntax";
      readonly word: "import" | "export" | "import.meta";
      readonly offset: number;
    }
  /** `await` outside of functions in CommonJS. */
  | { readonly kind: "await"; readonly offset: number }
  /** A name that only CommonJS has, used in an ES module whenever it is loaded. */
  | { readonly kind: "commonjs-name"; readonly name: NodeName; readonly offset: number }
  /** A bundler's stand-in for `require`, which throws in an ES module, called whenever the file is loaded. */
  | { readonly kind: "dynamic-require"; readonly specifier: string; readonly offset: number };

const COMMONJS_NAMES: ReadonlySet<string> = new Set<NodeName>([
  "module",
  "exports",
  "require",
  "__dirname",
  "__filename",
]);

/** The first thing that surely goes wrong when a source is loaded in a format; null for none, and where it can't be told. */
export function formatFault(source: string, format: "cjs" | "esm"): FormatFault | null {
  if (source.length > MAXIMUM_PARSED_LENGTH) return null;
  try {
    return format === "cjs" ? inCommonJs(source) : inModule(source);
  } catch (error) {
    // Syntax errors of another kind, and nesting thousands deep.
    if (error instanceof SyntaxError || error instanceof RangeError) return null;
    throw error;
  }
}

function inCommonJs(source: string): FormatFault | null {
  if (isScript(source)) return null;
  const program = parseAs(source, "module");
  const found: FormatFault[] = [];
  for (const { type, start } of program.body) {
    if (type === "ImportDeclaration") found.push({ kind: "module-syntax", word: "import", offset: start });
    else if (type.startsWith("Export")) found.push({ kind: "module-syntax", word: "export", offset: start });
  }
  if (found.length === 0) {
    walk.full(program, (node) => {
      if (node.type === "MetaProperty" && source.startsWith("import.meta", node.start)) {
        found.push({ kind: "module-syntax", word: "import.meta", offset: node.start });
      }
    });
  }
  return found[0] ?? firstAwait(program);
}

/** One that no function holds: what else keeps a script from being parsed that a module may hold. */
function firstAwait(program: acorn.Program): FormatFault | null {
  const found: number[] = [];
  walk.fullAncestor(program, (node, _state, path) => {
    const isAwait =
      node.type === "AwaitExpression" ||
      (node.type === "ForOfStatement" && (node as acorn.ForOfStatement).await);
    if (isAwait && !path.some(isFunction)) found.push(node.start);
  });
  const offset = Math.min(...found);
  return Number.isFinite(offset) ? { kind: "await", offset } : null;
}

function isScript(source: string): boolean {
  try {
    parseAs(source, "script");
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

function inModule(source: string): FormatFault | null {
  if (!/\b(?:require|module|exports|__dirname|__filename)\b/.test(source)) return null;
  const program = parseAs(source, "module");
  const bindings = bindingsOf(program, source);
  const isCertain = certainty(program, scopesOf(program));
  const shim = requireShim(program, source);
  // Somebody may have made them global.
  const isGlobal = (name: string) => new RegExp(`\\b(?:globalThis|global)\\s?\\.\\s?${name}\\b`).test(source);
  const found: FormatFault[] = [];
  walk.fullAncestor(program, (visited, _state, path) => {
    const node = visited as acorn.AnyNode;
    const ancestors = path as readonly acorn.AnyNode[];
    if (
      node.type === "CallExpression" &&
      shim !== null &&
      node.callee.type === "Identifier" &&
      node.callee.name === shim
    ) {
      const [argument] = node.arguments;
      const specifier =
        argument?.type === "Literal" && typeof argument.value === "string" ? argument.value : null;
      if (specifier === null || !isCertain(ancestors) || bindings.isShadowed("require", ancestors)) return;
      if (!isGlobal("require")) found.push({ kind: "dynamic-require", specifier, offset: node.start });
      return;
    }
    if (node.type !== "Identifier" || !COMMONJS_NAMES.has(node.name)) return;
    const name = node.name as NodeName;
    const parent = ancestors.at(-2);
    if (parent?.type === "Property" && parent.key === node && !parent.computed && !parent.shorthand) return;
    if (parent?.type === "UnaryExpression" && parent.operator === "typeof") return;
    if (parent?.type === "ExportSpecifier" || parent?.type === "LabeledStatement") return;
    if (bindings.isShadowed(name, ancestors) || isGlobal(name) || !isCertain(ancestors)) return;
    found.push({ kind: "commonjs-name", name, offset: node.start });
  });
  return found.sort((a, b) => a.offset - b.offset)[0] ?? null;
}

/** Whether what ends a path of nodes surely runs when the module does. */
function certainty(program: acorn.Program, scopes: Scopes): (path: readonly acorn.AnyNode[]) => boolean {
  const running = surelyRunning(scopes);
  const isRunning = (node: acorn.AnyNode) =>
    (scopes.byNode.get(node) ?? []).some((scope) => running.has(scope));
  const leaves = leavingStatements(program);
  return (path) => {
    let owner: acorn.AnyNode = program;
    for (const [at, node] of path.entries()) {
      const next = path[at + 1];
      if (isFunction(node)) {
        if (!isRunning(node)) return false;
        owner = node;
      } else if (next !== undefined && isSkippable(node, next)) return false;
    }
    const here = path.at(-1)?.start ?? 0;
    return !(leaves.get(owner) ?? []).some((leave) => leave <= here);
  };
}

/** Where functions may be left before their end, by function. */
function leavingStatements(program: acorn.Program): ReadonlyMap<acorn.AnyNode, readonly number[]> {
  const leaves = new Map<acorn.AnyNode, number[]>();
  walk.fullAncestor(program, (node, _state, path) => {
    if (node.type !== "ReturnStatement" && node.type !== "ThrowStatement") return;
    const owner = (path as readonly acorn.AnyNode[]).slice(0, -1).findLast(isFunction) ?? program;
    leaves.set(owner, [...(leaves.get(owner) ?? []), node.end]);
  });
  return leaves;
}

/** Whether a part of a node may be left out. */
function isSkippable(node: acorn.AnyNode, part: acorn.AnyNode): boolean {
  switch (node.type) {
    case "IfStatement":
    case "ConditionalExpression":
      return node.test !== part;
    case "LogicalExpression":
    case "AssignmentPattern":
      return node.right === part;
    case "AssignmentExpression":
      return node.right === part && /^(?:\|\||&&|\?\?)=$/.test(node.operator);
    case "TryStatement":
      return node.finalizer !== part;
    case "ChainExpression":
    case "SwitchStatement":
    case "ForStatement":
    case "ForInStatement":
    case "ForOfStatement":
    case "WhileStatement":
    case "DoWhileStatement":
    case "LabeledStatement":
    case "CatchClause":
      return true;
    // Fields and methods run when somebody calls.
    case "PropertyDefinition":
      return !node.static;
    default:
      return false;
  }
}

/** The variable that holds esbuild's stand-in for `require`; null without one. */
function requireShim(program: acorn.Program, source: string): string | null {
  for (const statement of program.body) {
    if (statement.type !== "VariableDeclaration") continue;
    for (const { id, init } of statement.declarations) {
      if (id.type !== "Identifier" || !init || init.type !== "CallExpression") continue;
      if (source.slice(init.start, init.end).includes('Dynamic require of "')) return id.name;
    }
  }
  return null;
}

function isFunction(node: acorn.Node): boolean {
  return (
    node.type === "FunctionDeclaration" ||
    node.type === "FunctionExpression" ||
    node.type === "ArrowFunctionExpression"
  );
}
