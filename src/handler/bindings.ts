import type * as acorn from "acorn";
import * as walk from "acorn-walk";
import { patternNames } from "../graph/scan-parse.js";

/** What a program declares, as far as finding its exports goes. */
export interface Bindings {
  /** Whether a name that stands below these nodes is one of the program's own rather than Node's. */
  isShadowed(name: NodeName, ancestors: readonly acorn.AnyNode[]): boolean;
  /** The one value that a name of the top level ever has; null where it may have others. */
  valueOf(name: string): acorn.AnyNode | null;
  /** Local names of imports. */
  readonly imports: ReadonlyMap<string, { readonly specifier: string; readonly name: string | null }>;
}

/** What Node hands to a CommonJS module. */
export type NodeName = "module" | "exports" | "require" | "__dirname" | "__filename" | "arguments";
const NODE_NAMES: ReadonlySet<string> = new Set<NodeName>([
  "module",
  "exports",
  "require",
  "__dirname",
  "__filename",
  "arguments",
]);

export function bindingsOf(program: acorn.Program): Bindings {
  const shadows = new Map<acorn.AnyNode, Set<string>>();
  const reassigned = new Set<string>();
  const shadow = (scope: acorn.AnyNode | undefined, names: Iterable<string>) => {
    for (const name of names) {
      if (scope === undefined || !NODE_NAMES.has(name)) continue;
      const known = shadows.get(scope) ?? new Set();
      shadows.set(scope, known.add(name));
    }
  };
  walk.fullAncestor(program, (visited, _state, path) => {
    const node = visited as acorn.AnyNode;
    const ancestors = path as readonly acorn.AnyNode[];
    const outer = ancestors.slice(0, -1);
    switch (node.type) {
      case "FunctionDeclaration":
      case "FunctionExpression":
      case "ArrowFunctionExpression":
        for (const parameter of node.params) shadow(node, patternNames(parameter));
        if (node.type !== "ArrowFunctionExpression") shadow(node, ["arguments"]);
        if (node.id) shadow(node.type === "FunctionDeclaration" ? blockOf(outer) : node, [node.id.name]);
        break;
      case "ImportDeclaration":
        shadow(
          program,
          node.specifiers.map(({ local }) => local.name),
        );
        break;
      case "ClassDeclaration":
        if (node.id) shadow(blockOf(outer), [node.id.name]);
        break;
      case "VariableDeclaration":
        for (const { id } of node.declarations) {
          shadow(node.kind === "var" ? functionOf(outer) : blockOf(outer), patternNames(id));
        }
        break;
      case "CatchClause":
        if (node.param) shadow(node, patternNames(node.param));
        break;
      case "AssignmentExpression":
        for (const name of assignedNames(node.left)) reassigned.add(name);
        break;
      case "UpdateExpression":
        if (node.argument.type === "Identifier") reassigned.add(node.argument.name);
        break;
      case "ForInStatement":
      case "ForOfStatement":
        if (node.left.type !== "VariableDeclaration")
          for (const name of assignedNames(node.left)) reassigned.add(name);
        else
          for (const { id } of node.left.declarations)
            for (const name of patternNames(id)) reassigned.add(name);
        break;
    }
  });
  const values = topLevelValues(program);
  return {
    isShadowed: (name, ancestors) => ancestors.some((node) => shadows.get(node)?.has(name)),
    valueOf: (name) => (reassigned.has(name) ? null : (values.get(name) ?? null)),
    imports: importsOf(program),
  };
}

/** Names with one value each; null where a name is declared twice, or taken apart. */
function topLevelValues(program: acorn.Program): ReadonlyMap<string, acorn.AnyNode | null> {
  const values = new Map<string, acorn.AnyNode | null>();
  const declare = (name: string, value: acorn.AnyNode | null) =>
    values.set(name, values.has(name) ? null : value);
  for (const statement of program.body) {
    const declared =
      (statement.type === "ExportNamedDeclaration" || statement.type === "ExportDefaultDeclaration") &&
      statement.declaration
        ? statement.declaration
        : statement;
    if (declared.type === "FunctionDeclaration" || declared.type === "ClassDeclaration") {
      if (declared.id) declare(declared.id.name, declared);
    } else if (declared.type === "VariableDeclaration") {
      for (const { id, init } of declared.declarations) {
        if (id.type === "Identifier") declare(id.name, init ?? null);
        else for (const name of patternNames(id)) declare(name, null);
      }
    }
  }
  return values;
}

function importsOf(program: acorn.Program): Bindings["imports"] {
  const imports = new Map<string, { specifier: string; name: string | null }>();
  for (const statement of program.body) {
    if (statement.type !== "ImportDeclaration") continue;
    const specifier = String(statement.source.value);
    for (const item of statement.specifiers) {
      const name =
        item.type === "ImportSpecifier"
          ? exportedName(item.imported)
          : item.type === "ImportDefaultSpecifier"
            ? "default"
            : null;
      imports.set(item.local.name, { specifier, name });
    }
  }
  return imports;
}

/** `export { a as "any text" }`. */
export function exportedName(name: acorn.Identifier | acorn.Literal): string {
  return name.type === "Identifier" ? name.name : String(name.value);
}

function assignedNames(target: acorn.Pattern): Iterable<string> {
  return target.type === "MemberExpression" ? [] : patternNames(target);
}

function functionOf(ancestors: readonly acorn.AnyNode[]): acorn.AnyNode | undefined {
  return ancestors.findLast(isFunctionOrProgram);
}

function blockOf(ancestors: readonly acorn.AnyNode[]): acorn.AnyNode | undefined {
  return ancestors.findLast(
    (node) =>
      isFunctionOrProgram(node) ||
      [
        "BlockStatement",
        "ForStatement",
        "ForInStatement",
        "ForOfStatement",
        "SwitchStatement",
        "StaticBlock",
      ].includes(node.type),
  );
}

function isFunctionOrProgram(node: acorn.AnyNode): boolean {
  return (
    node.type === "Program" ||
    node.type === "FunctionDeclaration" ||
    node.type === "FunctionExpression" ||
    node.type === "ArrowFunctionExpression"
  );
}
