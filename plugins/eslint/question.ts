import type { Finding, LintOptions } from "../../src/index.js";

/** What a rule asks the thread that lints. */
export interface Question {
  readonly cwd: string;
  readonly config: LintOptions["config"] | null;
  /** Absolute. */
  readonly path: string;
  /** As the editor has it. */
  readonly text: string;
  readonly only: readonly string[];
  /** Options by rule id. */
  readonly options: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export type Answer = { readonly findings: readonly Finding[] } | { readonly error: string };

/** What the thread is made with. */
export interface Line {
  readonly port: import("node:worker_threads").MessagePort;
  /** One integer: 1 when an answer lies in the port. */
  readonly signal: Int32Array;
}
