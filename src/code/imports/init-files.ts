import { builtinModules } from "node:module";
import type { Interpreter } from "../interpreter/interpreter.js";
import type { FileImports, ImportedModule } from "../program/imported-modules.js";
import type { FirstPartyResolver } from "../project/module-resolution.js";

const BUILTIN = new Set(builtinModules);

/**
 * Answers which first-party files run when a file is loaded, with what functions load meanwhile by `loads`; each
 * file's own imports are looked at once.
 */
export function initFilesOf(
  run: Interpreter,
  loads: Interpreter["loadsInInit"],
  imports: ReadonlyMap<string, FileImports>,
  resolver: FirstPartyResolver,
): (entry: string) => ReadonlySet<string> {
  const direct = new Map<string, readonly string[]>();
  const loadedBy = (file: string): readonly string[] => {
    const known = direct.get(file);
    if (known !== undefined) return known;
    const own = imports.get(file);
    const specifiers = (own?.modules ?? [])
      .filter((module) => own !== undefined && !isElided(run, module, own))
      .map((module) => module.specifier);
    const found = [...specifiers, ...(loads.get(file) ?? [])].flatMap((specifier) => {
      const target = resolver.resolve(specifier, file);
      return target === null ? [] : [target];
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
