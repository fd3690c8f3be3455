import * as v from "valibot";
import { LIMITS } from "../lambda/limits.js";
import { listed } from "../name-list.js";
import { type DeclaredFunction, declaredAt, declaredFunctions, groupedBy } from "./declarations.js";
import { defineRule, type FindingDraft } from "./define-rule.js";
import { networkPackagesInInit } from "./init-clients.js";

const DEFAULT_SECONDS = LIMITS.defaultTimeout.value;
const LONGEST_SECONDS = LIMITS.timeout.value;

const FUNCTION = (timeout: string) => `Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src
      Handler: index.handler
      Runtime: nodejs22.x
      ${timeout}
      Events:
        Get: { Type: Api, Properties: { Path: /orders, Method: get } }
`;
const HANDLER = "exports.handler = async () => ({ statusCode: 200 });\n";

export const timeout = defineRule({
  id: "timeout",
  severity: "warning",
  looksAt: "graph",
  summary: "The timeout cuts calls off, or outlives whoever waits.",
  why: `Three cases, each from the template's own words. A function that only APIs call and that may run longer \
than they wait (29 s for REST and WebSocket APIs, 30 s for HTTP APIs) answers nobody: the client has its 504 while the \
function runs on and is billed. The quota of Regional and private REST APIs can be raised, which a template doesn't \
show; then turn the rule off for that function. The default of 3 s with a client of a database or a service in init is \
worth knowing: such clients wait longer than that for a connection, so a slow call ends as "Task timed out" without \
the client's own error or retry. And 900 s, the longest there is, is billed in full whenever a call hangs. A timeout \
that isn't static is not judged.`,
  docs: [
    LIMITS.restApiTimeout.source,
    LIMITS.httpApiTimeout.source,
    "https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html",
  ],
  examples: {
    bad: {
      path: "template.yaml",
      files: { "template.yaml": FUNCTION("Timeout: 60"), "src/index.js": HANDLER },
    },
    good: {
      path: "template.yaml",
      files: { "template.yaml": FUNCTION("Timeout: 10"), "src/index.js": HANDLER },
    },
  },
  options: v.strictObject({}),
  messages: {
    overApi: ({ seconds, api, waits }: { seconds: number; api: string; waits: number }) => ({
      message: `May run ${seconds} s, but the ${api} that calls it waits ${waits} s: the caller gets an error while the function runs on and is billed.`,
      fix: `Set the timeout to ${waits} s or less, or let the API start the work (a queue, an asynchronous invocation) and answer at once.`,
    }),
    tooShort: {
      severity: "info",
      text: ({ packages }: { packages: string }) => ({
        message: `Has the default timeout of ${DEFAULT_SECONDS} s and loads ${packages}: a slow connection ends as "Task timed out" before the client's own timeout or retry.`,
        fix: "Set a timeout above the sum of the client's connection and request timeouts with their retries, or set those lower.",
      }),
    },
    longest: {
      severity: "info",
      text: (_: Record<never, never>) => ({
        message: `Has the longest timeout there is (${LONGEST_SECONDS} s): a call that hangs is billed for 15 minutes each time.`,
        fix: "Set it to what the slowest run needs and some headroom, and give clients timeouts of their own.",
      }),
    },
  },
  async check(context, _options, say) {
    const functions = declaredFunctions(context.functions);
    const drafts: FindingDraft[] = [];
    for (const { said, functions: group } of groupedBy(functions, overApi)) {
      drafts.push({ ...say("overApi", said), ...declaredAt(group), key: "overApi" });
    }
    const isLongest = (fn: DeclaredFunction) =>
      fn.timeout === LONGEST_SECONDS && overApi(fn) === null ? {} : null;
    for (const { said, functions: group } of groupedBy(functions, isLongest)) {
      drafts.push({ ...say("longest", said), ...declaredAt(group), key: "longest" });
    }
    if (!functions.some((fn) => fn.timeout === DEFAULT_SECONDS)) return drafts;
    const graph = await context.graph();
    const tooShort = (fn: DeclaredFunction) => {
      const packages = fn.timeout === DEFAULT_SECONDS ? networkPackagesInInit(graph, fn.id) : [];
      return packages.length === 0 ? null : { packages: listed(packages, 2, { noun: "clients" }) };
    };
    for (const { said, functions: group } of groupedBy(functions, tooShort)) {
      drafts.push({ ...say("tooShort", said), ...declaredAt(group), key: "tooShort" });
    }
    return drafts;
  },
});

/** The API that waits longest, where nothing but APIs calls the function and none waits as long as it may run. */
function overApi({ timeout, settings }: DeclaredFunction) {
  if (timeout === null || settings.events.length === 0) return null;
  const waits = settings.events.map(({ type }) => WAITS[type]);
  const known = waits.filter((one) => one !== undefined);
  const [longest] = known.toSorted((a, b) => b.seconds - a.seconds);
  if (longest === undefined || known.length < waits.length || timeout <= longest.seconds) return null;
  return { seconds: timeout, api: longest.api, waits: longest.seconds };
}

const WAITS: Readonly<Partial<Record<string, { readonly api: string; readonly seconds: number }>>> = {
  "rest-api": { api: "REST API", seconds: LIMITS.restApiTimeout.value },
  "websocket-api": { api: "WebSocket API", seconds: LIMITS.restApiTimeout.value },
  "http-api": { api: "HTTP API", seconds: LIMITS.httpApiTimeout.value },
};
