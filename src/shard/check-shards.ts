import { UsageError } from "../errors.js";
import type { Report, ReportedShard, ShardedRun } from "../report.js";
import { VERSION } from "../version.js";

/** A shard's report and the file that it was read from. */
export interface ShardFile {
  readonly file: string;
  readonly report: Report & { readonly shard: ReportedShard };
}

/** The reports as shards; throws UsageError for the report of a whole run. */
export function asShard(file: string, report: Report): ShardFile {
  const { shard } = report;
  if (shard !== undefined) return { file, report: { ...report, shard } };
  throw new UsageError(
    `${file}: is the report of a whole run, not of a shard; expected what lambda-lint --shard i/n --format json writes.`,
  );
}

/** The run that the files are the shards of; throws UsageError where they aren't, all of them and each once. */
export function runOf(files: readonly ShardFile[]): ShardedRun {
  const [first, ...others] = files;
  if (first === undefined) throw new UsageError("merge: no reports were named.");
  if (first.report.tool.version !== VERSION) {
    throw new UsageError(
      `${first.file}: was written by version ${first.report.tool.version}, this is ${VERSION}; merge with the version that the shards ran with.`,
    );
  }
  for (const other of others) {
    const difference = differenceOf(first.report, other.report);
    if (difference !== null) throw new UsageError(`${other.file} and ${first.file}: ${difference}`);
  }
  checkComplete(files, first.report.shard.count);
  return first.report.shard.run;
}

function differenceOf(a: ShardFile["report"], b: ShardFile["report"]): string | null {
  if (a.tool.version !== b.tool.version) {
    return `were written by versions ${b.tool.version} and ${a.tool.version}; run all shards with one.`;
  }
  if (a.shard.count !== b.shard.count) {
    return `are of ${b.shard.count} and of ${a.shard.count} shards; expected shards of one run.`;
  }
  if (a.asOf !== b.asOf) {
    return `are of ${b.asOf} and of ${a.asOf}; give all shards the same --as-of.`;
  }
  if (JSON.stringify(a.shard.run) !== JSON.stringify(b.shard.run)) {
    return "ran with different configs, flags or baselines; give all shards the same.";
  }
  if (a.shard.artifacts !== b.shard.artifacts) {
    return "found different artifacts; give all shards the same paths and the same build.";
  }
  return null;
}

function checkComplete(files: readonly ShardFile[], count: number): void {
  const known = new Map<number, string>();
  for (const { file, report } of files) {
    const { index } = report.shard;
    const before = known.get(index);
    if (before !== undefined) {
      throw new UsageError(`${before} and ${file}: are both of shard ${index}/${count}; name each once.`);
    }
    known.set(index, file);
  }
  const missing = Array.from({ length: count }, (_, index) => index + 1).filter((index) => !known.has(index));
  if (missing.length === 0) return;
  const names = missing.map((index) => `${index}/${count}`).join(", ");
  throw new UsageError(
    `merge: the report of shard ${names} is missing; name those of all ${count} shards. Did each job finish?`,
  );
}
