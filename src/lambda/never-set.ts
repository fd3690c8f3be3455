import type { Sourced } from "./fact.js";

interface NeverSet extends Sourced {
  readonly variable: string;
}

/** Environment variables that local emulators and test runners set, and Lambda never does. */
const NEVER_SET: readonly NeverSet[] = [
  {
    variable: "IS_OFFLINE",
    source: "https://www.serverless.com/plugins/serverless-offline",
    checked: "2026-11-21",
  },
  {
    variable: "AWS_SAM_LOCAL",
    source: "https://github.com/aws/aws-sam-cli/blob/develop/samcli/local/lambdafn/env_vars.py",
    checked: "2026-11-21",
  },
  {
    variable: "JEST_WORKER_ID",
    source: "https://jestjs.io/docs/environment-variables",
    checked: "2026-11-21",
  },
];

const VARIABLES: ReadonlySet<string> = new Set(NEVER_SET.map(({ variable }) => variable));

/** Whether an environment variable is set where code runs locally, and never on Lambda. */
export function isNeverSet(variable: string): boolean {
  return VARIABLES.has(variable);
}
