import type TypeScript from "typescript";
import { byRange, type CodeRange, type DynamicImport, type UseOfImport } from "../code-model.js";
import { joinUse } from "../join-followed.js";
import type { ImportedModule } from "../program/imported-modules.js";
import { packageOfSpecifier } from "../project/module-resolution.js";
import type { ImportReportInput } from "./import-report.js";
import { isOfMost } from "./import-verdict.js";
import { isElided, isThirdParty } from "./init-files.js";

const SMALL = 20_000;

/** `import()` of modules that init loads anyway, with the static import that does. */
export function reportDynamicImports(input: ImportReportInput): readonly DynamicImport[] {
  if ([...input.imports.values()].every(({ deferred }) => deferred.length === 0)) return [];
  const found = new Map<
    TypeScript.Node,
    Omit<DynamicImport, "staticImport" | "use"> & {
      readonly functions: string[];
      staticImport: CodeRange | null;
      use: UseOfImport;
    }
  >();
  const named = new Map<string, TypeScript.Node>();
  for (const handler of input.handlers) {
    const loaded = input.initFiles(handler.file);
    const statics = new Map<string, ImportedModule>();
    for (const file of loaded) {
      const imports = input.imports.get(file);
      for (const module of imports?.modules ?? []) {
        if (imports === undefined || isElided(input.run, module, imports)) continue;
        const key = input.resolver.resolve(module.specifier, file) ?? module.specifier;
        if (!statics.has(key)) statics.set(key, module);
      }
    }
    for (const file of reachableFiles(input, handler.file)) {
      for (const deferred of input.imports.get(file)?.deferred ?? []) {
        const target = input.resolver.resolve(deferred.specifier, file);
        if (target === null && !isThirdParty(deferred.specifier, file, input.resolver)) continue;
        // What runs in init defers nothing to begin with, and a cycle can only be broken this way.
        const isStatic = input.imports.get(file)?.modules.some((one) => one.specifier === deferred.specifier);
        const runsInInit = input.run.loadsInInit.get(file)?.has(deferred.specifier) === true;
        if (runsInInit && isStatic !== true) continue;
        if (target !== null && input.initFiles(target).has(file)) continue;
        const loadedBy = statics.get(target ?? deferred.specifier) ?? null;
        if (deferred.syntax === "require" && target !== null && isSmall(input, target)) continue;
        // The first of several in one file says it for all; to `require` in functions is a habit of whole projects.
        const within = deferred.syntax === "require" ? "" : file;
        const name = `${within}\n${target ?? deferred.specifier}\n${loadedBy === null ? deferred.node.pos : ""}`;
        const first = named.get(name);
        if (first !== undefined && first !== deferred.node) continue;
        const use = useOf(input, handler, deferred.node);
        const known = found.get(deferred.node);
        if (known !== undefined) {
          known.functions.push(handler.functionId);
          known.use = joinUse(known.use, use);
          // Where one of the functions that share it has no other import, it defers there.
          if (loadedBy === null) known.staticImport = null;
          continue;
        }
        found.set(deferred.node, {
          range: input.range(deferred.node),
          specifier: deferred.specifier,
          syntax: deferred.syntax,
          package: target === null ? packageOfSpecifier(deferred.specifier) : null,
          target: target === null ? null : input.display(target),
          staticImport: loadedBy === null ? null : input.range(loadedBy.node),
          use,
          functions: [handler.functionId],
        });
        named.set(name, deferred.node);
      }
    }
  }
  return [...found.values()].sort((a, b) => byRange(a.range, b.range));
}

function useOf(
  { run }: ImportReportInput,
  { uses }: ImportReportInput["handlers"][number],
  node: TypeScript.Node,
): UseOfImport {
  const unit = run.imported.get(node);
  const use = unit === undefined ? undefined : uses.get(unit);
  if (use === undefined) return "never";
  return isOfMost(use) ? "always" : "sometimes";
}

/** `require` within a function is a habit in CommonJS: of a small first-party file it is not worth a word. */
function isSmall(input: ImportReportInput, target: string): boolean {
  const text = input.run.program.getSourceFile(target)?.text;
  // Constants are not even in the program.
  return text === undefined || text.length < SMALL;
}

function reachableFiles(input: ImportReportInput, entry: string): ReadonlySet<string> {
  const seen = new Set([entry]);
  for (const file of seen) {
    const imports = input.imports.get(file);
    for (const { specifier } of [...(imports?.modules ?? []), ...(imports?.deferred ?? [])]) {
      const target = input.resolver.resolve(specifier, file);
      if (target !== null) seen.add(target);
    }
  }
  return seen;
}
