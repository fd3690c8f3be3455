import type TypeScript from "typescript";
import { importsOf } from "./import-declarations.js";
import { ts } from "./typescript.js";
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
  for (const statement of source.statements) modules.push(...importsOf(statement, source.fileName));
  let names: ReferredNames | null = null;
  return {
    modules,
    deferred: /\b(import|require)\s*\(/.test(source.text) ? deferredImports(source) : [],
    names() {
      names ??= referredNames(source);
      return names;
    },
  };
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
  return deferred;
}

/** Which names the values of a file refer to. */
function referredNames(source: TypeScript.SourceFile): ReferredNames {
  const valueNames = new Map<string, TypeScript.Node[]>();
  const emittedTypeNames = new Set<string>();
  walk(source, { inType: false, isDecorated: false }, (node, { inType, isDecorated }) => {
    if (ts.isIdentifier(node)) {
      if (inType) {
        if (isDecorated) emittedTypeNames.add(node.text);
      } else if (isValueReference(node)) {
        const known = valueNames.get(node.text);
        if (known === undefined) valueNames.set(node.text, [node]);
        else known.push(node);
      }
      return null;
    }
    if (ts.isImportDeclaration(node)) return null;
    return {
      inType:
        inType || (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) || isTypeDeclaration(node),
      isDecorated: isDecorated || (ts.isClassLike(node) && isDecoratedClass(node)),
    };
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

function isDecoratedClass(node: TypeScript.ClassLikeDeclaration): boolean {
  return (
    (ts.getDecorators(node as TypeScript.ClassDeclaration)?.length ?? 0) > 0 ||
    node.members.some((one) => ts.canHaveDecorators(one) && (ts.getDecorators(one)?.length ?? 0) > 0)
  );
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
