import { deflateRawSync } from "node:zlib";
import type { Artifact } from "./artifact/artifact.js";
import { evaluateBudgets } from "./config/budgets.js";
import type { Config } from "./config/config.js";
import { resolveConfig } from "./config/resolve-config.js";
import { isToolsOwn, type LambdaFunction } from "./function.js";
import { retainedBySingle } from "./graph/dominators.js";
import { importers } from "./graph/import-chain.js";
import { initSize } from "./graph/init-size.js";
import type { ModuleGraph } from "./graph/module-graph.js";
import { fromModules, initModules, reachable } from "./graph/reachability.js";
import type { LintRequest } from "./lint.js";
import type { BudgetResult, ReportedArtifact, ReportedFunction, ReportedModule } from "./report.js";
import { type Retention, retention } from "./subject/retained-size.js";
import type { Subject } from "./subject/subject.js";

/** The sizes of one subject, as the report shows them. */
export interface SubjectSizes {
  readonly artifact: ReportedArtifact;
  readonly functions: readonly Omit<ReportedFunction, "source">[];
  readonly budgets: readonly BudgetResult[];
  readonly retention: Retention;
}

/**
 * `wantsGraph` is false for a run that only compares sizes: nothing is parsed then, and what init loads and what
 * packages retain stays null (a budget on init still asks for it).
 */
export async function reportSubject(
  subject: Subject,
  request: Pick<LintRequest, "config" | "modules" | "baseline"> & { readonly wantsGraph: boolean },
): Promise<SubjectSizes> {
  const kept = retention(subject);
  const wantsGraph = request.wantsGraph || request.modules || hasInitBudget(subject, request.config);
  const graph = wantsGraph ? await subject.graph() : null;
  const functions = subject.functions.map((fn) => reportFunction(fn, subject, graph));
  return {
    artifact: await reportArtifact(subject, wantsGraph ? kept : null, request.modules ? graph : null),
    functions,
    budgets: await reportBudgets(subject, functions, request),
    retention: kept,
  };
}

function hasInitBudget(subject: Subject, config: Config): boolean {
  return subject.functions.some(
    (fn) => !isToolsOwn(fn) && resolveConfig(config, fn).budgets.some(({ type }) => type === "init"),
  );
}

async function reportArtifact(
  { artifact, attribution }: Subject,
  kept: Retention | null,
  graph: ModuleGraph | null,
): Promise<ReportedArtifact> {
  const packages = [];
  for (const pkg of attribution.packages) {
    const { id, name, version, path, files, bytes, zippedBytes, requestedBy } = pkg;
    const retainedBytes = kept === null ? null : await kept.ofPackage(id);
    packages.push({ id, name, version, path, files, bytes, zippedBytes, retainedBytes, requestedBy });
  }
  return {
    id: artifact.id,
    path: artifact.path,
    kind: artifact.kind,
    role: artifact.role,
    files: artifact.files.size,
    zippedBytes: artifact.zipBytes,
    unzippedBytes: attribution.unzippedBytes,
    ownBytes: attribution.ownBytes,
    unattributedBytes: attribution.unattributedBytes,
    packages,
    ...(graph === null ? {} : { modules: reportModules(graph) }),
  };
}

function reportModules(graph: ModuleGraph): ReportedModule[] {
  const init = initModules(graph);
  const atRest = fromModules(graph, "all");
  const reached = reachable(atRest);
  const retained = retainedBySingle(atRest);
  const from = importers(graph);
  const pathOf = (index: number | null) => (index === null ? null : (graph.modules[index]?.path ?? null));
  return graph.modules.map((module, index) => ({
    path: module.path,
    bytes: module.bytes,
    retainedBytes: retained[index] ?? 0,
    package: module.packageId,
    loaded: !graph.initKnown ? null : init.has(index) ? "init" : reached[index] === 1 ? "lazy" : "unreached",
    importedBy: pathOf(from[index] ?? null),
  }));
}

function reportFunction(
  fn: LambdaFunction,
  { attribution, layerBytes }: Subject,
  graph: ModuleGraph | null,
): Omit<ReportedFunction, "source"> {
  const bytesOfLayers = fn.layerIds.reduce((sum, id) => sum + (layerBytes.get(id) ?? 0), 0);
  return {
    id: fn.id,
    name: fn.name,
    template: fn.template,
    // The function itself is what CDK calls the "Resource" of the construct that people wrote.
    constructPath: fn.settings?.constructPath?.replace(/\/Resource$/, "") ?? null,
    artifact: fn.artifactId,
    layers: fn.layerIds,
    totalUnzippedBytes: attribution.unzippedBytes + bytesOfLayers,
    handler: fn.handler,
    runtime: fn.runtime,
    architecture: fn.architecture,
    memory: fn.memory,
    timeout: fn.timeout,
    init: graph === null ? null : initSize(graph, fn.id),
  };
}

async function reportBudgets(
  subject: Subject,
  functions: SubjectSizes["functions"],
  { config, baseline }: Pick<LintRequest, "config" | "baseline">,
): Promise<BudgetResult[]> {
  const results: BudgetResult[] = [];
  const known = baseline?.content.functions ?? [];
  let zip: { readonly bytes: number; readonly estimated: boolean } | null | undefined;
  const helpers = new Set(subject.functions.filter(isToolsOwn).map(({ id }) => id));
  for (const fn of functions) {
    if (helpers.has(fn.id)) continue;
    const { budgets } = resolveConfig(config, fn);
    if (zip === undefined && budgets.some((budget) => budget.type === "zip"))
      zip = await zipSize(subject.artifact);
    results.push(
      ...evaluateBudgets(budgets, {
        id: fn.id,
        name: fn.name,
        totalUnzippedBytes: fn.totalUnzippedBytes,
        zip: zip ?? null,
        initBytes: fn.init?.bytes ?? null,
        estimated: subject.attribution.estimated ?? false,
        packages: subject.attribution.packages,
        // The report's ids are short where names are unique.
        before: known.find(({ id }) => id === fn.id) ?? known.find(({ id }) => id === fn.name) ?? null,
      }),
    );
  }
  return results;
}

/** Bytes of a zip's headers for one entry, twice its name aside (APPNOTE 4.3.7 and 4.3.12), and for the end record. */
const ENTRY_HEADER_BYTES = 30 + 46;
const END_RECORD_BYTES = 22;

/** The zip's size; what is no zip yet is deflated file by file, as zippers do by default. Null when not readable. */
async function zipSize(artifact: Artifact): Promise<{ bytes: number; estimated: boolean } | null> {
  if (artifact.zipBytes !== null) return { bytes: artifact.zipBytes, estimated: false };
  let bytes = END_RECORD_BYTES;
  for (const file of artifact.files.values()) {
    const content = await artifact.read(file.path).catch(() => null);
    if (content === null) return null;
    bytes += deflateRawSync(content).length + ENTRY_HEADER_BYTES + 2 * Buffer.byteLength(file.path);
  }
  return { bytes, estimated: true };
}
