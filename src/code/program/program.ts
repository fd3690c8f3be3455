import type TypeScript from "typescript";
import type { FirstPartyResolver } from "../project/module-resolution.js";
import type { SourceSet } from "../project/source-set.js";
import type { NoteWork } from "../work.js";
import { checkerOver, compilerOptions, treeOf } from "./checker.js";
import { TINY_LIB, TINY_LIB_NAME } from "./tiny-lib.js";

const FEW_FILES = 40;

export interface FirstPartyProgram {
  readonly program: Pick<TypeScript.Program, "getSourceFile">;
  /** Scopes and symbols, without a lib: what names mean. */
  readonly checker: TypeScript.TypeChecker;
  /** Types through a tiny lib of our own, over the same trees. Made when first asked for: few runs need it. */
  typed(): TypeScript.TypeChecker;
}

/**
 * A program over exactly these first-party files; nothing else is looked for. Files of different components (their
 * numbers, by file) are as if the others weren't there.
 */
export function createProgram(
  files: ReadonlyMap<string, number>,
  sources: SourceSet,
  resolver: FirstPartyResolver,
  noteWork?: NoteWork,
): FirstPartyProgram {
  const options = compilerOptions();
  const trees = new Map<string, TypeScript.SourceFile>();
  for (const file of files.keys()) {
    const text = sources.read(file);
    if (text === null) continue;
    trees.set(file, treeOf(file, text, options));
    noteWork?.({ kind: "parsed", path: file });
  }
  const resolve = (specifier: string, from: string): string | null => {
    const target = resolver.resolve(specifier, from);
    const component = target === null ? undefined : files.get(target);
    return component !== undefined && component === files.get(from) ? target : null;
  };
  const withLib = (): TypeScript.TypeChecker => {
    const lib = treeOf(TINY_LIB_NAME, TINY_LIB, options);
    return checkerOver(new Map([[TINY_LIB_NAME, lib], ...trees]), resolve, options);
  };
  // A large program will ask for types somewhere, and then a second one costs more than the lib.
  const hasLib = files.size > FEW_FILES;
  const checker = hasLib ? withLib() : checkerOver(trees, resolve, options);
  let typed: TypeScript.TypeChecker | null = hasLib ? checker : null;
  return {
    program: { getSourceFile: (name) => trees.get(name) },
    checker,
    typed() {
      typed ??= withLib();
      return typed;
    },
  };
}
