import { assembleReport, type Found, joined, reportedRules } from "./assemble-report.js";
import type { Baseline } from "./baseline/baseline.js";
import { type Cache, NO_CACHE } from "./cache/cache.js";
import { checkRules } from "./check-rules.js";
import type { CodeModel } from "./code/code-model.js";
import type { Config } from "./config/config.js";
import { discover } from "./discover/discover.js";
import { type Discovered, type DiscoverOptions, NO_LAYERS } from "./discover/discovered.js";
import { openFound } from "./discover/open-found.js";
import type { Architecture } from "./function.js";
import { forgetSources } from "./graph/last-large.js";
import { type Part, WHOLE } from "./part.js";
import type { Report } from "./report.js";
import { reportSubject } from "./report-subject.js";
import { isOn, RULES } from "./rules/index.js";
import { type Shard, ShardPart } from "./shard/shard-part.js";
import type { Subject } from "./subject/subject.js";

/** What one run is asked to do; everything is decided, nothing is looked up any more. */
export interface LintRequest {
  /** Absolute. Paths in the report are relative to it. */
  readonly cwd: string;
  readonly paths: readonly string[];
  readonly config: Config;
  /** A path of the report as the config's globs mean it. */
  readonly toConfigFolder: (path: string) => string;
  readonly handler: string | null;
  readonly runtime: string | null;
  readonly architecture: Architecture | null;
  /** MB. */
  readonly memory: number | null;
  /** Seconds. */
  readonly timeout: number | null;
  /** Zips and folders, relative to `cwd`, and ARNs. */
  readonly layers: readonly string[];
  /** Run these rules only; empty: all. "none": look, and judge nothing. */
  readonly only: readonly string[] | "none";
  /** ISO date for rules that compare with today. */
  readonly asOf: string;
  /** List every module in the report. */
  readonly modules: boolean;
  /** What was accepted and measured before, and the file that says so; null without one. */
  readonly baseline: { readonly content: Baseline; readonly path: string } | null;
  /** Look at a part of the artifacts only, the others being looked at elsewhere; null: at all. */
  readonly shard: Shard | null;
  /** Told which artifact is being looked at. */
  readonly onArtifact?: (path: string) => void;
  /** What earlier runs found out; whoever opened it closes it. Default: nothing is kept. */
  readonly cache?: Cache;
}

/**
 * Lints the inputs and says what was found. What can't be read is in `problems`, never thrown.
 */
export async function lint(request: LintRequest): Promise<Report> {
  return lintSubjects(discoverRequest(request), request);
}

/** The part of a request that says what is looked at. */
export type DiscoverRequest = Pick<
  LintRequest,
  | "cwd"
  | "paths"
  | "config"
  | "handler"
  | "runtime"
  | "architecture"
  | "memory"
  | "timeout"
  | "layers"
  | "cache"
>;

/** What the paths of a request lead to. */
export function discoverRequest(request: DiscoverRequest): AsyncGenerator<Discovered> {
  const described = { layers: request.layers, functions: request.config.functions };
  return discover(request.paths, discoverOptions(request), described);
}

/** What discovery needs to know of a run. */
export function discoverOptions({
  cwd,
  handler,
  runtime,
  architecture,
  memory,
  timeout,
  config,
  cache = NO_CACHE,
}: Omit<DiscoverRequest, "paths" | "layers">): DiscoverOptions {
  const clients = config.clients.map(({ module, export: name, kind }) => ({
    from: module,
    export: name,
    how: kind,
  }));
  return { cwd, handler, runtime, architecture, memory, timeout, layers: NO_LAYERS, clients, cache };
}

/** The same for what was discovered already: a bundler knows what it built. */
export async function lintSubjects(
  discovered: Iterable<Discovered> | AsyncIterable<Discovered>,
  request: LintRequest,
): Promise<Report> {
  return reportOf(request, (part) => lintPart(discovered, request, part));
}

/** The report of what `look` finds in the part of the artifacts that the request asks for. */
export async function reportOf(request: LintRequest, look: (part: Part) => Promise<Found>): Promise<Report> {
  const { asOf, baseline } = request;
  const shard = request.shard === null ? null : new ShardPart(request.shard);
  const found = await look(shard ?? WHOLE);
  return assembleReport(found, {
    ...{ asOf, baseline, rules: reportedRules(request) },
    shard: shard === null ? null : shard.reported(),
  });
}

/** What is found in a part of what was discovered. */
export async function lintPart(
  discovered: Iterable<Discovered> | AsyncIterable<Discovered>,
  request: LintRequest,
  part: Part,
): Promise<Found> {
  const found: Found[] = [];
  for await (const one of openFound(discovered, part)) {
    if ("problem" in one) {
      found.push({ ...NOTHING, problems: [one.problem] });
      continue;
    }
    request.onArtifact?.(one.subject.artifact.path);
    found.push(await lintSubject(one.subject, request));
  }
  return joined(found);
}

const NOTHING: Found = { artifacts: [], functions: [], budgets: [], findings: [], problems: [] };

/** Looks at one artifact, and lets go of it. */
async function lintSubject(subject: Subject, request: LintRequest): Promise<Found> {
  try {
    const rules = RULES.filter((rule) => isOn(rule, request));
    const wantsGraph = request.modules || rules.some((rule) => rule.looksAt !== "sizes");
    const sizes = await reportSubject(subject, { ...request, wantsGraph });
    const findings = await checkRules(subject, sizes, rules, request);
    const graph = wantsGraph ? await subject.graph() : null;
    const isKnown = subject.artifact.kind === "source";
    const code = isKnown || rules.some((rule) => rule.looksAt === "code") ? await subject.code() : null;
    const problems = [...subject.problems, ...(graph?.problems ?? []), ...(code?.problems ?? [])];
    const functions = [];
    for (const fn of sizes.functions)
      functions.push({ ...fn, source: await handlerSource(subject, fn.id, code) });
    // What computes retained sizes holds on to the whole subject: no part of what stays.
    const { artifact, budgets } = sizes;
    return { artifacts: [artifact], budgets, functions, findings, problems };
  } finally {
    await subject.artifact.close();
    forgetSources();
  }
}

/** Path of a handler's file on disk, the original's where a map tells; null where it lies in an archive only. */
async function handlerSource(
  subject: Subject,
  functionId: string,
  code: CodeModel | null,
): Promise<string | null> {
  const { artifact, functions } = subject;
  const followed = code?.handlers.find((handler) => handler.functionId === functionId);
  const isOnDisk = artifact.kind === "source" || !artifact.files.has(followed?.path ?? "");
  if (followed !== undefined && isOnDisk) return followed.path;
  const module = functions.find(({ id }) => id === functionId)?.handlerModule ?? null;
  const source = module === null ? null : await subject.source(module);
  return source === null || source.inside !== null ? null : source.path;
}
