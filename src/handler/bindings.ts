import type * as acorn from "acorn";
import { patternNames } from "../graph/scan-parse.js";
import { Mentions, walkWhere } from "./mentions.js";

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

/** Beyond as many names one walk over everything costs less than one for each. */
const FEW_NAMES = 8;

export function bindingsOf(program: acorn.Program, source: string): Bindings {
  const shadows = shadowsIn(program, source);
  const values = topLevelValues(program);
  const known = new Map<string, boolean>();
  let all: ReadonlySet<string> | null = null;
  const isReassigned = (name: string): boolean => {
    if (known.size >= FEW_NAMES) all ??= assignedIn(program, () => true);
    const found = known.get(name) ?? (all ?? assignedIn(program, whereMentioned(source, [name]))).has(name);
    known.set(name, found);
    return found;
  };
  return {
    isShadowed: (name, ancestors) =>
      ancestors.some((node) => (name === "arguments" && hasArguments(node)) || shadows.get(node)?.has(name)),
    valueOf(name) {
      const value = values.get(name) ?? null;
      return value === null || isReassigned(name) ? null : value;
    },
    imports: importsOf(program),
  };
}

function whereMentioned(source: string, names: readonly string[]): (node: acorn.AnyNode) => boolean {
  const mentions = new Mentions(source, names);
  return (node) => mentions.within(node);
}

/** Where a program declares names that Node hands to it. */
function shadowsIn(program: acorn.Program, source: string): ReadonlyMap<acorn.AnyNode, ReadonlySet<string>> {
  const shadows = new Map<acorn.AnyNode, Set<string>>();
  const shadow = (scope: acorn.AnyNode | undefined, names: Iterable<string>) => {
    for (const name of names) {
      if (scope === undefined || !NODE_NAMES.has(name)) continue;
      const known = shadows.get(scope) ?? new Set();
      shadows.set(scope, known.add(name));
    }
  };
  walkWhere(program, whereMentioned(source, [...NODE_NAMES]), (node, ancestors) => {
    const outer = ancestors.slice(0, -1);
    switch (node.type) {
      case "FunctionDeclaration":
      case "FunctionExpression":
      case "ArrowFunctionExpression":
        for (const parameter of node.params) shadow(node, patternNames(parameter));
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
    }
  });
  return shadows;
}

/** Names that are assigned to somewhere else than where they are declared. */
function assignedIn(program: acorn.Program, isWorth: (node: acorn.AnyNode) => boolean): ReadonlySet<string> {
  const assigned = new Set<string>();
  const note = (target: acorn.Pattern) => {
    for (const name of assignedNames(target)) assigned.add(name);
  };
  walkWhere(program, isWorth, (node) => {
    if (node.type === "AssignmentExpression") note(node.left);
    else if (node.type === "UpdateExpression") {
      if (node.argument.type === "Identifier") note(node.argument);
    } else if (node.type === "ForInStatement" || node.type === "ForOfStatement") {
      if (node.left.type !== "VariableDeclaration") note(node.left);
      else for (const { id } of node.left.declarations) note(id);
    }
  });
  return assigned;
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

function hasArguments({ type }: acorn.AnyNode): boolean {
  return type === "FunctionDeclaration" || type === "FunctionExpression";
}

function isFunctionOrProgram(node: acorn.AnyNode): boolean {
  return (
    node.type === "Program" ||
    node.type === "FunctionDeclaration" ||
    node.type === "FunctionExpression" ||
    node.type === "ArrowFunctionExpression"
  );
}
