import type TypeScript from "typescript";
import { ts } from "../typescript.js";
import { fixed, importsOf } from "./import-declarations.js";
import { walk } from "./walk.js";

/** A static import, or a top-level `require`, of one module by one file. */
export interface ImportedModule {
  readonly node: TypeScript.Statement;
  readonly file: string;
  readonly specifier: string;
  readonly syntax: "import" | "require";
  /** What it binds: declarations by the name that the module exports ("*" for all of it). */
  readonly bindings: ReadonlyMap<TypeScript.Node, string>;
  /** Loaded whatever uses it: side effects, re-exports. */
  readonly isFixed: boolean;
  /** Local names that are bound. */
  readonly locals: readonly string[];
}

/** An `import()` or a `require()` inside a function. */
export interface DeferredImport {
  readonly node: TypeScript.CallExpression;
  readonly file: string;
  readonly specifier: string;
  readonly syntax: "import" | "require";
}

/** What a file asks for, sooner or later. */
export type AskedModule = ImportedModule | DeferredImport;

export interface FileImports {
  readonly modules: readonly ImportedModule[];
  readonly deferred: readonly DeferredImport[];
  /** Read when first asked for: most imports are known to be used once the handlers ran. */
  names(): ReferredNames;
}

export interface ReferredNames {
  /** Names that values refer to, outside of imports. */
  readonly valueNames: ReadonlyMap<string, readonly TypeScript.Node[]>;
  /** Names in the types of decorated classes: a compiler may emit them as values. */
  readonly emittedTypeNames: ReadonlySet<string>;
}

/** What a file imports. */
export function readImports(source: TypeScript.SourceFile): FileImports {
  const modules: ImportedModule[] = [];
  for (const statement of source.statements)
    for (const one of importsOf(statement, source.fileName)) modules.push(one);
  let names: ReferredNames | null = null;
  const hasCalls = /\b(import|require)\s*\(/.test(source.text);
  if (/\brequire\s*\(/.test(source.text))
    for (const one of nestedRequires(source, modules)) modules.push(one);
  return {
    modules,
    deferred: hasCalls ? deferredImports(source) : [],
    names() {
      names ??= referredNames(source);
      return names;
    },
  };
}

/** `{ orders: require("./orders") }` at the top level: loaded with the file, whatever uses it. */
function nestedRequires(
  source: TypeScript.SourceFile,
  known: readonly ImportedModule[],
): readonly ImportedModule[] {
  const found: ImportedModule[] = [];
  for (const statement of source.statements) {
    if (ts.isIfStatement(statement) || ts.isTryStatement(statement)) continue;
    walk(statement, true, (node) => {
      // What a choice leads to may never be loaded.
      if (ts.isFunctionLike(node) || ts.isConditionalExpression(node)) return null;
      const call = ts.isCallExpression(node) ? deferredImport(node, source.fileName, true) : null;
      const isNew = !known.some((one) => one.node === statement && one.specifier === call?.specifier);
      if (call?.syntax === "require" && isNew) {
        found.push(fixed(statement, source.fileName, call.specifier, "require"));
      }
      return true;
    });
  }
  return found;
}

function deferredImports(source: TypeScript.SourceFile): readonly DeferredImport[] {
  const deferred: DeferredImport[] = [];
  walk(source, false, (node, inFunction) => {
    if (ts.isCallExpression(node)) {
      const found = deferredImport(node, source.fileName, inFunction);
      if (found !== null) deferred.push(found);
    }
    return inFunction || ts.isFunctionLike(node);
  });
  return deferred.sort((a, b) => a.node.pos - b.node.pos);
}

/** Which names the values of a file refer to. */
function referredNames(source: TypeScript.SourceFile): ReferredNames {
  const valueNames = new Map<string, TypeScript.Node[]>();
  const emittedTypeNames = new Set<string>();
  walk(source, false, (node, inType) => {
    if (ts.isIdentifier(node)) {
      if (!inType && isValueReference(node)) {
        const known = valueNames.get(node.text);
        if (known === undefined) valueNames.set(node.text, [node]);
        else known.push(node);
      }
      return null;
    }
    if (ts.isImportDeclaration(node)) return null;
    if (ts.isClassLike(node)) {
      for (const type of emittedTypes(node)) collectTypeNames(type, emittedTypeNames);
    }
    return (
      inType || (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) || isTypeDeclaration(node)
    );
  });
  for (const nodes of valueNames.values()) nodes.sort((a, b) => a.pos - b.pos);
  return { valueNames, emittedTypeNames };
}

function isTypeDeclaration(node: TypeScript.Node): boolean {
  return (
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    (ts.isHeritageClause(node) && node.token === ts.SyntaxKind.ImplementsKeyword)
  );
}

/** Types that `emitDecoratorMetadata` turns into values. */
function emittedTypes(node: TypeScript.ClassLikeDeclaration): readonly TypeScript.TypeNode[] {
  const found: (TypeScript.TypeNode | undefined)[] = [];
  for (const member of node.members) {
    const isFunction =
      ts.isMethodDeclaration(member) || ts.isConstructorDeclaration(member) || ts.isAccessor(member);
    const parameters = isFunction ? member.parameters : [];
    const isEmitted =
      isDecorated(member) ||
      parameters.some(isDecorated) ||
      (ts.isConstructorDeclaration(member) && isDecorated(node));
    if (!isEmitted) continue;
    if (isFunction || ts.isPropertyDeclaration(member)) found.push(member.type);
    found.push(...parameters.map((one) => one.type));
  }
  return found.filter((one) => one !== undefined);
}

function isDecorated(node: TypeScript.Node): boolean {
  return ts.canHaveDecorators(node) && (ts.getDecorators(node)?.length ?? 0) > 0;
}

/** "a" of `a.B<C> | null`: type arguments are not emitted. */
function collectTypeNames(type: TypeScript.TypeNode, names: Set<string>): void {
  if (ts.isUnionTypeNode(type) || ts.isIntersectionTypeNode(type)) {
    for (const one of type.types) collectTypeNames(one, names);
  } else if (ts.isTypeReferenceNode(type)) {
    let name = type.typeName;
    while (ts.isQualifiedName(name)) name = name.left;
    names.add(name.text);
  }
}

function isValueReference(node: TypeScript.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  if (ts.isBindingElement(parent)) return parent.initializer === node;
  if (ts.isVariableDeclaration(parent) || ts.isParameter(parent) || ts.isPropertyDeclaration(parent)) {
    return parent.initializer === node;
  }
  if (ts.isJsxAttribute(parent)) return false;
  return (
    !(ts.isFunctionLike(parent) && parent.name === node) && !(ts.isClassLike(parent) && parent.name === node)
  );
}

function deferredImport(
  node: TypeScript.CallExpression,
  file: string,
  inFunction: boolean,
): DeferredImport | null {
  const [first] = node.arguments;
  if (first === undefined || !ts.isStringLiteralLike(first)) return null;
  if (node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    return { node, file, specifier: first.text, syntax: "import" };
  }
  const isRequire = ts.isIdentifier(node.expression) && node.expression.text === "require";
  return isRequire && inFunction ? { node, file, specifier: first.text, syntax: "require" } : null;
}
