import type TypeScript from "typescript";
import type { FirstPartyResolver } from "../project/module-resolution.js";
import type { SourceSet } from "../project/source-set.js";
import { ts } from "../typescript.js";
import type { NoteWork } from "../work.js";
import { TINY_LIB, TINY_LIB_NAME } from "./tiny-lib.js";

const OPTIONS: TypeScript.CompilerOptions = {
  noLib: true,
  allowJs: true,
  checkJs: false,
  types: [],
  noEmit: true,
  skipLibCheck: true,
  resolveJsonModule: true,
  experimentalDecorators: true,
  esModuleInterop: true,
  maxNodeModuleJsDepth: 0,
};

const FEW_FILES = 40;

export interface FirstPartyProgram {
  readonly program: TypeScript.Program;
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
  const trees = new Map<string, TypeScript.SourceFile>();
  // A large program will ask for types somewhere, and then a second one costs more than the lib.
  const hasLib = files.size > FEW_FILES;
  const program = programOver(
    hasLib ? [TINY_LIB_NAME, ...files.keys()] : [...files.keys()],
    files,
    sources,
    resolver,
    trees,
    noteWork,
  );
  const checker = program.getTypeChecker();
  let typed: TypeScript.TypeChecker | null = hasLib ? checker : null;
  return {
    program,
    checker,
    typed() {
      typed ??= programOver(
        [TINY_LIB_NAME, ...files.keys()],
        files,
        sources,
        resolver,
        trees,
        noteWork,
      ).getTypeChecker();
      return typed;
    },
  };
}

function programOver(
  rootNames: readonly string[],
  files: ReadonlyMap<string, number>,
  sources: SourceSet,
  resolver: FirstPartyResolver,
  trees: Map<string, TypeScript.SourceFile>,
  noteWork: NoteWork | undefined,
): TypeScript.Program {
  const options: TypeScript.CompilerOptions = {
    ...OPTIONS,
    target: ts.ScriptTarget.Latest,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    // Scripts keep their own scope: two files' globals are no one's imports.
    moduleDetection: ts.ModuleDetectionKind.Force,
    jsx: ts.JsxEmit.Preserve,
  };
  const host: TypeScript.CompilerHost = {
    getSourceFile(name, languageVersion) {
      const known = trees.get(name);
      if (known !== undefined) return known;
      const text = name === TINY_LIB_NAME ? TINY_LIB : files.has(name) ? sources.read(name) : null;
      if (text === null) return undefined;
      const settings = typeof languageVersion === "object" ? languageVersion : { languageVersion };
      const jsDocParsingMode = ts.JSDocParsingMode.ParseNone;
      const tree = ts.createSourceFile(name, text, { ...settings, jsDocParsingMode });
      trees.set(name, tree);
      if (name !== TINY_LIB_NAME) noteWork?.({ kind: "parsed", path: name });
      return tree;
    },
    getDefaultLibFileName: () => TINY_LIB_NAME,
    writeFile: () => {},
    getCurrentDirectory: () => "/",
    getCanonicalFileName: (name) => name,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => "\n",
    fileExists: (name) => name === TINY_LIB_NAME || files.has(name),
    readFile: (name) => sources.read(name) ?? undefined,
    directoryExists: () => false,
    getDirectories: () => [],
    resolveModuleNameLiterals: (literals, from) =>
      literals.map((literal) => {
        const target = resolver.resolve(literal.text, from);
        const component = target === null ? undefined : files.get(target);
        if (target === null || component === undefined || component !== files.get(from)) {
          return { resolvedModule: undefined };
        }
        return {
          resolvedModule: {
            resolvedFileName: target,
            extension: extensionOf(target),
            isExternalLibraryImport: false,
          },
        };
      }),
    resolveTypeReferenceDirectiveReferences: (references) =>
      references.map(() => ({ resolvedTypeReferenceDirective: undefined })),
  };
  return ts.createProgram({ rootNames, options, host });
}

function extensionOf(path: string): string {
  return /\.(d\.ts|[cm]?[jt]sx?|json)$/.exec(path)?.[0] ?? ts.Extension.Js;
}
