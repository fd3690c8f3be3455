import type TypeScript from "typescript";
import { ts } from "../typescript.js";

export function compilerOptions(): TypeScript.CompilerOptions {
  return {
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
    target: ts.ScriptTarget.Latest,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    // Scripts keep their own scope: two files' globals are no one's imports.
    moduleDetection: ts.ModuleDetectionKind.Force,
    jsx: ts.JsxEmit.Preserve,
  };
}

/** A file's tree, with what a program notes on it for the checker. */
export function treeOf(
  path: string,
  text: string,
  options: TypeScript.CompilerOptions,
): TypeScript.SourceFile {
  const impliedNodeFormat = /\.m[jt]s$/.test(path)
    ? ts.ModuleKind.ESNext
    : /\.c[jt]s$/.test(path)
      ? ts.ModuleKind.CommonJS
      : undefined;
  const tree = ts.createSourceFile(path, text, {
    languageVersion: ts.ScriptTarget.Latest,
    impliedNodeFormat,
    setExternalModuleIndicator: ts.getSetExternalModuleIndicator(options),
    jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
  });
  return Object.assign(tree, {
    path,
    resolvedPath: path,
    originalFileName: path,
    // Asked for by what adds imports of its own (JSX, helpers) only.
    imports: [],
    moduleAugmentations: augmentations(tree),
    ambientModuleNames: [],
  });
}

/** `declare module "x"` and `declare global` of a module; in a script they declare a module of their own. */
function augmentations(tree: TypeScript.SourceFile): readonly TypeScript.ModuleName[] {
  if (!ts.isExternalModule(tree)) return [];
  return tree.statements.flatMap((one) =>
    ts.isModuleDeclaration(one) && ts.isAmbientModule(one) ? [one.name] : [],
  );
}

/**
 * A checker over exactly these trees, by path. Without a program around it: that would look for files and packages, and
 * look up each import before anybody asks.
 * @param resolve the path that an import leads to, null where it is none of these
 */
export function checkerOver(
  trees: ReadonlyMap<string, TypeScript.SourceFile>,
  resolve: (specifier: string, from: string) => string | null,
  options: TypeScript.CompilerOptions,
): TypeScript.TypeChecker {
  const files = [...trees.values()];
  const modeOf = (file: TypeScript.SourceFile, usage: TypeScript.StringLiteralLike) =>
    ts.getModeForUsageLocation(file, usage, options);
  return ts.createTypeChecker({
    getCompilerOptions: () => options,
    getCurrentDirectory: () => "/",
    getCommonSourceDirectory: () => "/",
    useCaseSensitiveFileNames: () => true,
    getSourceFiles: () => files,
    getSourceFile: (path) => trees.get(path),
    fileExists: (path) => trees.has(path),
    getResolvedModule(file, specifier) {
      const target = resolve(specifier, file.fileName);
      if (target === null) return undefined;
      const extension = /\.(d\.ts|[cm]?[jt]sx?|json)$/.exec(target)?.[0] ?? ts.Extension.Js;
      return {
        resolvedModule: { resolvedFileName: target, extension, isExternalLibraryImport: false },
      };
    },
    getModeForUsageLocation: modeOf,
    getEmitSyntaxForUsageLocation: modeOf,
    getEmitModuleFormatOfFile: (file) => ts.getEmitModuleFormatOfFileWorker(file, options),
    getImpliedNodeFormatForEmit: (file) => ts.getImpliedNodeFormatForEmitWorker(file, options),
    getDefaultResolutionModeForFile: () => undefined,
    getRedirectFromSourceFile: () => undefined,
    getRedirectFromOutput: () => undefined,
    redirectTargetsMap: new Map(),
    getFileIncludeReasons: () => new Map(),
    isSourceOfProjectReferenceRedirect: () => false,
    typesPackageExists: () => false,
    packageBundlesTypes: () => false,
    isSourceFileDefaultLibrary: () => false,
  });
}
