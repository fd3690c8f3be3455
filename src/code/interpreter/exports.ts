import type TypeScript from "typescript";
import { ts } from "../typescript.js";
import { type Interpreter, isScoped, type ModuleRecord } from "./interpreter.js";
import { isCommonJs, loadModule, moduleOf } from "./modules.js";
import { readProperty } from "./properties.js";
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
export function exportOf(run: Interpreter, file: string, name: string, seen?: ReadonlySet<string>): Value {
  const record = moduleOf(run, file);
  if (record === null || seen?.has(`${file}\n${name}`) === true) return UNKNOWN_INIT;
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
  if (moduleOf(run, file) === null) return [UNKNOWN_INIT];
  const values = [...exportsByName(run, file).values()];
  return values.filter(({ kind }) => kind === "function" || kind === "class" || kind === "made");
}

/** `import * as x` of a first-party module as the object that it is: for `{ ...x }` and `Object.values(x)`. */
export function exportsByName(run: Interpreter, file: string): ReadonlyMap<string, Value> {
  const record = moduleOf(run, file);
  if (record === null) return new Map();
  const names = new Set<string>();
  const symbol = run.checker.getSymbolAtLocation(record.file);
  for (const one of symbol === undefined ? [] : run.checker.getExportsOfModule(symbol)) names.add(one.name);
  if (record.exports.kind === "object") for (const name of record.exports.fields.keys()) names.add(name);
  return new Map([...names].map((name) => [name, exportOf(run, file, name)]));
}

function declaredExport(
  run: Interpreter,
  record: ModuleRecord,
  file: string,
  name: string,
  seen: ReadonlySet<string> | undefined,
): Value | null {
  const { file: source, frame } = record;
  const written = exportsWrittenIn(run, source);
  const stars: string[] = [];
  for (const statement of written.statements) {
    if (ts.isExportAssignment(statement)) {
      if (name === "default" || statement.isExportEquals === true) {
        const value = frame.variables.get(statement)?.value ?? UNKNOWN_INIT;
        return statement.isExportEquals === true && name !== "default"
          ? readProperty(run, value, name, statement)
          : value;
      }
    } else {
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
  const declaration = declarationIn(written, name);
  if (declaration !== null) return declaredValue(run, declaration, frame);
  const inside = stars.length === 0 ? undefined : new Set(seen).add(`${file}\n${name}`);
  for (const from of stars) {
    const target = run.resolver.resolve(from, file);
    if (target === null) continue;
    const value = exportOf(run, target, name, inside);
    if (value !== UNDEFINED && value !== UNKNOWN_INIT) return value;
  }
  const external = stars.find((from) => run.resolver.resolve(from, file) === null);
  return external === undefined ? null : { kind: "external", source: external, path: [name] };
}

/** How a file exports, read once. */
interface WrittenExports {
  readonly statements: readonly (TypeScript.ExportAssignment | TypeScript.ExportDeclaration)[];
  readonly symbols: TypeScript.SymbolTable | undefined;
  readonly declarations: Map<string, TypeScript.Declaration | null>;
}

const WRITTEN = new WeakMap<TypeScript.SourceFile, WrittenExports>();

function exportsWrittenIn(run: Interpreter, source: TypeScript.SourceFile): WrittenExports {
  let known = WRITTEN.get(source);
  if (known === undefined) {
    known = {
      statements: source.statements.filter(
        (one) => ts.isExportAssignment(one) || ts.isExportDeclaration(one),
      ),
      symbols: run.checker.getSymbolAtLocation(source)?.exports,
      declarations: new Map(),
    };
    WRITTEN.set(source, known);
  }
  return known;
}

function declarationIn(
  { symbols, declarations }: WrittenExports,
  name: string,
): TypeScript.Declaration | null {
  let known = declarations.get(name);
  if (known === undefined) {
    const all = symbols?.get(ts.escapeLeadingUnderscores(name))?.declarations ?? [];
    const found = all.find((one) => ts.isFunctionDeclaration(one) && one.body !== undefined) ?? all[0];
    known = found !== undefined && isScoped(found) ? found : null;
    declarations.set(name, known);
  }
  return known;
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
