import { resolve } from "node:path";
import { today } from "./api.js";
import { NO_CACHE, openCache } from "./cache/cache.js";
import type { CliOptions } from "./cli.js";
import { checkConfig, unknownRule } from "./config/check-config.js";
import type { Config } from "./config/config.js";
import { loadConfig } from "./config/load-config.js";
import { mergeRules } from "./config/resolve-config.js";
import { reportPath } from "./discover/report-path.js";
import { UsageError } from "./errors.js";
import { exitCode } from "./exit-code.js";
import type { LintRequest } from "./lint.js";
import type { Process } from "./main.js";
import { pathsToLint } from "./paths-to-lint.js";
import { progress } from "./progress.js";
import { RULES } from "./rules/index.js";
import { baselineOfRun, type RunBaseline, updateBaseline } from "./run-baseline.js";
import { shardedRun } from "./shard/sharded-run.js";
import { lintInThreads } from "./threads/lint-in-threads.js";
import { collectSooner } from "./v8-flags.js";
import { writeReports } from "./write-reports.js";

/** One run of the command, to its exit code; a wrong config or flag is a word on stderr and 2. */
export async function runLint(options: CliOptions, process: Process): Promise<number> {
  try {
    return await lintAndReport(options, process);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message.replace(/^/gm, "lambda-lint: ")}\n`);
    return 2;
  }
}

async function lintAndReport(options: CliOptions, process: Process): Promise<number> {
  const cwd = process.cwd();
  const loaded = await loadConfig({
    cwd,
    rules: RULES,
    ...(options.config === null ? {} : { file: options.config }),
  });
  const config = withFlags(loaded.config, options);
  if (options.printConfig) {
    process.stdout.write(`${JSON.stringify(config, null, 2)}\n`);
    return 0;
  }
  const baseline = await baselineOfRun(options, { ...loaded, config }, cwd);
  const limits = {
    failOn: options.failOn ?? config.failOn,
    maxWarnings: options.maxWarnings ?? config.maxWarnings ?? null,
  };
  const configFile = loaded.file === null ? null : reportPath(resolve(cwd, loaded.file), cwd);
  const { handler, runtime, architecture, memory, timeout, layers } = options;
  const asked = {
    config,
    handler,
    runtime,
    architecture,
    memory,
    timeout,
    layers,
    only: checkedIds(options.only),
  };
  const ends = { ...limits, config: configFile, modules: options.modules, baseline };
  const cache = options.cache ? openCache(cwd, process.env) : NO_CACHE;
  const shown = progress(process.stderr);
  let artifacts = 0;
  const request: LintRequest = {
    ...asked,
    cwd,
    paths: pathsToLint(options.paths, config, cwd, (line) => {
      if (!options.quiet) process.stderr.write(`lambda-lint: ${line}\n`);
    }),
    toConfigFolder: loaded.toConfigFolder,
    asOf: options.asOf ?? today(),
    // The HTML report draws them.
    modules: options.modules || options.outputs.some(({ format }) => format === "html"),
    shard:
      options.shard === null
        ? null
        : { ...options.shard, run: shardedRun(asked, { ...ends, updatesBaseline: options.updateBaseline }) },
    onArtifact: (path) => {
      if (++artifacts === 2) collectSooner();
      shown.step(path);
    },
    baseline: options.updateBaseline ? null : known(baseline),
    cache,
  };
  const threads = { count: options.threads, configFile: loaded.file, isCached: options.cache };
  const report = await lintInThreads(request, threads).finally(() => {
    shown.stop();
    cache.close();
  });
  // Of a shard, merge does that.
  const isUpdated = options.updateBaseline && options.shard === null;
  const accepted = isUpdated && baseline !== null ? await updateBaseline(report, baseline, process) : report;
  const before = baseline?.content?.functions ?? [];
  await writeReports(accepted, { ...options, config: configFile, before }, process);
  return exitCode(accepted, limits);
}

function known(baseline: RunBaseline | null): LintRequest["baseline"] {
  if (baseline === null || baseline.content === null) return null;
  return { path: baseline.path, content: baseline.content };
}

/** Flags win over the config, for every function. */
function withFlags(config: Config, { rules }: CliOptions): Config {
  if (Object.keys(rules).length === 0) return config;
  const flags = checkConfig({ rules }, "--rule", RULES).rules;
  return {
    ...config,
    rules: mergeRules(config.rules, flags),
    overrides: config.overrides.map((override) => ({
      ...override,
      rules: Object.fromEntries(Object.entries(override.rules).filter(([id]) => !(id in flags))),
    })),
  };
}

function checkedIds(ids: readonly string[]): readonly string[] {
  for (const id of ids) {
    if (!RULES.some((rule) => rule.id === id)) throw new UsageError(`--only: ${unknownRule(id, RULES)}`);
  }
  return ids;
}
