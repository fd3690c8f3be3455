import { builtinModules } from "node:module";
import type TypeScript from "typescript";
import type { Confidence } from "../finding.js";
import type { CodeRange, TopLevelImport, UseOfImport } from "./code-model.js";
import { type ImportOfPackage, type PackageWeigher, savedByLazy } from "./import-weight.js";
import type { FileImports, ImportedModule } from "./imported-modules.js";
import type { ImportUse, Interpreter } from "./interpreter.js";
import { type FirstPartyResolver, packageOfSpecifier } from "./module-resolution.js";

const BUILTIN = new Set(builtinModules);

export interface HandlerUses {
  readonly functionId: string;
  readonly file: string;
  readonly uses: ReadonlyMap<ImportedModule, ImportUse>;
}

export interface ImportReportInput {
  readonly run: Interpreter;
  readonly resolver: FirstPartyResolver;
  readonly imports: ReadonlyMap<string, FileImports>;
  readonly handlers: readonly HandlerUses[];
  readonly weigher: PackageWeigher | null;
  /** First-party files that run when a handler's file is loaded. */
  initFiles(entry: string): ReadonlySet<string>;
  range(node: TypeScript.Node): CodeRange;
  display(path: string): string;
}

interface Judged {
  readonly module: ImportedModule;
  use: UseOfImport;
  first: TypeScript.Node | null;
  confidence: Confidence;
  initBytes: number | null;
  readonly functions: Set<string>;
}

/** Third-party imports that init loads, by how the handlers use them. */
export function reportImports(input: ImportReportInput): readonly TopLevelImport[] {
  const judged = new Map<ImportedModule, Judged>();
  const byFile = new Map<string, readonly ImportedModule[]>();
  const thirdPartyOf = (file: string): readonly ImportedModule[] => {
    const known = byFile.get(file) ?? thirdParty(input, file);
    byFile.set(file, known);
    return known;
  };
  for (const handler of input.handlers) {
    const loaded = [...input.initFiles(handler.file)].flatMap(thirdPartyOf);
    const lazy = new Map<string, ImportedModule[]>();
    for (const module of loaded) {
      const verdict = judge(input, module, handler);
      const known = judged.get(module) ?? {
        module,
        use: "always",
        first: null,
        confidence: "high",
        initBytes: null,
        functions: new Set(),
      };
      judged.set(module, known);
      if (verdict.use === "always") continue;
      known.use = known.use === "sometimes" ? "sometimes" : verdict.use;
      known.first ??= verdict.first;
      known.confidence = verdict.confidence;
      known.functions.add(handler.functionId);
      lazy.set(module.specifier, [...(lazy.get(module.specifier) ?? []), module]);
    }
    if (input.weigher === null) continue;
    for (const group of lazy.values()) {
      const kept = loaded.filter((one) => !group.includes(one)).map(asImport);
      const bytes = savedByLazy(input.weigher, group.map(asImport), kept);
      for (const module of group) {
        const known = judged.get(module);
        if (known !== undefined) known.initBytes = Math.max(known.initBytes ?? 0, bytes);
      }
    }
  }
  return [...judged.values()]
    .map((one) => toTopLevelImport(input, one))
    .sort((a, b) => byRange(a.range, b.range));
}

function asImport({ specifier, file, syntax }: ImportedModule): ImportOfPackage {
  return { specifier, from: file, syntax };
}

function toTopLevelImport(input: ImportReportInput, one: Judged): TopLevelImport {
  const { module } = one;
  return {
    range: input.range(module.node),
    specifier: module.specifier,
    package: packageOfSpecifier(module.specifier) ?? module.specifier,
    syntax: module.syntax,
    use: one.use,
    firstUse: one.first === null ? null : input.range(one.first),
    names: [...module.bindings.values()],
    functions: [...one.functions].sort(),
    confidence: one.confidence,
    initBytes: one.initBytes,
  };
}

/** Answers which first-party files run when a file is loaded; each file's own imports are looked at once. */
export function initFilesOf(
  run: Interpreter,
  imports: ReadonlyMap<string, FileImports>,
  resolver: FirstPartyResolver,
): (entry: string) => ReadonlySet<string> {
  const direct = new Map<string, readonly string[]>();
  const loadedBy = (file: string): readonly string[] => {
    const known = direct.get(file);
    if (known !== undefined) return known;
    const own = imports.get(file);
    const found = (own?.modules ?? []).flatMap((module) => {
      const target = resolver.resolve(module.specifier, file);
      return target === null || own === undefined || isElided(run, module, own) ? [] : [target];
    });
    direct.set(file, found);
    return found;
  };
  return (entry) => {
    const seen = new Set([entry]);
    for (const file of seen) for (const target of loadedBy(file)) seen.add(target);
    return seen;
  };
}

function thirdParty(input: ImportReportInput, file: string): readonly ImportedModule[] {
  const imports = input.imports.get(file);
  if (imports === undefined) return [];
  return imports.modules.filter(
    (module) => isThirdParty(module.specifier, file, input.resolver) && !isElided(input.run, module, imports),
  );
}

export function isThirdParty(specifier: string, file: string, resolver: FirstPartyResolver): boolean {
  if (/^[./]/.test(specifier) || specifier.startsWith("node:") || BUILTIN.has(specifier)) return false;
  return resolver.resolve(specifier, file) === null;
}

/** TypeScript leaves out an import whose names no value refers to. */
export function isElided(run: Interpreter, module: ImportedModule, imports: FileImports): boolean {
  if (module.isFixed || module.syntax === "require" || !/\.[cm]?tsx?$/.test(module.file)) return false;
  for (const declaration of module.bindings.keys()) if (run.read.has(declaration)) return false;
  const { valueNames, emittedTypeNames } = imports.names();
  return !module.locals.some((name) => valueNames.has(name) || emittedTypeNames.has(name));
}

function judge(
  input: ImportReportInput,
  module: ImportedModule,
  handler: HandlerUses,
): { readonly use: UseOfImport; readonly first: TypeScript.Node | null; readonly confidence: Confidence } {
  const always = { use: "always", first: null, confidence: "high" } as const;
  const imports = input.imports.get(module.file);
  if (module.isFixed || imports === undefined || input.run.usesInInit.has(module)) return always;
  const use = handler.uses.get(module);
  if (use?.always === true) return always;
  const { valueNames, emittedTypeNames } = imports.names();
  if (module.locals.some((name) => emittedTypeNames.has(name))) return always;
  if (/\.[jt]sx$/.test(module.file) && module.locals.includes("React")) return always;
  const references = module.locals.flatMap((name) => valueNames.get(name) ?? []);
  const outside = references.filter((node) => !isWithin(node, module.node));
  if (outside.length === 0) return { use: "never", first: null, confidence: "high" };
  if (outside.some(isReExport)) return always;
  const unvisited = outside.some((node) => !input.run.visited.has(node));
  if (use === undefined) {
    // Loaded by this handler, used on no path that was followed: only sure when every use was seen elsewhere.
    if (outside.every((node) => !input.run.visited.has(node))) return always;
    return { use: "sometimes", first: outside[0] ?? null, confidence: unvisited ? "low" : "medium" };
  }
  return { use: "sometimes", first: use.node, confidence: unvisited ? "medium" : "high" };
}

function isWithin(node: TypeScript.Node, ancestor: TypeScript.Node): boolean {
  return node.pos >= ancestor.pos && node.end <= ancestor.end;
}

function isReExport(node: TypeScript.Node): boolean {
  const text = node.parent.getText();
  return node.parent.kind === node.parent.parent?.kind
    ? false
    : /^\s*(type\s+)?[\w$]+(\s+as\s+[\w$]+)?$/.test(text) &&
        /^export\b/.test(node.parent.parent?.parent?.getText() ?? "");
}

export function byRange(a: CodeRange, b: CodeRange): number {
  return (a.path < b.path ? -1 : a.path > b.path ? 1 : 0) || a.line - b.line || a.column - b.column;
}
