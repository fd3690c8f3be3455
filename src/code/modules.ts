import type TypeScript from "typescript";
import { writeProperty } from "./assignments.js";
import { type Interpreter, isScoped, type ModuleRecord } from "./interpreter.js";
import { readProperty } from "./properties.js";
import { runStatements } from "./statements.js";
import { ts } from "./typescript.js";
import { type Frame, newObject, UNDEFINED, UNKNOWN_INIT, type Value } from "./values.js";
import { bindingOf, type ImportDeclared, isImport, valueOfDeclaration } from "./variables.js";

/** A first-party module, its top level run. Null when the program doesn't hold it. */
export function moduleOf(run: Interpreter, file: string): ModuleRecord | null {
  const known = run.modules.get(file);
  if (known !== undefined) return known;
  const source = run.program.getSourceFile(file);
  if (source === undefined) return null;
  const exportsObject = newObject("init");
  const frame: Frame = {
    variables: new Map(),
    parent: null,
    owner: source,
    phase: "init",
    self: exportsObject,
    file,
  };
  const record: ModuleRecord = { file: source, frame, exports: exportsObject, exportsObject, started: true };
  run.modules.set(file, record);
  loadImports(run, source, file);
  runTopLevel(run, record);
  return record;
}

function loadImports(run: Interpreter, source: TypeScript.SourceFile, file: string): void {
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) continue;
    const specifier = statement.moduleSpecifier;
    if (specifier === undefined || !ts.isStringLiteral(specifier)) continue;
    if (ts.isImportDeclaration(statement) && statement.importClause?.isTypeOnly === true) continue;
    const target = run.resolver.resolve(specifier.text, file);
    if (target !== null) moduleOf(run, target);
  }
}

/** Top-level code runs once, in init, and whatever it calls is no part of a handler's run. */
function runTopLevel(run: Interpreter, record: ModuleRecord): void {
  const { phase, records, returns, branches, taintedBranches, inLoop, afterAwait, uses } = run;
  run.uses = run.usesInInit;
  Object.assign(run, {
    phase: "init",
    records: [],
    returns: [],
    branches: 0,
    taintedBranches: 0,
    inLoop: false,
  });
  const fuel = run.fuel;
  run.refuel();
  try {
    const regions = run.regions.get(record.frame.file);
    const own =
      regions === undefined
        ? record.file.statements
        : record.file.statements.filter((one) => regions.packageAt(one.getStart()) === null);
    runStatements(run, own, record.frame);
  } finally {
    run.fuel = fuel;
    Object.assign(run, { phase, records, returns, branches, taintedBranches, inLoop, afterAwait, uses });
  }
}

/** The value of `import(…)` or `require(…)`. */
export function loadModule(
  run: Interpreter,
  specifier: string,
  from: string,
  syntax: "import" | "require",
): Value {
  const target = run.resolver.resolve(specifier, from);
  if (target === null) return { kind: "external", source: specifier, path: [] };
  const record = moduleOf(run, target);
  if (record === null) return UNKNOWN_INIT;
  return syntax === "require" && isCommonJs(record) ? record.exports : { kind: "namespace", file: target };
}

function isCommonJs(record: ModuleRecord): boolean {
  if (record.exports !== record.exportsObject) return true;
  return record.exportsObject.fields.size > 0 || record.exportsObject.getters.size > 0;
}

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

/** `exports` of one module into another's: `__exportStar(require("./x"), exports)`. */
export function copyExports(run: Interpreter, from: Value, to: Value): void {
  if (to.kind !== "object") return;
  if (from.kind === "object") {
    for (const [name, value] of from.fields) if (name !== "default") writeProperty(run, to, name, value);
    for (const [name, getter] of from.getters) if (name !== "default") to.getters.set(name, getter);
  } else if (from.kind === "external") {
    to.open = null;
  }
}

function pathOf(node: TypeScript.Node): string {
  return node.getSourceFile().fileName;
}
