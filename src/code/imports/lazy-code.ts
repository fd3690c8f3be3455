import type TypeScript from "typescript";
import type { FileImports, ImportedModule, ReferredNames } from "../program/imported-modules.js";
import { ts } from "../typescript.js";

interface UsingFunction {
  readonly name: string | null;
  readonly isAsync: boolean;
}

/** The statement that loads the same names where they are used: "const { v4: uuid } = await import("uuid")". */
export function lazyCode(module: ImportedModule, { valueNames }: ReferredNames): string {
  const { specifier } = module;
  const bound = [...module.bindings].map(([node, exported], index) => ({
    node,
    exported,
    local: module.locals[index] ?? exported,
  }));
  const used = bound.filter((one) => valueNames.has(one.local));
  const parts = used.length === 0 ? bound : used;
  if (module.syntax === "require") {
    const [first] = bound;
    if (first !== undefined && ts.isImportEqualsDeclaration(first.node)) {
      return `const ${first.local} = require("${specifier}")`;
    }
    const declaration = first === undefined ? null : declarationOf(first.node);
    const { name, initializer } = declaration ?? {};
    if (name === undefined || initializer === undefined) return `require("${specifier}")`;
    const names = ts.isObjectBindingPattern(name)
      ? `{ ${parts.map((one) => one.exported).join(", ")} }`
      : name.getText();
    return oneLine(`const ${names} = ${initializer.getText()}`);
  }
  const [whole] = parts.filter((one) => one.exported === "*");
  const named = parts.filter((one) => one.exported !== "*");
  const names = named.map(({ exported, local }) => (exported === local ? local : `${exported}: ${local}`));
  if (whole === undefined) return `const { ${names.join(", ")} } = await import("${specifier}")`;
  const loaded = `const ${whole.local} = await import("${specifier}")`;
  return names.length === 0 ? loaded : `${loaded}, { ${names.join(", ")} } = ${whole.local}`;
}

function declarationOf(node: TypeScript.Node): TypeScript.VariableDeclaration | null {
  let at = node;
  while (!ts.isVariableDeclaration(at)) {
    if (ts.isSourceFile(at)) return null;
    at = at.parent;
  }
  return at;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ");
}

/** The function of the first use, or another one with a name that uses it and may not await. */
export function userOf(
  first: TypeScript.Node,
  modules: Iterable<ImportedModule>,
  imports: ReadonlyMap<string, FileImports>,
): UsingFunction | null {
  const own = functionAround(first);
  if (own === null || !own.isAsync) return own;
  for (const { file, node, locals } of modules) {
    const { valueNames } = imports.get(file)?.names() ?? {};
    for (const use of locals.flatMap((local) => valueNames?.get(local) ?? [])) {
      const other = use.pos >= node.pos && use.end <= node.end ? null : functionAround(use);
      if (other !== null && other.name !== null && !other.isAsync) return other;
    }
  }
  return own;
}

/** The function around a use: whether it may await, and what it is called. */
function functionAround(node: TypeScript.Node): UsingFunction | null {
  for (let at = node.parent; !ts.isSourceFile(at); at = at.parent) {
    if (!ts.isFunctionLike(at)) continue;
    const isAsync =
      ts.canHaveModifiers(at) &&
      (ts.getModifiers(at) ?? []).some((one) => one.kind === ts.SyntaxKind.AsyncKeyword);
    if (ts.isConstructorDeclaration(at)) return { name: "constructor", isAsync };
    const own = at.name ?? (ts.isVariableDeclaration(at.parent) ? at.parent.name : undefined);
    return { name: own !== undefined && ts.isIdentifier(own) ? own.text : null, isAsync };
  }
  return null;
}
