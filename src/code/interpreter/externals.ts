import type { KnownClient } from "../../lambda/client.js";
import { isHandlerWrapper } from "../../lambda/handler-wrappers.js";
import { iterate } from "./builtins.js";
import { mayHoldFunctions, runCallbacks, runWrapped } from "./callbacks.js";
import { callValue } from "./calls.js";
import type { Step } from "./construction-record.js";
import { callContainer } from "./containers.js";
import { isFixed } from "./expressions.js";
import { callInterop } from "./interop.js";
import type { Interpreter } from "./interpreter.js";
import { clientOf } from "./known-clients.js";
import { asksForOwnSecrets } from "./personal-clients.js";
import {
  type ExternalValue,
  isTainted,
  type MadeValue,
  newArray,
  TAINTED,
  UNKNOWN,
  UNKNOWN_INIT,
  type Value,
} from "./values.js";

/** Third-party functions that call what they are given once. */
const MEMOISERS =
  /^(lodash|underscore|ramda)(\/|$)|^(lodash\.(once|memoize)|memoizee|p-memoize|mem|memoize|moize|micro-memoize|p-once|onetime|once|fast-memoize|nano-memoize|memoize-one|async-memoize-one|@github\/memoize|lazy-value|p-lazy)$/;

const MEMOISING_EXPORT = /^(once|memoize|memoizeWith|memoized|mem|pMemoize|pOnce|moize|onetime)?$/;

const LODASH = /^(lodash(-es)?(\/\w+)?|lodash\.\w+|underscore)$/;
const GOES_THROUGH = /^(map|flatMap|mapValues|each|forEach|forOwn)$/i;

/** `app.get("/orders", …)`: each request takes one of them. */
const ROUTING =
  /^(get|post|put|patch|delete|del|options|head|all|on|once|addListener|route|use|query|mutation|action|event|message|command)$/;

/** `parameters.append("database", event.database)`. */
const COLLECTING = /^(set|append|add)$/;

/** `bot.handleUpdate(JSON.parse(event.body))`: a client that serves what was registered with it. */
const HANDLING = /^(handle|process|dispatch|receive)([A-Z]\w*)?$/;

/** Credentials of a role that the code assumes: a client built from them is that role's. */
const ROLE_CREDENTIALS =
  /^(fromTemporaryCredentials|fromWebToken|fromTokenFile|fromCognitoIdentity|fromCognitoIdentityPool|fromSSO|AssumeRole\w*|GetFederationToken\w*|GetCredentialsForIdentity\w*|TemporaryCredentials|ChainableTemporaryCredentials|CognitoIdentityCredentials|WebIdentityCredentials|STS\w*)$/;

/**
 * Methods that give such credentials. An installation of a GitHub App is such a role too, and its tokens last an hour:
 * https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-an-installation-access-token-for-a-github-app
 */
const ROLE_CALLS =
  /^(assumeRole\w*|getFederationToken|getCredentialsForIdentity|createInstallationAccessToken|getInstallationOctokit)$/;

/** What such functions are called in every library of helpers, where they are given a function. */
const MEMOISING_NAME =
  /^(once|memoi[sz]e(d|Async|With)?|memo|lazy|singleton|instance(PerContainer)?CachingFactory)$/;

function memoises(target: ExternalValue, name: string, given: Value): boolean {
  return (
    (MEMOISERS.test(target.source) && MEMOISING_EXPORT.test(name)) ||
    (given.kind === "function" && MEMOISING_NAME.test(name))
  );
}

/** A call of third-party code. */
export function callExternal(
  run: Interpreter,
  target: ExternalValue,
  args: readonly Value[],
  how: "new" | "call",
  step: Step,
): Value {
  const interop = how === "call" ? callInterop(run, target, args, step) : null;
  if (interop !== null) return interop;
  const name = target.path.at(-1) ?? "";
  if (name === "bind") {
    // What a container's module is given to bind with.
    const bound = callContainer(run, target, name, args, step);
    if (bound !== null) return bound;
  }
  noteClosing(run, target, name, step);
  let tainted = args.some((one) => isTainted(one));
  const client = clientOf(run, target, how);
  if (client !== null) {
    recordClient(run, client, args, how, step);
    // `captureAWS(AWS)` gives the SDK back.
    const [first] = args;
    if (name === "captureAWS" && first !== undefined) return first;
  }
  const [first] = args;
  const iterated = how === "call" ? iterateBy(run, target, name, args, step) : null;
  if (iterated !== null) return iterated;
  if (first !== undefined && memoises(target, name, first)) {
    return run.phase === "init" ? { kind: "memo", target: first } : first;
  }
  if (ROLE_CREDENTIALS.test(name) && !/^STS/.test(name)) return TAINTED;
  if (run.phase === "invocation" && client === null) {
    // `retry(() => sts.send(new AssumeRoleCommand(…)))` gives what its callback gives.
    const { rowsDiffer } = run;
    // Rows that a resolver gives back are none of what `buildSchema([{ resolvers }])` gives.
    run.rowsDiffer = false;
    tainted = runCallbacks(run, args, tainted ? TAINTED : UNKNOWN, step) || tainted;
    run.rowsDiffer = rowsDiffer;
  }
  const { phase } = run;
  const made: MadeValue = { kind: "made", from: target, how, holds: [...args], phase, tainted, client };
  if (client !== null) run.personal.noteBuilt(made, step.node);
  return made;
}

/** `_.map(services, (service) => service.start())`: goes through the fields of an object too. */
function iterateBy(
  run: Interpreter,
  target: ExternalValue,
  name: string,
  [over, callback]: readonly Value[],
  step: Step,
): Value | null {
  if (!LODASH.test(target.source) || over === undefined || callback?.kind !== "function") return null;
  const way = name === "" ? target.source.slice(target.source.search(/\w+$/)) : name;
  if (!GOES_THROUGH.test(way)) return null;
  const isPlain = over.kind === "object" && over.elements === null && over.class === null;
  const list = isPlain ? newArray(over.phase, [...over.fields.values()]) : over;
  return iterate(
    run,
    list,
    /ach$|^forOwn$/.test(way) ? "forEach" : way === "flatMap" ? way : "map",
    [callback],
    step,
  );
}

export function constructExternal(
  run: Interpreter,
  target: ExternalValue,
  args: readonly Value[],
  step: Step,
): Value {
  return callExternal(run, target, args, "new", step);
}

/** Notes a construction, unless it is built from the event, from a role, or wraps a client built beside it. */
export function recordClient(
  run: Interpreter,
  client: KnownClient,
  args: readonly Value[],
  how: "new" | "call",
  step: Step,
): void {
  if (run.phase !== "invocation" || args.some((one) => isTainted(one))) return;
  if (asksForOwnSecrets(run, args)) return;
  if (client.wraps === true && args.some(isBuiltHere)) return;
  const label = step.label.replace(/^new /, "");
  run.records.push({
    node: step.node,
    client,
    name: how === "new" ? `new ${label}(…)` : `${label}(…)`,
    how,
    steps: [],
    confidence: client.perUser === true ? "low" : run.confidence,
    inLoop: run.inLoop,
    afterAwait: run.afterAwait && !args.every(isSameEachTime),
  });
}

function isSameEachTime(value: Value): boolean {
  if (value.kind === "object" && value.class === null) {
    return [...value.fields.values(), ...(value.elements ?? [])].every(isSameEachTime) && value.open === null;
  }
  if (value.kind === "union") return value.options.every(isSameEachTime);
  return isFixed(value) || value.kind === "external" || (value.kind === "made" && value.phase === "init");
}

/** What closes a connection that its package keeps. */
const CLOSES = /^(close|disconnect|destroy)$/;

/** Notes that a package's connection is closed: the next one is built anew. */
function noteClosing(run: Interpreter, from: ExternalValue, name: string, step: Step): void {
  if (run.phase !== "invocation" || !CLOSES.test(name)) return;
  const client = clientOf(run, { ...from, path: ["connect"] }, "call");
  if (client?.keepsOpen !== true) return;
  const { confidence, inLoop, afterAwait } = run;
  run.records.push({
    node: step.node,
    client,
    name,
    how: "call",
    steps: [],
    confidence,
    inLoop,
    afterAwait,
    closes: true,
  });
}

function isBuiltHere(value: Value): boolean {
  if (value.kind === "union") return value.options.some(isBuiltHere);
  if (value.kind === "object" && value.class === null) return [...value.fields.values()].some(isBuiltHere);
  return (
    (value.kind === "made" || value.kind === "object") &&
    value.client !== null &&
    value.phase === "invocation"
  );
}

/** A call of what a third-party call gave: `handler(event)`, `limit(() => …)`, `db("table")`. */
export function callMade(run: Interpreter, target: MadeValue, args: readonly Value[], step: Step): Value {
  if (run.phase === "init") return chained(run, target, args);
  const tainted = isTainted(target) || args.some((one) => isTainted(one));
  if (asksAsInstallation(args)) return TAINTED;
  if (target.how === "call") runWrapped(run, target.holds, tainted ? TAINTED : UNKNOWN, step);
  runCallbacks(run, args, tainted ? TAINTED : UNKNOWN, step);
  return chained(run, target, args);
}

/** `made.method(…)`. In init, callbacks are kept: `app.get("/", …)`. */
export function callMadeMethod(
  run: Interpreter,
  target: MadeValue,
  name: string,
  args: readonly Value[],
  step: Step,
): Value {
  if (run.phase === "init") {
    const [first] = args;
    const path = first?.kind === "literal" ? String(first.value) : target.onPath;
    const callbacks = args.filter((arg) => mayHoldFunctions(arg));
    const route = path === undefined ? null : routeOf(run, name, path, callbacks);
    for (const one of route ?? callbacks) keep(run, target, one, route === null ? 1 : MAXIMUM_CHAIN);
    const result = chained(run, target, route ?? args);
    const onPath = name === "route" || target.onPath !== undefined ? path : undefined;
    return result.kind !== "made"
      ? result
      : { ...result, chainedFrom: target, ...(onPath === undefined ? {} : { onPath }) };
  }
  if (target.from !== null) noteClosing(run, target.from, name, step);
  const tainted = isTainted(target) || args.some((one) => isTainted(one));
  if (assumesRole(target, name, args)) return TAINTED;
  const given = tainted ? TAINTED : UNKNOWN;
  if (name === "getStore") return TAINTED;
  if (COLLECTING.test(name) && given === TAINTED && target.client === null && target.phase === "invocation")
    target.tainted = true;
  const mayHandle = target.client === null || HANDLING.test(name);
  if (mayHandle && target.phase === "init" && args.some((one) => isTainted(one))) {
    runWrapped(run, target.holds, TAINTED, step);
  }
  if (name === "emit") runListeners(run, target, args, step);
  runCallbacks(run, args, given, step);
  return chained(run, target, args);
}

/** `emitter.emit("order")`: what was registered for that event when the module was loaded. */
function runListeners(
  run: Interpreter,
  target: MadeValue,
  [event, ...args]: readonly Value[],
  step: Step,
): void {
  if (event?.kind !== "literal") return;
  for (const held of target.holds) {
    const route = run.routes.get(held);
    if (route?.path !== String(event.value)) continue;
    for (const one of route.callbacks) callValue(run, one, args, target, step);
  }
}

/** The callbacks of a route, as one: each route has its own, though they share what stands before them. */
function routeOf(
  run: Interpreter,
  method: string,
  path: string,
  callbacks: readonly Value[],
): readonly Value[] | null {
  if (callbacks.length === 0 || !ROUTING.test(method)) return null;
  if (method === "use" && /^\/?\*?$/.test(path)) return null;
  const { phase } = run;
  const holds = [...callbacks];
  const all: MadeValue = {
    kind: "made",
    from: null,
    how: "call",
    holds,
    phase,
    tainted: false,
    client: null,
  };
  run.routes.set(all, { method, path, callbacks });
  return [all];
}

/** `router.route("/orders").get(list).post(add).delete(remove)`. */
const MAXIMUM_CHAIN = 12;

/** A route that is given along a chain is given to what the chain began with. */
function keep(run: Interpreter, target: MadeValue, arg: Value, links: number): void {
  let at: MadeValue | undefined = target;
  for (let link = 0; at !== undefined && link < links; at = at.chainedFrom, link++) {
    if (at.holds.includes(arg)) continue;
    at.holds.push(arg);
    run.noteAdded(arg, at);
  }
}

function assumesRole(target: MadeValue, name: string, args: readonly Value[]): boolean {
  if (ROLE_CALLS.test(name) || (name === "auth" && asksAsInstallation(args))) return true;
  return args.some(
    (one) => one.kind === "unknown" && one.tainted && target.from?.source === "@aws-sdk/client-sts",
  );
}

/** `auth({ type: "installation", installationId })`. */
function asksAsInstallation([first]: readonly Value[]): boolean {
  const type = first?.kind === "object" ? first.fields.get("type") : undefined;
  return type?.kind === "literal" && type.value === "installation";
}

/** `server.createHandler()` of a server for Lambda. */
function givesHandler({ from }: MadeValue): boolean {
  return from !== null && isHandlerWrapper(from.source, from.path.join("."));
}

function chained(run: Interpreter, target: MadeValue, args: readonly Value[]): Value {
  const tainted = isTainted(target) || args.some((one) => isTainted(one));
  // `new ApolloServer({ resolvers }).createHandler()`: a server runs what it was given.
  const isServer = target.client !== null && run.phase === "init" && mayHoldFunctions(target);
  if (target.client !== null && !isServer && !givesHandler(target))
    return tainted ? TAINTED : run.phase === "init" ? UNKNOWN_INIT : UNKNOWN;
  return {
    kind: "made",
    from: target.from,
    how: target.how,
    holds: [target, ...args].filter((one) => mayHoldFunctions(one)),
    phase: run.phase,
    tainted,
    client: null,
  };
}
