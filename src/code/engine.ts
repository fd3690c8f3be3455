import type TypeScript from "typescript";
import { keepNothing } from "../cache/disk.js";
import type { Problem } from "../errors.js";
import type { UserClient } from "../lambda/client.js";
import type { CodeHandler, CodeModel } from "./code-model.js";
import { rangeOf, syntaxProblem, toConstruction, tooLarge } from "./engine-report.js";
import type { RequestedHandler } from "./handlers/handler-request.js";
import { findHandlers } from "./handlers/handlers.js";
import { reportDynamicImports } from "./imports/dynamic-imports.js";
import { type HandlerUses, type JudgedImport, reportImports } from "./imports/import-report.js";
import type { PackageWeigher } from "./imports/import-weight.js";
import { initFilesOf } from "./imports/init-files.js";
import { BundleRegions } from "./interpreter/bundle-regions.js";
import { type ConstructionRecord, type Step, withoutRepeats } from "./interpreter/construction-record.js";
import { Interpreter } from "./interpreter/interpreter.js";
import { invoke } from "./interpreter/invoke.js";
import { noteOwnClients } from "./interpreter/known-clients.js";
import { addNames, collectNames, noNames, type ProgramNames } from "./interpreter/program-names.js";
import { type AskedModule, type FileImports, readImports } from "./program/imported-modules.js";
import { createProgram, type FirstPartyProgram } from "./program/program.js";
import { type Batch, type Component, filesOf } from "./project/components.js";
import type { FirstPartyResolver } from "./project/module-resolution.js";
import type { SourceSet } from "./project/source-set.js";
import type { NoteWork } from "./work.js";

export interface EngineInput {
  readonly files: SourceSet;
  readonly resolver: FirstPartyResolver;
  readonly clients: readonly UserClient[];
  readonly weigher: PackageWeigher | null;
  readonly requested: ReadonlyMap<string, readonly RequestedHandler[]>;
  readonly noteWork: NoteWork | undefined;
}

/** What the engine tells of a group of handlers: all but the problems of reading. */
export interface Followed extends Omit<CodeModel, "suppressions" | "imports"> {
  readonly imports: readonly JudgedImport[];
  /** Nothing was left out for want of stack, of which there may be more another time. */
  readonly isComplete: boolean;
}

/**
 * Builds one program for a batch of components, runs every handler, and gives plain data, group by group: what each one's
 * own files lead to, whatever else is in the batch.
 */
export function* followHandlers(
  batch: Batch,
  input: EngineInput,
): Generator<readonly [group: Component, Followed]> {
  const { files, resolver } = input;
  const all = new Map<string, number>();
  for (const [index, groups] of batch.entries())
    for (const group of groups)
      for (const file of filesOf(group)) if (files.read(file) !== null) all.set(file, index);
  const problems: Problem[] = [];
  let program: FirstPartyProgram | null = null;
  // TypeScript goes from file to file, one call within the other: chains of imports can be too long as well.
  withinStack(files.display(batch[0]?.[0]?.keys().next().value ?? ""), problems, () => {
    program = createProgram(all, files, resolver, input.noteWork);
  });
  const facts = new Map<string, FileFacts>();
  for (const group of batch.flat()) {
    yield [group, program === null ? nothing(problems.splice(0)) : followGroup(group, program, facts, input)];
  }
}

function nothing(problems: readonly Problem[]): Followed {
  return { handlers: [], constructions: [], imports: [], dynamicImports: [], problems, isComplete: false };
}

/** The handlers of one group: what they share is run once. */
function followGroup(
  group: Component,
  sources: FirstPartyProgram,
  facts: Map<string, FileFacts>,
  input: EngineInput,
): Followed {
  const { files, resolver } = input;
  const { checker, typed } = sources;
  let isComplete = true;
  const problems: Problem[] = [];
  const imports = new Map<string, FileImports>();
  const names = noNames();
  const all = filesOf(group);
  const program = {
    getSourceFile: (file: string) => (all.has(file) ? sources.program.getSourceFile(file) : undefined),
  };
  for (const file of all) {
    const source = program.getSourceFile(file);
    if (source === undefined || file.endsWith(".json")) continue;
    const known = facts.get(file) ?? factsOf(source, files.display(file));
    facts.set(file, known);
    if (known.imports !== null) imports.set(file, known.imports);
    addNames(names, known.names);
    problems.push(...known.problems);
    isComplete &&= known.isComplete;
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
  for (const entry of group.keys()) {
    const isDone = withinStack(files.display(entry), problems, () => {
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
        uses.push({
          functionId: found.functionId,
          file: found.file,
          uses: run.uses ?? new Map(),
          entered: run.callees.get(null) ?? new Set(),
        });
        input.noteWork?.({ kind: "followed", functionId: found.functionId, evaluations: run.evaluations });
        if (run.fuel < 0) problems.push(tooLarge(files.display(found.file)));
      }
    });
    isComplete &&= isDone;
  }
  const report = {
    run,
    resolver,
    imports,
    handlers: uses,
    weigher: input.weigher,
    initFiles: initFilesOf(run, run.loadsInInit, imports, resolver),
    sureFiles: initFilesOf(run, run.surelyLoads, imports, resolver),
    range: (node: TypeScript.Node) => rangeOf(node, files),
    display: (path: string) => files.display(path),
  };
  return {
    handlers,
    constructions: [...built.values()].map(({ record, functions }) =>
      toConstruction(record, [...functions].sort(), files),
    ),
    imports: reportImports(report),
    dynamicImports: reportDynamicImports(report),
    problems,
    isComplete,
  };
}

/** What is read off a file's tree, for all groups that hold it. */
interface FileFacts {
  readonly imports: FileImports | null;
  readonly names: ProgramNames;
  readonly problems: readonly Problem[];
  readonly isComplete: boolean;
}

function factsOf(source: TypeScript.SourceFile, shown: string): FileFacts {
  const names = noNames();
  const problems: Problem[] = [];
  let imports: FileImports | null = null;
  const isComplete = withinStack(shown, problems, () => {
    imports = readImports(source);
    collectNames(source, names);
  });
  const problem = syntaxProblem(source, shown);
  if (problem !== null) problems.push(problem);
  return { imports, names, problems, isComplete };
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
function withinStack(path: string, problems: Problem[], body: () => void): boolean {
  try {
    body();
    return true;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    keepNothing();
    problems.push(tooLarge(path));
    return false;
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
  run.callees.delete(null);
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

/** What third-party bindings and `import()`s are of: the first of that module, which stands for all of them. */
function importedDeclarations(
  imports: ReadonlyMap<string, FileImports>,
  resolver: FirstPartyResolver,
): ReadonlyMap<TypeScript.Node, AskedModule> {
  const declarations = new Map<TypeScript.Node, AskedModule>();
  const units = new Map<string, AskedModule>();
  const asked = new Map<string, AskedModule>();
  for (const [file, { modules, deferred }] of imports) {
    for (const one of deferred) {
      if (one.syntax !== "import") continue;
      const target = resolver.resolve(one.specifier, file) ?? one.specifier;
      const unit = asked.get(target) ?? one;
      asked.set(target, unit);
      declarations.set(one.node, unit);
    }
    for (const module of modules) {
      if (resolver.resolve(module.specifier, file) !== null) continue;
      const unit = units.get(module.specifier) ?? module;
      units.set(module.specifier, unit);
      for (const node of module.bindings.keys()) declarations.set(node, unit);
    }
  }
  return declarations;
}
