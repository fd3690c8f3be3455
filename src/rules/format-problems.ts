import { type Confidence, compareText } from "../finding.js";
import type { FunctionSettings, LambdaFunction } from "../function.js";
import { certainModules } from "../graph/certain-init.js";
import type { Module, ModuleGraph } from "../graph/module-graph.js";
import { initModules } from "../graph/reachability.js";
import type { FormatFault } from "../handler/format-faults.js";
import type { FileFormat, Handlers } from "../handler/handler-module.js";
import { clientGenerations } from "../handler/runtime-client.js";
import { type ModuleLoading, runtimeFacts } from "../lambda/runtimes.js";
import type { RuleContext } from "./define-rule.js";

/** Something that surely goes wrong in init since a file is not what it is loaded as. */
export type FormatProblem = {
  readonly module: Module;
  readonly confidence: Confidence;
  /** Index into the module's text. */
  readonly offset: number | null;
} & (
  | (FormatFault & { /** Why it is loaded as it is. */ readonly reason: string })
  | {
      readonly kind: "required-module";
      readonly specifier: string;
      readonly target: Module;
      readonly runtime: string;
    }
);

/** By module, the first of each; files of packages are looked into only where they mix syntaxes. */
export async function formatProblems(
  { artifact }: RuleContext,
  graph: ModuleGraph,
  handlers: Handlers,
  fn: LambdaFunction,
): Promise<readonly FormatProblem[]> {
  const loading = loadingOf(fn);
  const formats = new Map<Module, FileFormat>();
  const isShipped = ({ path }: Module) => artifact.files.has(path) || path.startsWith("/opt/");
  for (const index of initModules(graph, [fn.id])) {
    const module = graph.modules[index];
    if (module !== undefined && isShipped(module)) formats.set(module, await handlers.format(module.path));
  }
  const faults = new Map<Module, FormatFault>();
  for (const [module, { format }] of formats) {
    if (format === "data" || !mayMix(module, format)) continue;
    const fault = await handlers.fault(module.path, format);
    if (fault !== null) faults.set(module, fault);
  }
  const requiresModule = (module: Module) =>
    module.imports.some(({ syntax, target }) => syntax === "require" && isModule(target));
  const isModule = (target: number | null) => {
    const module = target === null ? undefined : graph.modules[target];
    return module !== undefined && formats.get(module)?.format === "esm";
  };
  const reached = await certainModules(
    graph,
    fn.id,
    (module) => faults.has(module) || (formats.has(module) && requiresModule(module)),
    (path) => handlers.text(path),
  );
  const problems: FormatProblem[] = [];
  for (const { index, edges, by } of reached) {
    const module = graph.modules[index];
    const loaded = module === undefined ? undefined : formats.get(module);
    if (module === undefined || loaded === undefined) continue;
    const fault = faults.get(module);
    if (fault !== undefined) {
      const confidence = confidenceOf(fault, loaded, by, { fn, loading, isRoot: isRoot(graph, index, fn) });
      if (confidence !== null) problems.push({ ...fault, module, confidence, reason: loaded.reason });
    }
    for (const { specifier, syntax, target } of edges) {
      const to = target === null ? undefined : graph.modules[target];
      if (syntax !== "require" || to === undefined || !isModule(target) || loading?.require === undefined)
        continue;
      if (loading.require === "on" || fn.runtime === null) continue;
      const confidence = loading.require === "off" ? "high" : "medium";
      problems.push({
        kind: "required-module",
        module,
        offset: null,
        specifier,
        target: to,
        runtime: fn.runtime,
        confidence,
      });
    }
  }
  return problems.sort((a, b) => compareText(a.module.path, b.module.path));
}

/** Only the user's own files are read for what no import shows. */
function mayMix({ packageId, imports }: Module, format: "cjs" | "esm"): boolean {
  if (packageId === null) return true;
  return format === "cjs" && imports.some((edge) => edge.syntax === "import" && edge.timing === "static");
}

interface Loading {
  readonly require: ModuleLoading["require"] | "on";
  readonly detect: ModuleLoading["detect"];
}

/** Null for a runtime that isn't known. */
function loadingOf({ runtime, settings }: LambdaFunction): Loading | null {
  const known = runtimeFacts(runtime)?.modules ?? null;
  if (known === null) return null;
  const options = nodeOptions(settings);
  return {
    require: options.includes("--experimental-require-module") ? "on" : known.require,
    detect: options.includes("--experimental-detect-module") ? "on" : known.detect,
  };
}

/** What isn't static may hold any switch. */
function nodeOptions(settings: FunctionSettings | null): string {
  const value = settings?.environment?.get("NODE_OPTIONS");
  if (value === null) return "--experimental-require-module --experimental-detect-module";
  return (value ?? "").replaceAll("--no-experimental-", "");
}

/** Null for what may load after all. */
function confidenceOf(
  fault: FormatFault,
  { isTyped }: FileFormat,
  by: ReadonlySet<"import" | "require">,
  run: { readonly fn: LambdaFunction; readonly loading: Loading | null; readonly isRoot: boolean },
): Confidence | null {
  if (fault.kind === "commonjs-name" || fault.kind === "dynamic-require" || isTyped) return "high";
  const { fn, loading, isRoot } = run;
  const isRequired =
    by.has("require") || (isRoot && (clientGenerations(fn.runtime) ?? []).every((one) => one === "3.x"));
  // Without a type Node may detect what it is, if nobody requires it.
  if (loading === null) return "low";
  if (isRequired && loading.require !== "on") return loading.require === "off" ? "high" : "low";
  if (loading.detect === "on") return null;
  return loading.detect === "off" ? "high" : "low";
}

function isRoot({ roots }: ModuleGraph, module: number, { id }: LambdaFunction): boolean {
  return roots.some((root) => root.functionId === id && root.module === module);
}
