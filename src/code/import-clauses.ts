import type TypeScript from "typescript";
import { ts } from "./typescript.js";

/** The names that a source imports from a specifier, or hands on of it; of `import * as x` what it uses of `x`. */
export function clausesFor(text: string, path: string, specifier: string): ReadonlySet<string> {
  const source = ts.createSourceFile(path, text, { languageVersion: ts.ScriptTarget.Latest });
  const names = new Set<string>();
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) continue;
    const from = statement.moduleSpecifier;
    if (from === undefined || !ts.isStringLiteral(from) || from.text !== specifier) continue;
    if (ts.isImportDeclaration(statement)) addImported(names, statement, source);
    else if (statement.exportClause !== undefined && ts.isNamedExports(statement.exportClause)) {
      for (const one of statement.exportClause.elements) names.add((one.propertyName ?? one.name).text);
    }
  }
  names.delete("default");
  return names;
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
