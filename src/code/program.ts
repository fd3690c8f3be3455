import type TypeScript from "typescript";
import type { FirstPartyResolver } from "./module-resolution.js";
import type { SourceSet } from "./source-set.js";
import { TINY_LIB, TINY_LIB_NAME } from "./tiny-lib.js";
import { ts } from "./typescript.js";

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

/** A program over exactly these first-party files; nothing else is looked for. */
export function createProgram(
  files: ReadonlySet<string>,
  sources: SourceSet,
  resolver: FirstPartyResolver,
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
      const text = name === TINY_LIB_NAME ? TINY_LIB : sources.read(name);
      if (text === null) return undefined;
      const settings = typeof languageVersion === "object" ? languageVersion : { languageVersion };
      return ts.createSourceFile(name, text, {
        ...settings,
        jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
      });
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
        if (target === null || !files.has(target)) return { resolvedModule: undefined };
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
  return ts.createProgram({ rootNames: [TINY_LIB_NAME, ...files], options, host });
}

function extensionOf(path: string): string {
  return /\.(d\.ts|[cm]?[jt]sx?|json)$/.exec(path)?.[0] ?? ts.Extension.Js;
}
