import type TypeScript from "typescript";
import { ts } from "../typescript.js";
import { writeProperty } from "./assignments.js";
import { ownStatements } from "./bundle-regions.js";
import type { Interpreter, ModuleRecord } from "./interpreter.js";
import { runStatements } from "./statements.js";
import { type Frame, newObject, UNKNOWN_INIT, type Value } from "./values.js";

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
  const { phase, records, returns, branches, taintedBranches, inLoop, afterAwait, uses, loading } = run;
  Object.assign(run, {
    uses: null,
    loading: record.frame.file,
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
    const own = ownStatements(run, record.file.statements, record.frame.file);
    run.apart(() => runStatements(run, own, record.frame));
  } finally {
    run.fuel = fuel;
    run.usesInInit.set(record.frame.file, run.uses ?? new Map());
    Object.assign(run, {
      phase,
      records,
      returns,
      branches,
      taintedBranches,
      inLoop,
      afterAwait,
      uses,
      loading,
    });
  }
}

/** The value of `import(…)` or `require(…)`. */
export function loadModule(
  run: Interpreter,
  specifier: string,
  from: string,
  syntax: "import" | "require",
): Value {
  if (run.loading !== null) {
    const loads = run.loadsInInit.get(from) ?? new Set();
    run.loadsInInit.set(from, loads.add(specifier));
    if (run.branches === 0) {
      run.surelyLoads.set(from, (run.surelyLoads.get(from) ?? new Set()).add(specifier));
    }
  }
  const target = run.resolver.resolve(specifier, from);
  if (target === null) return { kind: "external", source: specifier, path: [] };
  return loadFile(run, target, syntax);
}

/** The value of a first-party file that is loaded. */
export function loadFile(run: Interpreter, target: string, syntax: "import" | "require"): Value {
  const record = moduleOf(run, target);
  if (record === null) return UNKNOWN_INIT;
  return syntax === "require" && isCommonJs(record) ? record.exports : { kind: "namespace", file: target };
}

export function isCommonJs(record: ModuleRecord): boolean {
  if (record.exports !== record.exportsObject) return true;
  return record.exportsObject.fields.size > 0 || record.exportsObject.getters.size > 0;
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
