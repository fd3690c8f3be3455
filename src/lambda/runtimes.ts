import type { Sourced } from "./fact.js";

/** One managed runtime. Dates are ISO, null where none is announced or known. */
export interface RuntimeFacts extends Sourced {
  readonly id: string;
  readonly family: "nodejs" | "python";
  /** No more patches from this day. */
  readonly deprecated: string | null;
  /** No new function can be created from this day. */
  readonly createBlocked: string | null;
  /** No function can be updated from this day. */
  readonly updateBlocked: string | null;
  /** The AWS SDK that lies in the runtime. */
  readonly sdk: "v2" | "v3" | "boto3";
  readonly operatingSystem: "Amazon Linux 2" | "Amazon Linux 2023";
  /**
   * Generations of the runtime interface client that may find its handlers, the likelier one first; null for runtimes
   * of other languages. AWS doesn't say which one a runtime has: 4.x needs Node 22 and carries nodejs24's messages.
   */
  readonly clients: readonly ("3.x" | "4.x")[] | null;
  /** How its Node takes modules, with the switches that Lambda sets; null for runtimes of other languages. */
  readonly modules: ModuleLoading | null;
}

/** Of nodejs24.x the documentation says nothing any more: what its users report, and what its client is tested with. */
export interface ModuleLoading extends Sourced {
  /** `require()` of an ES module. */
  readonly require: "off" | "probably-off";
  /** ES module syntax in a `.js` file of no type, where `import` loads it. */
  readonly detect: "on" | "off" | "probably-off";
}

// Block dates move: AWS has pushed them back several times. The table of the docs, as cfn-lint keeps it.
const LIFECYCLE: Sourced = {
  source:
    "https://github.com/aws-cloudformation/cfn-lint/blob/main/src/cfnlint/data/AdditionalSpecs/LmbdRuntimeLifecycle.json",
  checked: "2026-11-20",
};

type Row = readonly [
  id: string,
  deprecated: string | null,
  createBlocked: string | null,
  updateBlocked: string | null,
  sdk: RuntimeFacts["sdk"],
  operatingSystem: "AL2" | "AL2023",
];

const ROWS: readonly Row[] = [
  ["nodejs12.x", "2023-03-31", "2023-03-31", "2023-04-30", "v2", "AL2"],
  ["nodejs14.x", "2023-12-04", "2024-01-09", "2027-03-03", "v2", "AL2"],
  ["nodejs16.x", "2024-06-12", "2027-02-01", "2027-03-03", "v2", "AL2"],
  ["nodejs18.x", "2025-09-01", "2027-02-01", "2027-03-03", "v3", "AL2"],
  ["nodejs20.x", "2026-04-30", "2027-02-01", "2027-03-03", "v3", "AL2023"],
  ["nodejs22.x", "2027-04-30", "2027-06-01", "2027-07-01", "v3", "AL2023"],
  ["nodejs24.x", "2028-04-30", "2028-06-01", "2028-07-01", "v3", "AL2023"],
  ["python3.9", "2025-12-15", null, null, "boto3", "AL2"],
  ["python3.10", "2026-10-31", null, null, "boto3", "AL2"],
  ["python3.11", "2027-06-30", null, null, "boto3", "AL2"],
  ["python3.12", "2028-10-31", null, null, "boto3", "AL2023"],
  ["python3.13", "2029-06-30", null, null, "boto3", "AL2023"],
  ["python3.14", "2029-06-30", null, null, "boto3", "AL2023"],
];

/** Of the Node runtimes that don't have 3.x for sure. */
const CLIENTS: Readonly<Record<string, RuntimeFacts["clients"]>> = {
  "nodejs22.x": ["3.x", "4.x"],
  "nodejs24.x": ["4.x"],
};

const SWITCHES: Sourced = {
  source: "https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html",
  checked: "2026-11-21",
};

/** nodejs20.x has Node's detection, which only nodejs22.x switches off by the documentation; earlier ones have none. */
function moduleLoading(id: string): ModuleLoading | null {
  if (!id.startsWith("nodejs")) return null;
  if (id === "nodejs20.x") return { require: "off", detect: "on", ...SWITCHES };
  if (id !== "nodejs24.x") return { require: "off", detect: "off", ...SWITCHES };
  return {
    require: "probably-off",
    detect: "probably-off",
    source: "https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/issues/138",
    checked: "2026-11-21",
  };
}

export const RUNTIMES: readonly RuntimeFacts[] = ROWS.map(
  ([id, deprecated, createBlocked, updateBlocked, sdk, operatingSystem]) => ({
    id,
    family: id.startsWith("nodejs") ? "nodejs" : "python",
    deprecated,
    createBlocked,
    updateBlocked,
    sdk,
    operatingSystem: operatingSystem === "AL2" ? "Amazon Linux 2" : "Amazon Linux 2023",
    modules: moduleLoading(id),
    clients: id.startsWith("nodejs") ? (CLIENTS[id] ?? ["3.x"]) : null,
    ...LIFECYCLE,
  }),
);

const BY_ID = new Map(RUNTIMES.map((runtime) => [runtime.id, runtime]));

/** What is known of a runtime ("nodejs22.x"); null for one that isn't in the table, or for null. */
export function runtimeFacts(runtime: string | null): RuntimeFacts | null {
  return runtime === null ? null : (BY_ID.get(runtime) ?? null);
}

/** The Node version of a runtime ("nodejs22.x": 22); null for others and for null. */
export function nodeVersion(runtime: string | null): number | null {
  const major = /^nodejs(\d+)\.x$/.exec(runtime ?? "")?.[1];
  return major === undefined ? null : Number(major);
}

/** Where a runtime stands on a day (ISO): the last stage that has begun. */
export function runtimeStage(
  runtime: RuntimeFacts,
  day: string,
): "supported" | "deprecated" | "create-blocked" | "update-blocked" {
  const begun = (date: string | null) => date !== null && date <= day;
  if (begun(runtime.updateBlocked)) return "update-blocked";
  if (begun(runtime.createBlocked)) return "create-blocked";
  return begun(runtime.deprecated) ? "deprecated" : "supported";
}
