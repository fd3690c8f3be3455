import * as v from "valibot";
import { sizeSchema } from "../config/size.js";
import { formatBytes } from "../format-bytes.js";
import { formatCount } from "../format-count.js";
import { initSize } from "../graph/init-size.js";
import type { ModuleGraph } from "../graph/module-graph.js";
import { fromModules, reachable } from "../graph/reachability.js";
import { LIMITS } from "../lambda/limits.js";
import { type DeclaredFunction, declaredAt, declaredFunctions, groupedBy } from "./declarations.js";
import { defineRule, type FindingDraft } from "./define-rule.js";

const LEAST_MB = LIMITS.minimumMemory.value;
const MB_PER_CPU = LIMITS.memoryPerCpu.value;
/** Of one vCPU, at the least memory. */
const LEAST_PERCENT = Math.round((LEAST_MB / MB_PER_CPU) * 100);

const FUNCTION = (memory: string) => `Resources:
  Render:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src
      Handler: index.handler
      Runtime: nodejs22.x
${memory}`;
const THREADS = `const { Worker } = require("node:worker_threads");
exports.handler = async () => new Worker("./job.js");
`;

export const memorySize = defineRule({
  id: "memory-size",
  severity: "warning",
  looksAt: "graph",
  summary: "Too little memory, and so too little CPU, for what the function loads or starts.",
  why: `Lambda gives CPU in proportion to memory: ${formatCount(MB_PER_CPU)} MB are one vCPU, the default of \
${LEAST_MB} MB is ${LEAST_PERCENT}% of one. With that default a function whose init loads more than the threshold \
(\`initBytes\`, 1 MB of modules) has little memory left beside Node and its modules, and every invocation computes on \
that sliver of a CPU. Below one vCPU worker threads take turns rather than run side by side; whether they are there to \
compute or to wait isn't visible, so that is said with medium confidence. What the best size is only measuring tells; \
more memory is often not dearer, since the time shrinks with it.`,
  docs: [
    LIMITS.memoryPerCpu.source,
    "https://docs.aws.amazon.com/lambda/latest/operatorguide/computing-power.html",
  ],
  examples: {
    bad: {
      path: "template.yaml",
      files: { "template.yaml": FUNCTION("      MemorySize: 512\n"), "src/index.js": THREADS },
    },
    good: {
      path: "template.yaml",
      files: { "template.yaml": FUNCTION("      MemorySize: 1769\n"), "src/index.js": THREADS },
    },
  },
  options: v.strictObject({ initBytes: v.optional(sizeSchema, "1 MB") }),
  messages: {
    heavyInit: ({ bytes, modules }: { bytes: number; modules: number }) => ({
      message: `Has ${LEAST_MB} MB, which brings ${LEAST_PERCENT}% of a vCPU, and loads ${formatBytes(bytes)} in ${modules} modules at init.`,
      fix: "Measure with 512 and 1,024 MB (AWS Lambda Power Tuning does it for you), and load less at init.",
    }),
    threads: ({ memory }: { memory: number }) => ({
      message: `Starts worker threads with ${memory} MB, which brings ${Math.round((memory / MB_PER_CPU) * 100)}% of a vCPU: they take turns.`,
      fix: `Give it more than ${formatCount(MB_PER_CPU)} MB (one vCPU), or do without threads.`,
    }),
  },
  async check(context, options, say) {
    const functions = declaredFunctions(context.functions).filter(
      ({ memory }) => memory !== null && memory < MB_PER_CPU,
    );
    const graph = functions.length === 0 ? null : await context.graph();
    if (graph === null) return [];
    const drafts: FindingDraft[] = [];
    const heavy = (fn: DeclaredFunction) => {
      const init = fn.memory === LEAST_MB ? initSize(graph, fn.id) : null;
      return init !== null && init.bytes > options.initBytes
        ? { bytes: init.bytes, modules: init.modules }
        : null;
    };
    for (const { said, functions: group } of groupedBy(functions, heavy)) {
      drafts.push({ ...say("heavyInit", said), ...declaredAt(group), key: "heavyInit" });
    }
    const threads = (fn: DeclaredFunction) =>
      fn.memory !== null && startsThreads(graph, fn.id) ? { memory: fn.memory } : null;
    for (const { said, functions: group } of groupedBy(functions, threads)) {
      drafts.push({
        ...say("threads", said),
        ...declaredAt(group),
        confidence: "medium",
        key: "threads",
      });
    }
    return drafts;
  },
});

const THREAD_SOURCES = new Set([
  "worker_threads",
  "node:worker_threads",
  "piscina",
  "workerpool",
  "tinypool",
]);

/** By the user's own imports: libraries ask for `worker_threads` to know whether they run in one. */
function startsThreads(graph: ModuleGraph, functionId: string): boolean {
  const reached = reachable(fromModules(graph, "all", [functionId]));
  return graph.modules.some(
    ({ packageId, imports }, index) =>
      packageId === null &&
      reached[index] === 1 &&
      imports.some(({ specifier }) => THREAD_SOURCES.has(specifier)),
  );
}
