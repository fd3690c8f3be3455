import * as v from "valibot";
import type { CodeModel } from "../code/code-model.js";
import { codeModelShape, problemShape } from "../code/code-model-shape.js";
import type { Problem } from "../errors.js";

/** A source file (absolute path) and its size as UTF-8; 0 where it can't be read. */
export interface SourceSize {
  readonly path: string;
  readonly bytes: number;
}

/** What there is to know of source files: plain data, so that it can be kept. */
export interface SourceAnalysis {
  readonly code: CodeModel;
  /** The files that the run is about: those in the folders, or those that were named. */
  readonly files: readonly SourceSize[];
  /** Of looking for handlers. */
  readonly problems: readonly Problem[];
  /** Files were named, rather than folders. */
  readonly wereNamed: boolean;
}

const shape = v.object({
  code: codeModelShape,
  files: v.array(v.object({ path: v.string(), bytes: v.number() })),
  problems: v.array(problemShape),
  wereNamed: v.boolean(),
}) satisfies v.GenericSchema<SourceAnalysis>;

/** Null for anything else. What it is given stays as it is, the order of its keys too. */
export function parseSourceAnalysis(kept: unknown): SourceAnalysis | null {
  return v.is(shape, kept) ? kept : null;
}
