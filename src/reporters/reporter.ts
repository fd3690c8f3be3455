import type { BaselineFunction } from "../baseline/baseline.js";
import type { Report } from "../report.js";

export interface ReporterOptions {
  readonly color: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  /** Errors and problems only. */
  readonly quiet: boolean;
  /** Path of the config file, relative to the working directory; null without one. */
  readonly config: string | null;
  /** Sizes in the baseline; empty without one. */
  readonly before: readonly BaselineFunction[];
}

/** Pure: what is to be printed, with a line end at its end, or nothing at all. */
export type Reporter = (report: Report, options: ReporterOptions) => string;
