import type TypeScript from "typescript";
import { ts } from "../typescript.js";
import type { ImportedModule } from "./imported-modules.js";

export function importsOf(statement: TypeScript.Statement, file: string): readonly ImportedModule[] {
  if (ts.isImportDeclaration(statement)) return importDeclaration(statement, file);
  if (ts.isExportDeclaration(statement)) {
    const { moduleSpecifier, isTypeOnly } = statement;
    if (isTypeOnly || moduleSpecifier === undefined || !ts.isStringLiteral(moduleSpecifier)) return [];
    return [fixed(statement, file, moduleSpecifier.text, "import")];
  }
  if (ts.isImportEqualsDeclaration(statement)) {
    const { moduleReference } = statement;
    if (statement.isTypeOnly || !ts.isExternalModuleReference(moduleReference)) return [];
    if (!ts.isStringLiteral(moduleReference.expression)) return [];
    const { text } = moduleReference.expression;
    return [
      {
        ...fixed(statement, file, text, "require"),
        bindings: new Map([[statement, "*"]]),
        locals: [statement.name.text],
        isFixed: false,
      },
    ];
  }
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap((one) => requireDeclaration(statement, one, file));
  }
  if (ts.isExpressionStatement(statement)) {
    const specifier = requiredSpecifier(statement.expression);
    return specifier === null ? [] : [fixed(statement, file, specifier, "require")];
  }
  return [];
}

function importDeclaration(statement: TypeScript.ImportDeclaration, file: string): readonly ImportedModule[] {
  const { importClause, moduleSpecifier } = statement;
  if (!ts.isStringLiteral(moduleSpecifier)) return [];
  if (importClause === undefined) return [fixed(statement, file, moduleSpecifier.text, "import")];
  if (importClause.isTypeOnly) return [];
  const bindings = new Map<TypeScript.Node, string>();
  const locals: string[] = [];
  const { name, namedBindings } = importClause;
  if (name !== undefined) {
    bindings.set(importClause, "default");
    locals.push(name.text);
  }
  if (namedBindings !== undefined && ts.isNamespaceImport(namedBindings)) {
    bindings.set(namedBindings, "*");
    locals.push(namedBindings.name.text);
  } else if (namedBindings !== undefined) {
    for (const one of namedBindings.elements) {
      if (one.isTypeOnly) continue;
      bindings.set(one, (one.propertyName ?? one.name).text);
      locals.push(one.name.text);
    }
  }
  if (bindings.size === 0) return [];
  return [
    {
      node: statement,
      file,
      specifier: moduleSpecifier.text,
      syntax: "import",
      bindings,
      locals,
      isFixed: false,
    },
  ];
}

function requireDeclaration(
  statement: TypeScript.VariableStatement,
  declaration: TypeScript.VariableDeclaration,
  file: string,
): readonly ImportedModule[] {
  const { initializer } = declaration;
  const specifier = initializer === undefined ? null : requiredSpecifier(initializer);
  if (specifier === null) return [];
  const bindings = new Map<TypeScript.Node, string>();
  const locals: string[] = [];
  const collect = (name: TypeScript.BindingName, node: TypeScript.Node, exported: string): void => {
    if (ts.isIdentifier(name)) {
      bindings.set(node, exported);
      locals.push(name.text);
      return;
    }
    for (const element of name.elements) {
      if (ts.isBindingElement(element)) collect(element.name, element, element.getText());
    }
  };
  collect(declaration.name, declaration, "*");
  return [{ node: statement, file, specifier, syntax: "require", bindings, locals, isFixed: false }];
}

export function fixed(
  node: TypeScript.Statement,
  file: string,
  specifier: string,
  syntax: "import" | "require",
): ImportedModule {
  return { node, file, specifier, syntax, bindings: new Map(), locals: [], isFixed: true };
}

/** "x" of `require("x")`, `require("x").y`, `__importStar(require("x"))`. */
function requiredSpecifier(node: TypeScript.Expression): string | null {
  if (ts.isPropertyAccessExpression(node)) return requiredSpecifier(node.expression);
  if (!ts.isCallExpression(node)) return null;
  const [first] = node.arguments;
  if (first === undefined) return null;
  if (ts.isIdentifier(node.expression) && node.expression.text === "require") {
    return ts.isStringLiteralLike(first) ? first.text : null;
  }
  return /^(\w+\.)?_*(importStar|importDefault|toESM|interopRequire\w+)$/.test(node.expression.getText())
    ? requiredSpecifier(first)
    : null;
}
