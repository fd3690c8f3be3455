/**
 * Packages that are loaded without any import: by `NODE_OPTIONS=--require …` / `--import …`, or by naming their own
 * file as the handler. Sources: https://docs.datadoghq.com/serverless/aws_lambda/installation/nodejs/,
 * https://docs.sentry.io/platforms/javascript/guides/aws-lambda/install/esm-npm/,
 * https://github.com/open-telemetry/opentelemetry-js-contrib/tree/main/packages/auto-instrumentations-node,
 * https://github.com/newrelic/node-newrelic-lambda, https://www.npmjs.com/package/source-map-support,
 * https://www.npmjs.com/package/dotenv; checked 2026-11-21.
 */
const LOADED_BY_SETTING: ReadonlySet<string> = new Set([
  "@dynatrace/oneagent",
  "@instana/aws-lambda",
  "@lumigo/opentelemetry",
  "@lumigo/tracer",
  "@opentelemetry/auto-instrumentations-node",
  "@sentry/aws-serverless",
  "@sentry/node",
  "@sentry/serverless",
  "aws-lambda-ric",
  "datadog-lambda-js",
  "dd-trace",
  "dotenv",
  "elastic-apm-node",
  "newrelic",
  "source-map-support",
  "ts-node",
  "tsx",
]);

/** Whether a package is often loaded by a setting of the function, which its code doesn't show. */
export function isLoadedBySetting(packageName: string): boolean {
  return LOADED_BY_SETTING.has(packageName);
}
