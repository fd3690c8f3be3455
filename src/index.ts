export { type AnalyzedFunction, type AnalyzeOptions, analyze } from "./analyze.js";
export {
  type LintOptions,
  lint,
  lintBuild,
  lintMetafile,
  loadConfig,
  type MetafileLintOptions,
} from "./api.js";
export type { Artifact, InputKind } from "./artifact/artifact.js";
export type { UserConfig } from "./config/config.js";
export { defineConfig } from "./config/define-config.js";
export type { LoadedConfig } from "./config/loaded-config.js";
export { InputError, type Problem, UsageError } from "./errors.js";
export {
  type ChainStep,
  type Confidence,
  type Finding,
  type Location,
  type Saved,
  type Severity,
  type Suppression,
  severityRank,
} from "./finding.js";
export type { Architecture } from "./function.js";
export type {
  Build,
  BuiltImport,
  BuiltModule,
  BuiltOutput,
  OutputImport,
  RenderedModule,
} from "./graph/build.js";
export type {
  BudgetResult,
  BudgetType,
  InitSize,
  Report,
  ReportedArtifact,
  ReportedFunction,
  ReportedModule,
  ReportedPackage,
  ReportedRule,
  Summary,
} from "./report.js";
export { reportTable } from "./reporters/table.js";
export { type RuleOptions, SourceLinter, type SourceLintOptions } from "./source-linter.js";
