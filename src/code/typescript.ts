import type TypeScript from "typescript";
import { loadTypeScript } from "./load-typescript.js";

/** What TypeScript's own program asks for, and gives its checker: exported, but not declared. */
interface Undeclared {
  createTypeChecker(host: CheckerHost): TypeScript.TypeChecker;
  getSetExternalModuleIndicator(options: TypeScript.CompilerOptions): (file: TypeScript.SourceFile) => void;
  getEmitModuleFormatOfFileWorker(
    file: TypeScript.SourceFile,
    options: TypeScript.CompilerOptions,
  ): TypeScript.ModuleKind;
  getImpliedNodeFormatForEmitWorker(
    file: TypeScript.SourceFile,
    options: TypeScript.CompilerOptions,
  ): TypeScript.ResolutionMode;
  isAmbientModule(node: TypeScript.Node): boolean;
}

interface CheckerHost
  extends Pick<TypeScript.Program, "getCompilerOptions" | "getCurrentDirectory" | "getSourceFile"> {
  getSourceFiles(): readonly TypeScript.SourceFile[];
  getResolvedModule(
    file: TypeScript.SourceFile,
    specifier: string,
  ): { readonly resolvedModule: TypeScript.ResolvedModuleFull } | undefined;
  getModeForUsageLocation(
    file: TypeScript.SourceFile,
    usage: TypeScript.StringLiteralLike,
  ): TypeScript.ResolutionMode;
  getEmitSyntaxForUsageLocation(
    file: TypeScript.SourceFile,
    usage: TypeScript.StringLiteralLike,
  ): TypeScript.ResolutionMode;
  getEmitModuleFormatOfFile(file: TypeScript.SourceFile): TypeScript.ModuleKind;
  getImpliedNodeFormatForEmit(file: TypeScript.SourceFile): TypeScript.ResolutionMode;
  getDefaultResolutionModeForFile(file: TypeScript.SourceFile): TypeScript.ResolutionMode;
  getRedirectFromSourceFile(path: string): undefined;
  getRedirectFromOutput(path: string): undefined;
  isSourceFileDefaultLibrary(file: TypeScript.SourceFile): boolean;
  useCaseSensitiveFileNames(): boolean;
  /** The rest is for names of modules in messages. */
  readonly redirectTargetsMap: ReadonlyMap<string, readonly string[]>;
  getCommonSourceDirectory(): string;
  getFileIncludeReasons(): ReadonlyMap<string, unknown>;
  isSourceOfProjectReferenceRedirect(path: string): boolean;
  typesPackageExists(name: string): boolean;
  packageBundlesTypes(name: string): boolean;
  fileExists(path: string): boolean;
}

/** TypeScript's JavaScript API. Only files behind analyze.ts's dynamic import load this one. */
export const ts = loadTypeScript() as typeof TypeScript & Undeclared;
