import * as v from "valibot";
import { declaredAt, declaredFunctions, groupedBy } from "./declarations.js";
import { defineRule } from "./define-rule.js";

const FUNCTION = (tracing: string) => `Resources:
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      Code: src
      Handler: index.handler
      Runtime: nodejs22.x
${tracing}`;
const HANDLER = "exports.handler = async () => {};\n";

export const tracing = defineRule({
  id: "tracing",
  severity: "info",
  looksAt: "sizes",
  summary: "X-Ray doesn't trace the function.",
  why: `With active tracing X-Ray records samples of invocations, with init as a segment of its own: what a cold start \
costs is then measured, per function, without a change to the code. Without it a function is traced only where its \
caller asks for it. Traces are billed by number beyond a free tier. Who measures otherwise (OpenTelemetry, a vendor's \
layer) turns this rule off; a function with a layer or a variable of such a vendor isn't reported.`,
  docs: ["https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html"],
  examples: {
    bad: { path: "template.yaml", files: { "template.yaml": FUNCTION(""), "src/index.js": HANDLER } },
    good: {
      path: "template.yaml",
      files: {
        "template.yaml": FUNCTION("      TracingConfig: { Mode: Active }\n"),
        "src/index.js": HANDLER,
      },
    },
  },
  options: v.strictObject({}),
  messages: {
    off: (_: Record<never, never>) => ({
      message: "X-Ray's active tracing is off: what cold starts cost isn't recorded.",
      fix: "Set TracingConfig.Mode (SAM: Tracing, CDK: tracing) to Active, or turn this rule off if you measure otherwise.",
    }),
  },
  check(context, _options, say) {
    const untraced = declaredFunctions(context.functions).filter(
      ({ settings }) => settings.tracing === "PassThrough" && !hasOtherTracer(settings),
    );
    return groupedBy(untraced, () => ({})).map(({ said, functions }) => ({
      ...say("off", said),
      ...declaredAt(functions),
      key: "off",
    }));
  },
});

/** Layers and variables of OpenTelemetry and of vendors that trace by themselves. */
const OTHER_TRACERS =
  /otel|opentelemetry|datadog|lumigo|newrelic|new-relic|dynatrace|epsagon|thundra|sentry|honeycomb/i;
const OTHER_VARIABLES = /^(AWS_LAMBDA_EXEC_WRAPPER|OTEL_.*|DD_.*|LUMIGO_.*|NEW_RELIC_.*|DT_.*)$/;

function hasOtherTracer({
  unknownLayers,
  environment,
}: {
  readonly unknownLayers: readonly (string | null)[];
  readonly environment: ReadonlyMap<string, string | null> | null;
}): boolean {
  if (unknownLayers.some((layer) => layer === null || OTHER_TRACERS.test(layer))) return true;
  return environment === null || [...environment.keys()].some((name) => OTHER_VARIABLES.test(name));
}
