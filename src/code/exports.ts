import type TypeScript from "typescript";
import { type Interpreter, isScoped, type ModuleRecord } from "./interpreter.js";
import { isCommonJs, loadModule, moduleOf } from "./modules.js";
import { readProperty } from "./properties.js";
import { ts } from "./typescript.js";
import { type Frame, UNDEFINED, UNKNOWN_INIT, type Value } from "./values.js";
import { bindingOf, type ImportDeclared, isImport, valueOfDeclaration } from "./variables.js";

/** The value that an import declaration binds. */
export function importedValue(run: Interpreter, node: ImportDeclared): Value {
  const file = pathOf(node);
  if (ts.isImportEqualsDeclaration(node)) {
    const reference = node.moduleReference;
    if (!ts.isExternalModuleReference(reference) || !ts.isStringLiteral(reference.expression))
      return UNKNOWN_INIT;
    return loadModule(run, reference.expression.text, file, "require");
  }
  let at: TypeScript.Node = node;
  while (!ts.isImportDeclaration(at)) at = at.parent;
  if (!ts.isStringLiteral(at.moduleSpecifier)) return UNKNOWN_INIT;
  const specifier = at.moduleSpecifier.text;
  const name = ts.isImportSpecifier(node)
    ? (node.propertyName ?? node.name).text
    : ts.isImportClause(node)
      ? "default"
      : "*";
  return importByName(run, specifier, file, name);
}

function importByName(run: Interpreter, specifier: string, from: string, name: string): Value {
  const target = run.resolver.resolve(specifier, from);
  if (target === null) {
    return { kind: "external", source: specifier, path: name === "*" || name === "default" ? [] : [name] };
  }
  return name === "*" ? { kind: "namespace", file: target } : exportOf(run, target, name);
}

/** An export of a first-party module, through re-exports and CommonJS. */
export function exportOf(run: Interpreter, file: string, name: string, seen: Set<string> = new Set()): Value {
  const key = `${file}\n${name}`;
  const record = moduleOf(run, file);
  if (record === null || seen.has(key)) return UNKNOWN_INIT;
  seen.add(key);
  const found = declaredExport(run, record, file, name, seen);
  if (found !== null) return found;
  if (isCommonJs(record)) {
    const value = readProperty(run, record.exports, name, record.file);
    if (value !== UNDEFINED || name !== "default") return value;
    return record.exports;
  }
  return UNDEFINED;
}

/** What a first-party module exports that may be called. */
export function exportsOf(run: Interpreter, file: string): readonly Value[] {
  const record = moduleOf(run, file);
  if (record === null) return [UNKNOWN_INIT];
  const names = new Set<string>();
  const symbol = run.checker.getSymbolAtLocation(record.file);
  for (const one of symbol === undefined ? [] : run.checker.getExportsOfModule(symbol)) names.add(one.name);
  if (record.exports.kind === "object") for (const name of record.exports.fields.keys()) names.add(name);
  const values = [...names].map((name) => exportOf(run, file, name));
  return values.filter(({ kind }) => kind === "function" || kind === "class" || kind === "made");
}

function declaredExport(
  run: Interpreter,
  record: ModuleRecord,
  file: string,
  name: string,
  seen: Set<string>,
): Value | null {
  const { file: source, frame } = record;
  const stars: string[] = [];
  for (const statement of source.statements) {
    if (ts.isExportAssignment(statement)) {
      if (name === "default" || statement.isExportEquals === true) {
        const value = frame.variables.get(statement)?.value ?? UNKNOWN_INIT;
        return statement.isExportEquals === true && name !== "default"
          ? readProperty(run, value, name, statement)
          : value;
      }
    } else if (ts.isExportDeclaration(statement)) {
      const specifier = statement.moduleSpecifier;
      const from = specifier !== undefined && ts.isStringLiteral(specifier) ? specifier.text : null;
      const clause = statement.exportClause;
      if (clause === undefined) {
        if (from !== null && !statement.isTypeOnly) stars.push(from);
      } else if (ts.isNamespaceExport(clause)) {
        if (clause.name.text === name && from !== null) return importByName(run, from, file, "*");
      } else {
        const element = clause.elements.find((one) => one.name.text === name);
        if (element === undefined) continue;
        const local = element.propertyName ?? element.name;
        if (from !== null) return importByName(run, from, file, local.text);
        return localValue(run, element, frame);
      }
    }
  }
  const symbol = run.checker.getSymbolAtLocation(source);
  const declarations = symbol?.exports?.get(ts.escapeLeadingUnderscores(name))?.declarations ?? [];
  const declaration =
    declarations.find((one) => ts.isFunctionDeclaration(one) && one.body !== undefined) ?? declarations[0];
  if (declaration !== undefined && isScoped(declaration)) {
    return declaredValue(run, declaration, frame);
  }
  for (const from of stars) {
    const target = run.resolver.resolve(from, file);
    if (target === null) continue;
    const value = exportOf(run, target, name, seen);
    if (value !== UNDEFINED && value !== UNKNOWN_INIT) return value;
  }
  const external = stars.find((from) => run.resolver.resolve(from, file) === null);
  return external === undefined ? null : { kind: "external", source: external, path: [name] };
}

function localValue(run: Interpreter, element: TypeScript.ExportSpecifier, frame: Frame): Value {
  const symbol = run.checker.getExportSpecifierLocalTargetSymbol(element);
  const declaration =
    symbol?.declarations?.find((one) => ts.isFunctionDeclaration(one) && one.body !== undefined) ??
    symbol?.valueDeclaration ??
    symbol?.declarations?.[0];
  if (declaration === undefined) return UNKNOWN_INIT;
  return isImport(declaration) ? importedValue(run, declaration) : declaredValue(run, declaration, frame);
}

function declaredValue(run: Interpreter, declaration: TypeScript.Declaration, frame: Frame): Value {
  const bound = bindingOf(declaration, frame);
  if (bound !== null) return bound.binding.value;
  return valueOfDeclaration(run, declaration, frame);
}

function pathOf(node: TypeScript.Node): string {
  return node.getSourceFile().fileName;
}
