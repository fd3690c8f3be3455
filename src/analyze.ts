import { type LintOptions, toRequest } from "./api.js";
import { InputError } from "./errors.js";
import { lint } from "./lint.js";
import type { ReportedArtifact, ReportedFunction } from "./report.js";

/** What is known of one Lambda function: its settings, what it ships, what init loads. Sizes in bytes. */
export interface AnalyzedFunction extends Omit<ReportedFunction, "artifact" | "layers"> {
  /** With its modules; the same object for functions that share it. */
  readonly artifact: ReportedArtifact;
  /** Those whose files are known, in the order in which they are unpacked. */
  readonly layers: readonly ReportedArtifact[];
}

export type AnalyzeOptions = Omit<LintOptions, "only" | "asOf" | "modules" | "baseline">;

/**
 * The functions that a path leads to, looked at and not judged. `path` is what the command takes; of
 * sources without a build those are told whose handlers import something.
 * Throws InputError when something there can't be read, UsageError when the config is wrong.
 */
export async function analyze(
  path: string,
  options: AnalyzeOptions = {},
): Promise<readonly AnalyzedFunction[]> {
  const request = await toRequest([path], options);
  const { functions, artifacts, problems } = await lint({
    ...request,
    only: "none",
    modules: true,
    baseline: null,
  }).finally(() => request.cache?.close());
  const failed = problems.find(({ level }) => level === "error");
  if (failed !== undefined) throw new InputError(failed);
  const byId = new Map(artifacts.map((artifact) => [artifact.id, artifact]));
  return functions.flatMap(({ artifact: id, layers, ...fn }) => {
    const artifact = byId.get(id);
    return artifact === undefined
      ? []
      : [{ ...fn, artifact, layers: layers.flatMap((layer) => byId.get(layer) ?? []) }];
  });
}
