import type TypeScript from "typescript";
import { ts } from "../typescript.js";

/** What a source imports from a specifier, or hands on of it. */
export interface ImportClauses {
  /** Names, without "default"; of `import * as x` what is used of `x`. */
  readonly names: ReadonlySet<string>;
  /** Nothing of it is there at run time. */
  readonly isForTypes: boolean;
}

export function clausesFor(text: string, path: string, specifier: string): ImportClauses {
  const source = ts.createSourceFile(path, text, { languageVersion: ts.ScriptTarget.Latest });
  const names = new Set<string>();
  const types: boolean[] = [];
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) continue;
    const from = statement.moduleSpecifier;
    if (from === undefined || !ts.isStringLiteral(from) || from.text !== specifier) continue;
    types.push(isTypeOnly(ts.isImportDeclaration(statement) ? statement.importClause : statement));
    if (ts.isImportDeclaration(statement)) addImported(names, statement, source);
    else if (statement.exportClause !== undefined && ts.isNamedExports(statement.exportClause)) {
      for (const one of statement.exportClause.elements) names.add((one.propertyName ?? one.name).text);
    }
  }
  names.delete("default");
  return { names, isForTypes: types.length > 0 && types.every(Boolean) };
}

function isTypeOnly(clause: TypeScript.ImportClause | TypeScript.ExportDeclaration | undefined): boolean {
  if (clause === undefined) return false;
  if (clause.isTypeOnly) return true;
  const bindings = ts.isImportClause(clause) ? clause.namedBindings : clause.exportClause;
  if (bindings === undefined || !(ts.isNamedImports(bindings) || ts.isNamedExports(bindings))) return false;
  const isDefault = ts.isImportClause(clause) && clause.name !== undefined;
  return !isDefault && bindings.elements.length > 0 && bindings.elements.every((one) => one.isTypeOnly);
}

function addImported(
  names: Set<string>,
  { importClause }: TypeScript.ImportDeclaration,
  source: TypeScript.SourceFile,
): void {
  const bindings = importClause?.namedBindings;
  if (bindings === undefined || importClause?.isTypeOnly === true) return;
  if (ts.isNamedImports(bindings)) {
    for (const one of bindings.elements) if (!one.isTypeOnly) names.add((one.propertyName ?? one.name).text);
    return;
  }
  const local = bindings.name.text;
  const visit = (node: TypeScript.Node): void => {
    if (
      ts.isPropertyAccessExpression(node) &&
      ts.isIdentifier(node.expression) &&
      node.expression.text === local
    )
      names.add(node.name.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
}
