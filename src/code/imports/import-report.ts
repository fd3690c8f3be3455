import type TypeScript from "typescript";
import { byRange, type CodeRange, type TopLevelImport } from "../code-model.js";
import type { ImportUse } from "../interpreter/import-use.js";
import type { Interpreter } from "../interpreter/interpreter.js";
import type { AskedModule, FileImports, ImportedModule } from "../program/imported-modules.js";
import { type FirstPartyResolver, packageOfSpecifier } from "../project/module-resolution.js";
import { runsForDeployment } from "./deployment.js";
import { isWithinOneOf, judge, reachedFrom, unitOf, type Verdict } from "./import-verdict.js";
import { type ImportOfPackage, type PackageWeigher, savedByLazy } from "./import-weight.js";
import { isElided, isThirdParty } from "./init-files.js";
import { lazyCode, userOf } from "./lazy-code.js";

export interface HandlerUses {
  readonly functionId: string;
  readonly file: string;
  /** By the import that stands for all imports of its module. */
  readonly uses: ReadonlyMap<AskedModule, ImportUse>;
  /** Functions that an invocation begins with. */
  readonly entered: ReadonlySet<TypeScript.Node>;
}

export interface ImportReportInput {
  readonly run: Interpreter;
  readonly resolver: FirstPartyResolver;
  readonly imports: ReadonlyMap<string, FileImports>;
  readonly handlers: readonly HandlerUses[];
  readonly weigher: PackageWeigher | null;
  /** First-party files that run when a handler's file is loaded. */
  initFiles(entry: string): ReadonlySet<string>;
  /** Those of them that run whatever the environment is. */
  sureFiles(entry: string): ReadonlySet<string>;
  range(node: TypeScript.Node): CodeRange;
  display(path: string): string;
}

/** As one group of handlers has it; others may need the same import. */
export interface JudgedImport extends TopLevelImport {
  /** Whether all that these functions load in init is at hand to be weighed. */
  readonly isAllWeighed: boolean;
}

/** Imports of one module that some functions would have to make lazy together. */
interface Group {
  readonly modules: Set<ImportedModule>;
  readonly functions: Set<string>;
  verdict: Verdict;
  initBytes: number | null;
  isAllWeighed: boolean;
}

/** Third-party imports that init loads, by how the handlers use them: one entry per module and first import. */
export function reportImports(input: ImportReportInput): readonly JudgedImport[] {
  const groups = new Map<ImportedModule, Group>();
  const isWeighed = input.weigher !== null;
  const needed = new Set<ImportedModule>();
  const byFile = new Map<string, readonly ImportedModule[]>();
  const thirdPartyOf = (file: string): readonly ImportedModule[] => {
    const known = byFile.get(file) ?? thirdParty(input, file);
    byFile.set(file, known);
    return known;
  };
  for (const handler of input.handlers) {
    const initFiles = input.initFiles(handler.file);
    const sureFiles = input.sureFiles(handler.file);
    let reached: ReadonlySet<TypeScript.Node> | null = null;
    let isAllWeighed: boolean | null = null;
    let forDeployment: boolean | null = null;
    const loaded = [...initFiles].sort().flatMap(thirdPartyOf);
    for (const modules of bySpecifier(loaded).values()) {
      const [first] = modules;
      if (first === undefined) continue;
      const use = handler.uses.get(unitOf(input.run, first));
      const isReached = (node: TypeScript.Node): boolean => {
        reached ??= reachedFrom(handler.entered, input.run.callees);
        return isWithinOneOf(node, reached);
      };
      const from = {
        run: input.run,
        importsOf: (file: string) => input.imports.get(file),
        initFiles,
        sureFiles,
        isReached,
      };
      const verdict = judge(from, modules, use);
      if (verdict.use === "sometimes") {
        reached ??= reachedFrom(handler.entered, input.run.callees);
        forDeployment ??= runsForDeployment(reached);
      }
      const isAsked =
        verdict.use === "always" ||
        (verdict.use === "sometimes" && (forDeployment === true || (isWeighed && isMissingOwn(loaded))));
      if (isAsked) {
        for (const module of modules) needed.add(module);
        continue;
      }
      const group = groups.get(first) ?? {
        modules: new Set(),
        functions: new Set(),
        verdict,
        initBytes: null,
        isAllWeighed: true,
      };
      groups.set(first, group);
      for (const module of modules) group.modules.add(module);
      group.functions.add(handler.functionId);
      if (group.verdict.use === "never") group.verdict = verdict;
      if (input.weigher === null) continue;
      isAllWeighed ??= weighsAll(input, input.weigher, loaded, initFiles);
      group.isAllWeighed &&= isAllWeighed;
      // What can't be weighed may load the module too.
      if (!isAllWeighed) group.verdict = { ...group.verdict, confidence: "medium" };
      const kept = loaded.filter((one) => !modules.includes(one)).map(asImport);
      const bytes = savedByLazy(input.weigher, modules.map(asImport), [
        ...kept,
        ...loadsOf(input, initFiles),
      ]);
      group.initBytes = Math.max(group.initBytes ?? 0, bytes);
    }
  }
  for (const module of needed) {
    if (groups.has(module)) continue;
    const verdict = { use: "always", first: null, confidence: "high" } as const;
    groups.set(module, {
      modules: new Set([module]),
      functions: new Set(),
      verdict,
      initBytes: null,
      isAllWeighed: true,
    });
  }
  return [...groups].map((one) => toTopLevelImport(input, ...one)).sort((a, b) => byRange(a.range, b.range));
}

/** Whether all that init loads is at hand: a layer under `/opt`, or a package that isn't installed, is not. */
function weighsAll(
  input: ImportReportInput,
  weigher: PackageWeigher,
  loaded: readonly ImportedModule[],
  initFiles: ReadonlySet<string>,
): boolean {
  const ofLayers = [...initFiles].flatMap((file) => input.imports.get(file)?.modules ?? []);
  return (
    ofLayers.every(({ specifier }) => !specifier.startsWith("/opt/")) &&
    loaded.map(asImport).every((one) => weigher.has(one))
  );
}

/** `@/orders`, `~/orders`, `#orders`: no package can be called that, and what is the project's own may use anything. */
function isMissingOwn(loaded: readonly ImportedModule[]): boolean {
  return loaded.some(({ specifier }) => /^(@\/|~|#)/.test(specifier));
}

function bySpecifier(modules: readonly ImportedModule[]): ReadonlyMap<string, readonly ImportedModule[]> {
  const found = new Map<string, ImportedModule[]>();
  for (const module of modules) {
    const known = found.get(module.specifier);
    if (known === undefined) found.set(module.specifier, [module]);
    else known.push(module);
  }
  return found;
}

function asImport({ specifier, file, syntax }: ImportedModule): ImportOfPackage {
  return { specifier, from: file, syntax };
}

/** Packages that functions load while modules load. */
function loadsOf(input: ImportReportInput, initFiles: ReadonlySet<string>): readonly ImportOfPackage[] {
  return [...initFiles].flatMap((from) =>
    [...(input.run.loadsInInit.get(from) ?? [])]
      .filter((specifier) => isThirdParty(specifier, from, input.resolver))
      // What the file's own top level requires is judged by its uses.
      .filter((specifier) => !input.imports.get(from)?.modules.some((one) => one.specifier === specifier))
      .map((specifier) => ({ specifier, from, syntax: "require" as const })),
  );
}

function toTopLevelImport(input: ImportReportInput, module: ImportedModule, group: Group): JudgedImport {
  const { verdict } = group;
  const names = verdict.use === "always" ? undefined : input.imports.get(module.file)?.names();
  return {
    range: input.range(module.node),
    specifier: module.specifier,
    package: packageOfSpecifier(module.specifier) ?? module.specifier,
    syntax: module.syntax,
    use: verdict.use,
    firstUse: verdict.first === null ? null : input.range(verdict.first),
    usedIn: verdict.first === null ? null : userOf(verdict.first, group.modules, input.imports),
    lazyCode: names !== undefined ? lazyCode(module, names) : "",
    others: [...group.modules].filter((one) => one !== module).map((one) => input.range(one.node)),
    functions: [...group.functions].sort(),
    confidence: verdict.confidence,
    initBytes: group.initBytes,
    isAllWeighed: group.isAllWeighed,
  };
}

function thirdParty(input: ImportReportInput, file: string): readonly ImportedModule[] {
  const imports = input.imports.get(file);
  if (imports === undefined) return [];
  return imports.modules.filter(
    (module) => isThirdParty(module.specifier, file, input.resolver) && !isElided(input.run, module, imports),
  );
}
