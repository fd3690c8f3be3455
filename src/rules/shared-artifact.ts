import * as v from "valibot";
import { sizeSchema } from "../config/size.js";
import { compareText } from "../finding.js";
import { formatBytes } from "../format-bytes.js";
import type { LambdaFunction } from "../function.js";
import type { ModuleGraph } from "../graph/module-graph.js";
import { fromModules, reachable } from "../graph/reachability.js";
import { defineRule, type RuleContext } from "./define-rule.js";

const STACK = (names: readonly string[]) => `Resources:
${names
  .map(
    (name) => `  ${name}:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: app
      Handler: ${name}.handler
      Runtime: nodejs22.x
`,
  )
  .join("")}`;
const HANDLER = (heavy: string) =>
  `const part = require("${heavy}");\nexports.handler = async () => part.run();\n`;
const PACKAGE = (name: string) => ({
  [`app/node_modules/${name}/package.json`]: JSON.stringify({ name, version: "1.0.0" }),
  [`app/node_modules/${name}/index.js`]: "exports.run = () => 1;\n",
  [`app/node_modules/${name}/data.bin`]: { size: 6_000_000 },
});

interface Need {
  readonly functions: readonly LambdaFunction[];
  /** At most, with every file that isn't seen to be another function's. */
  readonly bytes: number;
}

export const sharedArtifact = defineRule({
  id: "shared-artifact",
  severity: "warning",
  looksAt: "graph",
  summary: "Functions deploy one large artifact though each reaches a part of it.",
  why: `Every function that shares an artifact downloads and unpacks all of it at a cold start, and redeploys when any \
part changes. What a function needs is counted generously: the user's own files except those that only other handlers \
import, and every package that its handler reaches, in init or lazily, whole, with all that the package depends on or \
may load by a name that is computed. Reported from \`bytes\` (5 MB) on, for functions that need no more than half. Where \
the user's own code computes what it imports the confidence is medium.`,
  docs: ["https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html"],
  examples: {
    bad: {
      path: "template.yaml",
      files: {
        "template.yaml": STACK(["orders", "users"]),
        "app/orders.js": HANDLER("invoices"),
        "app/users.js": HANDLER("avatars"),
        ...PACKAGE("invoices"),
        ...PACKAGE("avatars"),
      },
    },
    good: {
      path: "template.yaml",
      files: {
        "template.yaml": STACK(["orders", "users"]),
        "app/orders.js": HANDLER("invoices"),
        "app/users.js": HANDLER("invoices"),
        ...PACKAGE("invoices"),
      },
    },
  },
  options: v.strictObject({ bytes: v.optional(sizeSchema, "5 MB") }),
  messages: {
    shared: ({ bytes, sharing, needs }: { bytes: number; sharing: number; needs: string }) => ({
      message: `${sharing} functions deploy the same ${formatBytes(bytes)}; of that ${needs}.`,
      fix: "Bundle each function by itself (an esbuild entry point for each, Serverless' package.individually), so that it ships what it reaches.",
    }),
  },
  async check(context, options, say) {
    const { attribution, functions } = context;
    const handlers = new Set(functions.map(({ handlerModule }) => handlerModule));
    handlers.delete(null);
    if (handlers.size < 2 || attribution.unzippedBytes < options.bytes) return [];
    const graph = await context.graph();
    if (graph === null) return [];
    const needs = await needsOf(context, graph);
    const few = needs.filter(({ bytes }) => bytes <= attribution.unzippedBytes / 2);
    if (few.length === 0) return [];
    const ids = few.flatMap((need) => need.functions.map(({ id }) => id));
    const text = { bytes: attribution.unzippedBytes, sharing: functions.length, needs: needsText(few) };
    return [
      {
        ...say("shared", text),
        functions: ids,
        confidence: computesOwnImports(graph) ? "medium" : "high",
        key: "shared",
      },
    ];
  },
});

async function needsOf(context: RuleContext, graph: ModuleGraph): Promise<Need[]> {
  const { attribution, artifact } = context;
  const use = await context.packageUse();
  const onDisk = new Map(
    attribution.packages
      .filter(({ path }) => artifact.files.has(`${path}/package.json`))
      .map((pkg) => [pkg.id, pkg]),
  );
  const dependencies = new Map<string, string[]>();
  for (const { id, requestedBy } of onDisk.values()) {
    for (const from of requestedBy) dependencies.set(from, [...(dependencies.get(from) ?? []), id]);
  }
  /** A package that is bundled, and the user's own: by module. One that lies there: whole. */
  const isWhole = (packageId: string | null): packageId is string =>
    packageId !== null && onDisk.has(packageId);
  const singles = sum(graph.modules.filter(({ packageId }) => !isWhole(packageId)).map(({ bytes }) => bytes));
  const ofNobody = attribution.unzippedBytes - singles - sum([...onDisk.values()].map(({ bytes }) => bytes));
  const byHandler = new Map<string, LambdaFunction[]>();
  for (const fn of context.functions) {
    if (fn.handlerModule === null) continue;
    byHandler.set(fn.handlerModule, [...(byHandler.get(fn.handlerModule) ?? []), fn]);
  }
  return [...byHandler.values()].flatMap((functions): Need[] => {
    const [first] = functions;
    if (first === undefined) return [];
    const reached = reachable(fromModules(graph, "all", [first.id]));
    const whole = new Set<string>(use?.possible ?? []);
    let bytes = ofNobody;
    for (const [index, { packageId, bytes: own }] of graph.modules.entries()) {
      if (reached[index] !== 1) continue;
      if (isWhole(packageId)) whole.add(packageId);
      else bytes += own;
    }
    const pending = [...whole];
    for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
      for (const next of dependencies.get(id) ?? []) {
        if (whole.has(next)) continue;
        whole.add(next);
        pending.push(next);
      }
    }
    return [{ functions, bytes: bytes + sum([...whole].map((id) => onDisk.get(id)?.bytes ?? 0)) }];
  });
}

function needsText(needs: readonly Need[]): string {
  const sorted = needs.toSorted(
    (a, b) => b.bytes - a.bytes || compareText(a.functions[0]?.name ?? "", b.functions[0]?.name ?? ""),
  );
  const text = ({ functions, bytes }: Need) => `${functions[0]?.name} needs at most ${formatBytes(bytes)}`;
  if (sorted.length <= 3) return sorted.map(text).join(", ");
  const [most, least] = [sorted[0], sorted.at(-1)];
  if (most === undefined || least === undefined) return "";
  return `${sorted.length} need less than half, from ${formatBytes(least.bytes)} (${least.functions[0]?.name}) to ${formatBytes(most.bytes)} (${most.functions[0]?.name})`;
}

function computesOwnImports(graph: ModuleGraph): boolean {
  return graph.modules.some(
    ({ path, packageId }) => packageId === null && (graph.dynamicRequires?.get(path) ?? 0) > 0,
  );
}

function sum(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total + size, 0);
}
