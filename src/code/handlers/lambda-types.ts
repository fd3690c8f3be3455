import type TypeScript from "typescript";
import { ts } from "../typescript.js";

/** `requireAdmin(event)`, `getUserFromEvent(event)`: what handlers ask of an event. */
const HELPER =
  /^(require|assert|ensure|parse|extract|is|has|can)[A-Z]|^[a-z]\w*From(Api\w*)?(Event|Request)$/;

/** Exports whose declared type or event parameter is Lambda's, exported where they are declared or by name. */
export function typedHandlers(source: TypeScript.SourceFile): readonly string[] {
  const lambdaTypes = namesFrom(source, /^aws-lambda$/);
  if (lambdaTypes.size === 0) return [];
  const names: string[] = [];
  const locals = new Set<string>();
  for (const statement of source.statements) {
    if (ts.isVariableStatement(statement)) {
      for (const one of statement.declarationList.declarations) {
        if (!ts.isIdentifier(one.name)) continue;
        const isOne = !HELPER.test(one.name.text) && isHandlerExpression(one.initializer, lambdaTypes);
        if (isOne || isHandlerType(one.type, lambdaTypes)) {
          if (isExported(statement)) names.push(one.name.text);
          else locals.add(one.name.text);
        }
      }
    } else if (ts.isFunctionDeclaration(statement) && takesEvent(statement, lambdaTypes)) {
      const name = statement.name?.text;
      if (HELPER.test(name ?? "")) continue;
      if (isExported(statement)) names.push(isDefault(statement) ? "default" : (name ?? "default"));
      else if (name !== undefined) locals.add(name);
    } else if (ts.isExportAssignment(statement) && isHandlerExpression(statement.expression, lambdaTypes)) {
      names.push("default");
    }
  }
  return locals.size === 0 ? names : [...names, ...exportedByName(source, locals)];
}

/** `export { run as main }`, `export default run`. */
function exportedByName(source: TypeScript.SourceFile, locals: ReadonlySet<string>): readonly string[] {
  return source.statements.flatMap((statement) => {
    if (ts.isExportAssignment(statement)) {
      const { expression, isExportEquals } = statement;
      const isLocal = ts.isIdentifier(expression) && locals.has(expression.text);
      return isLocal && isExportEquals !== true ? ["default"] : [];
    }
    if (!ts.isExportDeclaration(statement) || statement.moduleSpecifier !== undefined) return [];
    const clause = statement.exportClause;
    if (clause === undefined || !ts.isNamedExports(clause)) return [];
    return clause.elements
      .filter(({ name, propertyName }) => locals.has((propertyName ?? name).text))
      .map(({ name }) => name.text);
  });
}

/** Whether a function takes Lambda's event, or is what a wrapper gives that says so: `(fn): Handler => async (event) => …`. */
export function isTypedForLambda(node: TypeScript.SignatureDeclaration): boolean {
  const lambdaTypes = namesFrom(node.getSourceFile(), /^aws-lambda$/);
  if (lambdaTypes.size === 0) return false;
  const wrapper = ts.findAncestor(node.parent, ts.isFunctionLike);
  return takesEvent(node, lambdaTypes) || isHandlerType(wrapper?.type, lambdaTypes);
}

function isHandlerExpression(
  node: TypeScript.Expression | undefined,
  lambdaTypes: ReadonlySet<string>,
): boolean {
  if (node === undefined) return false;
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return takesEvent(node, lambdaTypes);
  if (ts.isSatisfiesExpression(node) || ts.isAsExpression(node)) {
    return isHandlerType(node.type, lambdaTypes) || isHandlerExpression(node.expression, lambdaTypes);
  }
  return false;
}

/** `(event: SQSEvent)`, `(event: SQSEvent, context: Context)`: what Lambda calls, and no helper that reads an event. */
function takesEvent(node: TypeScript.SignatureDeclaration, lambdaTypes: ReadonlySet<string>): boolean {
  const [event, context] = node.parameters;
  if (event?.type === undefined || node.parameters.length > 3) return false;
  if (!ts.isTypeReferenceNode(event.type) || !/Event(V2)?(With\w+)?$/.test(rightmost(event.type.typeName)))
    return false;
  if (!isFrom(event.type.typeName, lambdaTypes)) return false;
  const isAsync = ts.canHaveModifiers(node) && isModified(node, ts.SyntaxKind.AsyncKeyword);
  return context === undefined ? isAsync : /^_?(context|ctx)$/i.test(context.name.getText());
}

function isHandlerType(type: TypeScript.TypeNode | undefined, lambdaTypes: ReadonlySet<string>): boolean {
  return (
    type !== undefined &&
    ts.isTypeReferenceNode(type) &&
    /Handler(V2)?(With\w+)?$/.test(rightmost(type.typeName)) &&
    isFrom(type.typeName, lambdaTypes)
  );
}

function rightmost(name: TypeScript.EntityName): string {
  return ts.isIdentifier(name) ? name.text : name.right.text;
}

function isFrom(name: TypeScript.EntityName, names: ReadonlySet<string>): boolean {
  return ts.isIdentifier(name) ? names.has(name.text) : isFrom(name.left, names);
}

function namesFrom(source: TypeScript.SourceFile, specifier: RegExp): ReadonlySet<string> {
  const names = new Set<string>();
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    if (!specifier.test(statement.moduleSpecifier.text)) continue;
    const clause = statement.importClause;
    if (clause?.name !== undefined) names.add(clause.name.text);
    if (clause?.namedBindings === undefined) continue;
    if (ts.isNamespaceImport(clause.namedBindings)) names.add(clause.namedBindings.name.text);
    else for (const one of clause.namedBindings.elements) names.add(one.name.text);
  }
  return names;
}

function isExported(node: TypeScript.HasModifiers): boolean {
  return isModified(node, ts.SyntaxKind.ExportKeyword);
}

function isDefault(node: TypeScript.HasModifiers): boolean {
  return isModified(node, ts.SyntaxKind.DefaultKeyword);
}

function isModified(node: TypeScript.HasModifiers, kind: TypeScript.SyntaxKind): boolean {
  return (ts.getModifiers(node) ?? []).some((one) => one.kind === kind);
}
