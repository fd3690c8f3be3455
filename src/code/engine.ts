import type TypeScript from "typescript";
import type { Problem } from "../errors.js";
import type { ChainStep } from "../finding.js";
import type { UserClient } from "../lambda/client.js";
import { BundleRegions } from "./bundle-regions.js";
import type { ClientConstruction, CodeHandler, CodeModel, CodeRange } from "./code-model.js";
import { collectNames, type ProgramNames } from "./guards.js";
import type { RequestedHandler } from "./handler-request.js";
import { findHandlers, invoke } from "./handlers.js";
import { type HandlerUses, initFilesOf, reportDynamicImports, reportImports } from "./import-report.js";
import type { PackageWeigher } from "./import-weight.js";
import { type FileImports, type ImportedModule, readImports } from "./imported-modules.js";
import { type ConstructionRecord, Interpreter, type Step, weaker, withoutRepeats } from "./interpreter.js";
import { noteOwnClients } from "./known-clients.js";
import type { FirstPartyResolver } from "./module-resolution.js";
import { createProgram } from "./program.js";
import type { SourceSet } from "./source-set.js";
import { suppressionsOf } from "./suppressions.js";
import { ts } from "./typescript.js";

export interface EngineInput {
  readonly files: SourceSet;
  readonly resolver: FirstPartyResolver;
  readonly clients: readonly UserClient[];
  readonly weigher: PackageWeigher | null;
  /** First-party files by the handler file that reaches them. */
  readonly closures: ReadonlyMap<string, ReadonlySet<string>>;
  readonly requested: ReadonlyMap<string, readonly RequestedHandler[]>;
}

/** Builds the program, runs every handler, and gives back plain data. */
export function followHandlers(input: EngineInput): CodeModel {
  const { files, resolver, closures } = input;
  const all = new Set<string>();
  for (const closure of closures.values())
    for (const file of closure) if (files.read(file) !== null) all.add(file);
  const { program, checker, typed } = createProgram(all, files, resolver);
  const problems: Problem[] = [];
  const imports = new Map<string, FileImports>();
  const names: ProgramNames = { assigned: new Set(), methods: new Set() };
  for (const file of all) {
    const source = program.getSourceFile(file);
    if (source === undefined || file.endsWith(".json")) continue;
    withinStack(files.display(file), problems, () => {
      imports.set(file, readImports(source));
      collectNames(source, names);
    });
    const problem = syntaxProblem(source, files.display(file));
    if (problem !== null) problems.push(problem);
  }
  const imported = importedDeclarations(imports, resolver);
  const regions = files.isSource ? new Map<string, BundleRegions>() : regionsOf(all, files);
  const isShipped = !files.isSource;
  const run = new Interpreter(
    program,
    checker,
    typed,
    resolver,
    input.clients,
    names,
    imported,
    isShipped,
    regions,
  );
  noteOwnClients(run, all, (path) => files.display(path));
  const handlers: CodeHandler[] = [];
  const uses: HandlerUses[] = [];
  const built = new Map<TypeScript.Node, { record: ConstructionRecord; functions: Set<string> }>();
  for (const entry of closures.keys()) {
    withinStack(files.display(entry), problems, () => {
      run.phase = "init";
      for (const found of findHandlers(run, entry, input.requested.get(entry) ?? [], files.display(entry))) {
        handlers.push({
          functionId: found.functionId,
          path: files.display(found.file),
          export: found.export,
        });
        for (const record of constructionsOf(run, found.value, { node: found.node, label: found.export })) {
          const known = built.get(record.node) ?? { record, functions: new Set() };
          known.functions.add(found.functionId);
          known.record = withoutRepeats([known.record, record])[0] ?? known.record;
          built.set(record.node, known);
        }
        uses.push({ functionId: found.functionId, file: found.file, uses: run.uses ?? new Map() });
        if (run.fuel < 0) problems.push(tooLarge(files.display(found.file)));
      }
    });
  }
  const constructions = [...built.values()].map(({ record, functions }) =>
    toConstruction(record, [...functions].sort(), files),
  );
  const report = {
    run,
    resolver,
    imports,
    handlers: uses,
    weigher: input.weigher,
    initFiles: initFilesOf(run, imports, resolver),
    range: (node: TypeScript.Node) => rangeOf(node, files),
    display: (path: string) => files.display(path),
  };
  return {
    handlers,
    constructions: constructions.sort(byPlace),
    imports: reportImports(report),
    dynamicImports: reportDynamicImports(report),
    suppressions: [...all].flatMap((file) => suppressionsOf(files.read(file) ?? "", files.display(file))),
    problems: [...files.problems(), ...problems],
  };
}

function regionsOf(all: ReadonlySet<string>, files: SourceSet): ReadonlyMap<string, BundleRegions> {
  const regions = new Map<string, BundleRegions>();
  for (const file of all) {
    const found = new BundleRegions(files.read(file) ?? "");
    if (!found.isEmpty) regions.set(file, found);
  }
  return regions;
}

/** Nesting thousands deep is no hand-written code: it is skipped, said, and nothing else suffers. */
function withinStack(path: string, problems: Problem[], body: () => void): void {
  try {
    body();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    problems.push(tooLarge(path));
  }
}

function constructionsOf(
  run: Interpreter,
  value: Parameters<typeof invoke>[1],
  step: Step,
): readonly ConstructionRecord[] {
  run.refuel();
  run.records = [];
  run.uses = null;
  run.confidence = "high";
  run.inLoop = false;
  run.branches = 0;
  run.taintedBranches = 0;
  run.phase = "invocation";
  try {
    invoke(run, value, step);
    return withoutRepeats(run.records);
  } finally {
    run.records = [];
    run.phase = "init";
  }
}

/** Bindings of third-party modules by their declarations. */
function importedDeclarations(
  imports: ReadonlyMap<string, FileImports>,
  resolver: FirstPartyResolver,
): ReadonlyMap<TypeScript.Node, ImportedModule> {
  const declarations = new Map<TypeScript.Node, ImportedModule>();
  for (const [file, { modules }] of imports) {
    for (const module of modules) {
      if (resolver.resolve(module.specifier, file) !== null) continue;
      for (const node of module.bindings.keys()) declarations.set(node, module);
    }
  }
  return declarations;
}

function toConstruction(
  record: ConstructionRecord,
  functions: readonly string[],
  files: SourceSet,
): ClientConstruction {
  const variable = assignedTo(record.node);
  return {
    range: rangeOf(record.node, files),
    what: record.name,
    package: record.client.package,
    functions,
    chain: record.steps.map((step) => toChainStep(step, files)),
    confidence: weaker(record.confidence, "high"),
    inLoop: record.inLoop,
    fix: record.afterAwait ? "memoise" : "hoist",
    variable,
    key: `${record.name} in ${enclosingName(record.node)}`,
  };
}

export function rangeOf(node: TypeScript.Node, files: SourceSet): CodeRange {
  const source = node.getSourceFile();
  const start = source.getLineAndCharacterOfPosition(node.getStart(source));
  const end = source.getLineAndCharacterOfPosition(node.getEnd());
  return {
    path: files.display(source.fileName),
    line: start.line + 1,
    column: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}

function toChainStep(step: Step, files: SourceSet): ChainStep {
  const { path, line, column } = rangeOf(step.node, files);
  return { path, line, column, label: step.label };
}

function assignedTo(node: TypeScript.Node): string | null {
  let at = node.parent;
  while (
    ts.isAwaitExpression(at) ||
    ts.isParenthesizedExpression(at) ||
    ts.isAsExpression(at) ||
    ts.isCallExpression(at)
  )
    at = at.parent;
  if (ts.isVariableDeclaration(at) && ts.isIdentifier(at.name)) return at.name.text;
  if (ts.isPropertyDeclaration(at) && ts.isIdentifier(at.name)) return at.name.text;
  if (ts.isBinaryExpression(at) && ts.isPropertyAccessExpression(at.left)) return at.left.name.text;
  if (ts.isBinaryExpression(at) && ts.isIdentifier(at.left)) return at.left.text;
  return null;
}

/** "UserService.find", "handler": names a place without line numbers. */
function enclosingName(node: TypeScript.Node): string {
  const names: string[] = [];
  for (let at: TypeScript.Node = node; !ts.isSourceFile(at); at = at.parent) {
    const name =
      ts.isFunctionLike(at) || ts.isClassLike(at) || ts.isVariableDeclaration(at) ? at.name : undefined;
    if (name !== undefined && ts.isIdentifier(name)) names.unshift(name.text);
  }
  return names.join(".") || "module";
}

function syntaxProblem(source: TypeScript.SourceFile, path: string): Problem | null {
  const { parseDiagnostics = [] } = source as {
    parseDiagnostics?: readonly TypeScript.DiagnosticWithLocation[];
  };
  const [first] = parseDiagnostics.filter((one) => one.category === ts.DiagnosticCategory.Error);
  if (first === undefined || source.fileName.endsWith(".json")) return null;
  const line = source.getLineAndCharacterOfPosition(first.start).line + 1;
  const text = ts.flattenDiagnosticMessageText(first.messageText, " ");
  return {
    level: "note",
    code: "syntax-error",
    path,
    line,
    message: `Syntax error: ${text} What could be read is linted; fix the syntax for the rest.`,
  };
}

function tooLarge(path: string): Problem {
  return {
    level: "note",
    code: "code-too-large",
    path,
    line: null,
    message: "The handler reaches more code than is followed; findings of its far parts may be missing.",
  };
}

function byPlace(a: ClientConstruction, b: ClientConstruction): number {
  return (
    (a.range.path < b.range.path ? -1 : a.range.path > b.range.path ? 1 : 0) ||
    a.range.line - b.range.line ||
    a.range.column - b.range.column
  );
}
