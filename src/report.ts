import type { InputKind } from "./artifact/artifact.js";
import type { Problem } from "./errors.js";
import type { Finding, Severity } from "./finding.js";
import type { Architecture } from "./function.js";

/**
 * What a run found: the contract behind `--format json`. People's scripts depend on it; a change of shape
 * raises `schemaVersion`. Sizes in bytes, paths POSIX and relative to the working directory.
 */
export interface Report {
  readonly schemaVersion: 1;
  readonly tool: { readonly name: "lambda-lint"; readonly version: string };
  /** The day that dated rules used (ISO). */
  readonly asOf: string;
  /** Only with `--shard`: which part of a run it is, and what `lambda-lint merge` needs to join the parts. */
  readonly shard?: ReportedShard;
  /** The rules that ran. */
  readonly rules: readonly ReportedRule[];
  readonly artifacts: readonly ReportedArtifact[];
  readonly functions: readonly ReportedFunction[];
  readonly budgets: readonly BudgetResult[];
  readonly findings: readonly Finding[];
  readonly problems: readonly Problem[];
  readonly summary: Summary;
}

export interface ReportedShard {
  /** 1-based. */
  readonly index: number;
  readonly count: number;
  /** Digest of the ids of all artifacts of the run, this shard's and the others': shards of one run agree. */
  readonly artifacts: string;
  /** The functions' full ids by the ids that they have here: a name that is unique in a shard need not be in the run. */
  readonly functionIds: Readonly<Record<string, string>>;
  readonly run: ShardedRun;
}

/** What the run was asked for and how it ends; the same in all of its shards. */
export interface ShardedRun {
  /** Digest of the config and of the flags that bear on what is found. */
  readonly request: string;
  /** Path of the config file; null without one. */
  readonly config: string | null;
  readonly modules: boolean;
  readonly failOn: Severity;
  readonly maxWarnings: number | null;
  readonly baseline: ShardedBaseline | null;
}

export interface ShardedBaseline {
  readonly path: string;
  /** Digest of what it holds; null where it is yet to be written. */
  readonly content: string | null;
  /** Does the run accept what it finds? */
  readonly updated: boolean;
}

export interface ReportedRule {
  readonly id: string;
  readonly severity: Severity;
  readonly summary: string;
  readonly why: string;
  /** Markdown: why, a bad and a good example. */
  readonly help: string;
  readonly docs: readonly string[];
}

export interface ReportedArtifact {
  readonly id: string;
  readonly path: string;
  readonly kind: InputKind;
  readonly role: "function" | "layer";
  readonly files: number;
  /** Size of the zip; null where unknown. */
  readonly zippedBytes: number | null;
  /** = ownBytes + unattributedBytes + Σ packages.bytes, to the byte. */
  readonly unzippedBytes: number;
  readonly ownBytes: number;
  readonly unattributedBytes: number;
  readonly packages: readonly ReportedPackage[];
  /** Only with `--modules`. */
  readonly modules?: readonly ReportedModule[];
}

export interface ReportedPackage {
  readonly id: string;
  readonly name: string;
  readonly version: string | null;
  readonly path: string;
  readonly files: number;
  readonly bytes: number;
  readonly zippedBytes: number | null;
  /** Bytes that would leave with it; null where unknown. Never add two of them up. */
  readonly retainedBytes: number | null;
  readonly requestedBy: readonly string[];
}

export interface ReportedModule {
  readonly path: string;
  readonly bytes: number;
  /** Bytes that would leave with it alone. Never add two of them up. */
  readonly retainedBytes: number;
  readonly package: string | null;
  /** `init`: loaded before the first invocation; `lazy`: by import() or a require inside a function. */
  readonly loaded: "init" | "lazy" | "unreached" | null;
  /** Path of the module through which the shortest way from a handler leads; null for handlers and what none reaches. */
  readonly importedBy: string | null;
}

export interface ReportedFunction {
  readonly id: string;
  readonly name: string;
  readonly template: string | null;
  /** What CDK calls it ("Shop/Orders"); null where the template says none. */
  readonly constructPath: string | null;
  readonly artifact: string;
  readonly layers: readonly string[];
  readonly totalUnzippedBytes: number;
  readonly handler: string | null;
  /** The handler's file on disk, the original's where a source map tells; null where it lies in an archive only. */
  readonly source: string | null;
  readonly runtime: string | null;
  readonly architecture: Architecture | null;
  readonly memory: number | null;
  readonly timeout: number | null;
  /** What runs before the first invocation; null where not computable. */
  readonly init: InitSize | null;
}

export interface InitSize {
  readonly modules: number;
  readonly bytes: number;
  /** Bytes by package id. */
  readonly packages: Readonly<Record<string, number>>;
}

export type BudgetType = "total" | "zip" | "init" | "package";

export interface BudgetResult {
  /** Function id. */
  readonly function: string;
  readonly type: BudgetType;
  /** Of a package budget: the glob of packages; else null. */
  readonly name: string | null;
  /** Bytes; null where it can't be computed (init of a graph without timing). */
  readonly actual: number | null;
  /** True for the zip size of what is no zip yet (by deflating), and for shares of minified output without a source map. */
  readonly estimated: boolean;
  readonly maximumWarning: number | null;
  readonly maximumError: number | null;
  /** Bytes in the baseline, where the budget limits the increase; else null. */
  readonly baseline: number | null;
  /** The config's own words about this budget. */
  readonly message: string | null;
  readonly status: "ok" | "warning" | "error" | "unknown";
}

export interface Summary {
  readonly functions: number;
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
  readonly suppressed: number;
  readonly problems: number;
}
