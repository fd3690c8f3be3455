import type { Sourced } from "./fact.js";

interface Limit extends Sourced {
  readonly value: number;
  readonly unit: "bytes" | "seconds" | "MB" | "layers" | "files";
  readonly what: string;
}

const QUOTAS: Sourced = {
  source: "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html",
  checked: "2026-11-20",
};

/** Lambda's quotas. AWS writes "50 MB" and "250 MB" where it means the figures below. */
export const LIMITS = {
  zipUpload: {
    value: 52_428_800,
    unit: "bytes",
    what: "Zip in a direct upload; a larger one goes through S3",
    ...QUOTAS,
  },
  unzipped: {
    value: 262_144_000,
    unit: "bytes",
    what: "Unzipped, with all layers and a custom runtime",
    ...QUOTAS,
  },
  consoleEditor: {
    value: 52_428_800,
    unit: "bytes",
    what: "Unzipped, to be edited in the console",
    ...QUOTAS,
  },
  environment: {
    value: 4_096,
    unit: "bytes",
    what: "All environment variables together, in bytes",
    ...QUOTAS,
  },
  layers: { value: 5, unit: "layers", what: "Layers of a function", ...QUOTAS },
  minimumMemory: { value: 128, unit: "MB", what: "Least memory, the default", ...QUOTAS },
  maximumMemory: { value: 10_240, unit: "MB", what: "Most memory", ...QUOTAS },
  memoryPerCpu: {
    value: 1_769,
    unit: "MB",
    what: "Memory that comes with one vCPU",
    source: "https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html",
    checked: "2026-11-20",
  },
  defaultTimeout: {
    value: 3,
    unit: "seconds",
    what: "Timeout where nothing is configured",
    source: "https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html",
    checked: "2026-11-21",
  },
  restApiTimeout: {
    value: 29,
    unit: "seconds",
    what: "Longest wait of a REST or WebSocket API for its function; of Regional and private REST APIs it can be raised",
    source:
      "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html",
    checked: "2026-11-21",
  },
  httpApiTimeout: {
    value: 30,
    unit: "seconds",
    what: "Longest wait of an HTTP API for its function; can't be raised",
    source: "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html",
    checked: "2026-11-21",
  },
  timeout: { value: 900, unit: "seconds", what: "Longest timeout", ...QUOTAS },
  initTimeout: {
    value: 10,
    unit: "seconds",
    what: "Init of an on-demand function, then it is retried under the function's timeout",
    source: "https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html",
    checked: "2026-11-20",
  },
  fileDescriptors: { value: 1_024, unit: "files", what: "Open files", ...QUOTAS },
} as const satisfies Readonly<Record<string, Limit>>;

/** More than this unzipped (with layers) can't be deployed. */
export const UNZIPPED_LIMIT_BYTES = LIMITS.unzipped.value;
/** A larger zip must be uploaded through S3. */
export const ZIP_UPLOAD_LIMIT_BYTES = LIMITS.zipUpload.value;
