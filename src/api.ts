import { dirname, join, resolve } from "node:path";
import { NO_CACHE, openCache } from "./cache/cache.js";
import { checkConfig, unknownRule } from "./config/check-config.js";
import { type Config, configuredPaths, type UserConfig } from "./config/config.js";
import { loadBaseline } from "./config/load-baseline.js";
import { loadConfig as loadConfigFile } from "./config/load-config.js";
import type { LoadedConfig } from "./config/loaded-config.js";
import { buildSubjects } from "./discover/build-subject.js";
import type { FoundArtifact } from "./discover/discovered.js";
import { metafileObjectSubjects } from "./discover/metafile-subject.js";
import { UsageError } from "./errors.js";
import type { Architecture } from "./function.js";
import type { Build } from "./graph/build.js";
import { discoverOptions, type LintRequest, lint as lintRequest, lintSubjects } from "./lint.js";
import type { Report } from "./report.js";
import { RULES } from "./rules/index.js";
import type { Subject } from "./subject/subject.js";

export interface LintOptions {
  /** Default: the process's. Paths in the report are relative to it. */
  readonly cwd?: string;
  /** A config as an object, a config file's path, or one loaded before; default: the nearest file upwards. */
  readonly config?: UserConfig | string | LoadedConfig;
  readonly handler?: string;
  readonly runtime?: string;
  readonly architecture?: Architecture;
  /** MB. */
  readonly memory?: number;
  /** Seconds. */
  readonly timeout?: number;
  /** Zips and folders, and ARNs, in the order in which they are unpacked. */
  readonly layers?: readonly string[];
  /** Run these rules only. */
  readonly only?: readonly string[];
  /** ISO date for rules that compare with today; default: today. */
  readonly asOf?: string;
  /** List every module in the report. */
  readonly modules?: boolean;
  /** File of accepted findings and earlier sizes; default: the config's. */
  readonly baseline?: string;
  /**
   * Keep analyses for the next run, and take those of earlier ones, in `node_modules/.cache/lambda-lint`; a report never
   * differs by it. Default: true.
   */
  readonly cache?: boolean;
}

/**
 * Lints artifacts (the config's `paths` and `functions` when none are given) and gives the report that `--format json` prints.
 * What can't be read is in `report.problems`. Throws UsageError when the config is wrong.
 */
export async function lint(paths: readonly string[], options: LintOptions = {}): Promise<Report> {
  const request = await toRequest(paths, options);
  return lintRequest(request).finally(() => request.cache?.close());
}

export interface MetafileLintOptions extends Omit<LintOptions, "layers"> {
  /** Outputs that are not on disk, by metafile key. */
  readonly contents?: ReadonlyMap<string, Uint8Array>;
}

/**
 * Lints a build from inside its bundler. `path` stands for the artifact in the report; `cwd` is the directory that
 * the metafile's keys are relative to. Throws UsageError when the config is wrong.
 */
export async function lintMetafile(
  metafile: unknown,
  path: string,
  options: MetafileLintOptions = {},
): Promise<Report> {
  const request = await toRequest([path], options);
  const contents = options.contents ?? new Map<string, Uint8Array>();
  const subjects = metafileObjectSubjects(metafile, path, {
    ...discoverOptions(request),
    projectRoot: request.cwd,
    contents,
  });
  return lintSubjects(subjects.map(found), request).finally(() => request.cache?.close());
}

/**
 * Lints a build from inside any other bundler, whose adapter tells what it has built; ids and paths are relative to
 * `cwd`. Throws UsageError when the config is wrong.
 */
export async function lintBuild(build: Build, options: Omit<LintOptions, "layers"> = {}): Promise<Report> {
  const request = await toRequest([build.path], options);
  const subjects = await buildSubjects(build, discoverOptions(request));
  return lintSubjects(subjects.map(found), request).finally(() => request.cache?.close());
}

function found(subject: Subject): FoundArtifact {
  return { id: subject.artifact.id, open: async () => subject };
}

/** The config for a run in `cwd`, checked, with its defaults. Throws UsageError. */
export async function loadConfig(config: LintOptions["config"], cwd: string): Promise<LoadedConfig> {
  if (typeof config === "object") {
    if ("toConfigFolder" in config) return config;
    return { config: checkConfig(config, "config", RULES), file: null, toConfigFolder: (path) => path };
  }
  return loadConfigFile({ cwd, rules: RULES, ...(config === undefined ? {} : { file: config }) });
}

/**
 * What is to be done, with the config found and checked. Throws UsageError.
 * @internal
 */
export async function toRequest(paths: readonly string[], options: LintOptions): Promise<LintRequest> {
  const cwd = resolve(options.cwd ?? process.cwd());
  const { config, file, toConfigFolder } = await loadConfig(options.config, cwd);
  return {
    cwd,
    paths: paths.length > 0 ? paths : configuredPaths(config),
    config,
    toConfigFolder,
    handler: options.handler ?? null,
    runtime: options.runtime ?? null,
    architecture: options.architecture ?? null,
    memory: options.memory ?? null,
    timeout: options.timeout ?? null,
    layers: options.layers ?? [],
    only: checkedRules(options.only ?? []),
    asOf: options.asOf ?? today(),
    modules: options.modules ?? false,
    shard: null,
    baseline: await readBaseline(options.baseline ?? baselineFile(config, file), cwd),
    cache: options.cache === false ? NO_CACHE : openCache(cwd, process.env),
  };
}

/** The config's own baseline file; relative to the working directory. */
export function baselineFile(config: Config, configFile: string | null): string | null {
  if (config.baseline === undefined) return null;
  return configFile === null ? config.baseline : join(dirname(configFile), config.baseline);
}

function checkedRules(ids: readonly string[]): readonly string[] {
  const unknown = ids.find((id) => !RULES.some((rule) => rule.id === id));
  if (unknown !== undefined) throw new UsageError(`only: ${unknownRule(unknown, RULES)}`);
  return ids;
}

async function readBaseline(file: string | null, cwd: string): Promise<LintRequest["baseline"]> {
  const content = file === null ? null : await loadBaseline(file, { cwd });
  return content === null || file === null ? null : { content, path: file };
}

/** ISO, in UTC: the same on every machine of a CI. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}
