import { declareColor, declareOutputs, outputsOf } from "../cli-outputs.js";
import { loadBaseline } from "../config/load-baseline.js";
import { loadReport } from "../config/load-report.js";
import { UsageError } from "../errors.js";
import { exitCode } from "../exit-code.js";
import type { ShardedBaseline } from "../report.js";
import { type RunBaseline, updateBaseline } from "../run-baseline.js";
import { asShard, runOf, type ShardFile } from "../shard/check-shards.js";
import { mergeReports } from "../shard/merge-reports.js";
import { baselineDigest } from "../shard/sharded-run.js";
import { writeReports } from "../write-reports.js";
import type { CommandDefinition } from "./command-line.js";

export const mergeCommand: CommandDefinition = {
  name: "merge",
  description:
    "Joins the JSON reports of all shards of a run (--shard 1/n … n/n) to the report that one run would give, and ends as that run would: exit code, baseline.",
  examples: ["shard-1.json shard-2.json", "shard-1.json shard-2.json --format junit -o lint.xml"],
  declare(command) {
    command.argument("<reports...>", "JSON reports of all shards (--shard i/n --format json)");
    declareColor(declareOutputs(command).option("-q, --quiet", "show errors only"));
  },
  async run({ args, options }, process) {
    const cwd = process.cwd();
    const shards: ShardFile[] = [];
    for (const file of args) shards.push(asShard(file, await loadReport(file, cwd)));
    const run = runOf(shards);
    const reports = shards.map(({ report }) => report);
    const outputs = outputsOf(options);
    if (outputs.some(({ format }) => format === "html") && !run.modules)
      throw new UsageError("--format html draws modules; run the shards with --modules.");
    const baseline = run.baseline === null ? null : await baselineOf(run.baseline, cwd);
    const isUpdated = run.baseline?.updated === true;
    const { path, content } = baseline ?? { path: "", content: null };
    const merged = mergeReports(reports, content === null || isUpdated ? null : { path, content });
    const report = isUpdated && baseline !== null ? await updateBaseline(merged, baseline, process) : merged;
    await writeReports(
      report,
      {
        outputs,
        color: typeof options.color === "boolean" ? options.color : null,
        quiet: options.quiet === true,
        modules: run.modules,
        config: run.config,
        before: content?.functions ?? [],
      },
      process,
    );
    return exitCode(report, run);
  },
};

/** The baseline that the shards were held against. Throws UsageError when it is another one now. */
async function baselineOf({ path, content, updated }: ShardedBaseline, cwd: string): Promise<RunBaseline> {
  const baseline = { path, content: await loadBaseline(path, { cwd, mayBeMissing: updated }) };
  if (baselineDigest(baseline) === content) return baseline;
  throw new UsageError(`${path}: is another baseline than the one that the shards were held against.`);
}
