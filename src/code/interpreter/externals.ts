import type { KnownClient } from "../../lambda/client.js";
import { isRoleCredentials } from "./assumed-roles.js";
import { iterate } from "./builtins.js";
import { runCallbacks } from "./callbacks.js";
import type { Step } from "./construction-record.js";
import { callContainer } from "./containers.js";
import { isFixed } from "./expressions.js";
import { callInterop } from "./interop.js";
import type { Interpreter } from "./interpreter.js";
import { clientOf } from "./known-clients.js";
import { startNest } from "./nest.js";
import { asksForOwnSecrets } from "./personal-clients.js";
import {
  type ExternalValue,
  isTainted,
  type MadeValue,
  newArray,
  TAINTED,
  UNKNOWN,
  type Value,
} from "./values.js";

/** Third-party functions that call what they are given once. */
const MEMOISERS =
  /^(lodash|underscore|ramda)(\/|$)|^(lodash\.(once|memoize)|memoizee|p-memoize|mem|memoize|moize|micro-memoize|p-once|onetime|once|fast-memoize|nano-memoize|memoize-one|async-memoize-one|@github\/memoize|lazy-value|p-lazy)$/;

const MEMOISING_EXPORT = /^(once|memoize|memoizeWith|memoized|mem|pMemoize|pOnce|moize|onetime)?$/;

const LODASH = /^(lodash(-es)?(\/\w+)?|lodash\.\w+|underscore)$/;
const GOES_THROUGH = /^(map|flatMap|mapValues|each|forEach|forOwn)$/i;

/** What such functions are called in every library of helpers, where they are given a function. */
const MEMOISING_NAME =
  /^(once|memoi[sz]e(d|Async|With)?|memo|lazy|singleton|instance(PerContainer)?CachingFactory)$/;

function memoises(target: ExternalValue, name: string, given: Value): boolean {
  return (
    (MEMOISERS.test(target.source) && MEMOISING_EXPORT.test(name)) ||
    (given.kind === "function" && MEMOISING_NAME.test(name))
  );
}

/** `new Kysely({ dialect: new PostgresDialect({ pool }) })` */
const MAXIMUM_NESTING = 4;

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
  if (isRoleCredentials(name)) return TAINTED;
  if (run.phase === "invocation" && client === null) {
    startNest(run, target, args, step);
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
  const receiver = first?.kind === "object" ? first.fields.get("receiver") : undefined;
  // `new App({ receiver })`: what the receiver is called with, the app's listeners are.
  if (receiver?.kind === "made" && receiver.from?.source === target.source) receiver.holds.push(made);
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

/** Notes a construction, unless it is built from the event, from a role, for an emulator, or wraps a client built beside it. */
export function recordClient(
  run: Interpreter,
  client: KnownClient,
  args: readonly Value[],
  how: "new" | "call",
  step: Step,
): void {
  if (run.phase !== "invocation" || args.some((one) => isTainted(one))) return;
  if (asksForOwnSecrets(run, args) || (client.kind === "aws" && args.some(isLocal))) return;
  if (client.wraps === true && args.some(isBuiltHere)) return;
  const isView = client.wraps === true && VIEW.test(client.package) && args.some((one) => holdsKept(one));
  if (isView && client.kind === "database") return;
  const label = step.label.replace(/^new /, "");
  run.records.push({
    node: step.node,
    client,
    name: how === "new" ? `new ${label}(…)` : `${label}(…)`,
    how,
    steps: [],
    confidence: client.perUser === true || isView ? "low" : run.confidence,
    inLoop: run.inLoop,
    afterAwait: run.afterAwait && !args.every(isSameEachTime),
  });
}

/** Emulators of AWS on a developer's machine. */
const LOCAL_ENDPOINT =
  /^(https?:\/\/)?(localhost|127\.0\.0\.1|0\.0\.0\.0|localstack|host\.docker\.internal|dynamodb-local)([:/]|$)/;

/** `new KMS({ endpoint: "http://localhost:4566" })`: no client that works on Lambda. */
function isLocal(value: Value): boolean {
  const endpoint = value.kind === "object" ? value.fields.get("endpoint") : undefined;
  return (
    endpoint?.kind === "literal" && typeof endpoint.value === "string" && LOCAL_ENDPOINT.test(endpoint.value)
  );
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
export function noteClosing(run: Interpreter, from: ExternalValue, name: string, step: Step): void {
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

/** They open nothing of their own: what writes queries for a pool, what translates documents for a client. */
const VIEW = /^(drizzle-orm|kysely|@aws-sdk\/lib-dynamodb)$/;

/** `drizzle(pool)`, `DynamoDBDocumentClient.from(client)`, of one that is kept. */
function holdsKept(value: Value, depth = 0): boolean {
  if (depth > MAXIMUM_NESTING) return false;
  const isOne = (one: Value): boolean => holdsKept(one, depth + 1);
  if (value.kind === "union") return value.options.some(isOne);
  if (value.kind === "object" && value.class === null) return [...value.fields.values()].some(isOne);
  if (value.kind !== "made" && value.kind !== "object") return false;
  if (value.client !== null) return value.phase === "init";
  return value.kind === "made" && value.holds.some(isOne);
}

function isBuiltHere(value: Value): boolean {
  if (value.kind === "union") return value.options.some(isBuiltHere);
  if (value.kind === "made" && value.client === null && value.how === "new")
    return value.holds.some(isBuiltHere);
  if (value.kind === "object" && value.class === null) return [...value.fields.values()].some(isBuiltHere);
  return (
    (value.kind === "made" || value.kind === "object") &&
    value.client !== null &&
    value.phase === "invocation"
  );
}
