import type { Problem } from "../errors.js";
import type { ChainStep, Confidence, Suppression } from "../finding.js";

/** Everything the code rules ask, as plain data: no syntax tree outlives `analyzeCode`. */
export interface CodeModel {
  /** Handlers that were found and followed. */
  readonly handlers: readonly CodeHandler[];
  /** Clients that are built on an invocation's path, by path, line, column. */
  readonly constructions: readonly ClientConstruction[];
  /** Third-party modules that a first-party file loads at its top level. */
  readonly imports: readonly TopLevelImport[];
  /** `import()` of modules, first-party and third-party. */
  readonly dynamicImports: readonly DynamicImport[];
  /** Suppression comments of every file that was looked at; `unused` is known after the rules ran. */
  readonly suppressions: readonly SuppressionComment[];
  readonly problems: readonly Problem[];
}

export interface CodeHandler {
  /** As asked for, or the handler's own path and export where it was found by name. */
  readonly functionId: string;
  readonly path: string;
  /** "handler", "app.handler". */
  readonly export: string;
}

/** A range in a file; lines and columns are 1-based. */
export interface CodeRange {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface ClientConstruction {
  readonly range: CodeRange;
  /** "new S3Client(…)", "createPool(…)". */
  readonly what: string;
  /** npm package of the client ("@aws-sdk/client-s3"). */
  readonly package: string;
  /** Ids of the functions whose invocations reach it. */
  readonly functions: readonly string[];
  /** From the handler to the construction, call by call. */
  readonly chain: readonly ChainStep[];
  readonly confidence: Confidence;
  /** Built once per element or turn, not once per invocation. */
  readonly inLoop: boolean;
  /** `memoise` when its arguments are only known after an await. */
  readonly fix: "hoist" | "memoise";
  /** Parameters of the function around that it is built from: one client may not do for all calls. */
  readonly parameters: readonly string[];
  /** What it is assigned to, to word the fix; null where it has no name. */
  readonly variable: string | null;
  /** Names the place without line numbers. */
  readonly key: string;
}

/** How the uses of an import stand to the invocations. */
export type UseOfImport =
  /** On every path, or needed while the module loads. */
  | "always"
  /** Only on paths that some invocations take. */
  | "sometimes"
  /** Nobody uses it. */
  | "never";

export interface TopLevelImport {
  readonly range: CodeRange;
  readonly specifier: string;
  /** npm package name. */
  readonly package: string;
  readonly syntax: "import" | "require";
  readonly use: UseOfImport;
  /** First use on a path that only some invocations take. */
  readonly firstUse: CodeRange | null;
  /** The function around it, or another that uses it and may not await; null at the top level. */
  readonly usedIn: { readonly name: string | null; readonly isAsync: boolean } | null;
  /** Loads the same names at the place of use: "const { PDFDocument } = await import(\"pdf-lib\")". */
  readonly lazyCode: string;
  /** Other imports of the same module that would have to be lazy too. */
  readonly others: readonly CodeRange[];
  /** Functions that load it and don't use it on every path. */
  readonly functions: readonly string[];
  readonly confidence: Confidence;
  /** Bytes that init would not load if it were lazy; null where an artifact's graph has to tell. */
  readonly initBytes: number | null;
}

export interface DynamicImport {
  readonly range: CodeRange;
  readonly specifier: string;
  readonly syntax: "import" | "require";
  /** npm package, null when first-party. */
  readonly package: string | null;
  /** First-party target's path, null when third-party. */
  readonly target: string | null;
  /** A static import of the same module that init runs anyway; null when there is none. */
  readonly staticImport: CodeRange | null;
  /** How the functions come by it: `never` where none was seen to, and always for a `require`. */
  readonly use: UseOfImport;
  readonly functions: readonly string[];
}

export interface SuppressionComment {
  readonly range: CodeRange;
  /** Rule ids; empty means every rule. */
  readonly rules: readonly string[];
  readonly reason: string | null;
  /** First and last line that it covers. */
  readonly from: number;
  readonly to: number;
}

/** The comment that suppresses a finding of `rule` at a place, or null. */
export function suppressionAt(
  comments: readonly SuppressionComment[],
  rule: string,
  path: string,
  line: number,
): { readonly comment: SuppressionComment; readonly suppression: Suppression } | null {
  const comment = comments.find(
    (one) =>
      one.range.path === path &&
      one.from <= line &&
      line <= one.to &&
      (one.rules.length === 0 || one.rules.includes(rule)),
  );
  return comment === undefined ? null : { comment, suppression: { by: "comment", reason: comment.reason } };
}

/** By path, line, column. */
export function byRange(a: CodeRange, b: CodeRange): number {
  return (a.path < b.path ? -1 : a.path > b.path ? 1 : 0) || a.line - b.line || a.column - b.column;
}
