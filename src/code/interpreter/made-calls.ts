import { isHandlerWrapper } from "../../lambda/handler-wrappers.js";
import { asksAsInstallation, assumesRole } from "./assumed-roles.js";
import { mayHoldFunctions, runCallbacks, runWrapped } from "./callbacks.js";
import { callValue } from "./calls.js";
import type { Step } from "./construction-record.js";
import { noteClosing } from "./externals.js";
import type { Interpreter } from "./interpreter.js";
import { askNest } from "./nest.js";
import {
  type FunctionValue,
  isTainted,
  type MadeValue,
  TAINTED,
  UNKNOWN,
  UNKNOWN_INIT,
  type Value,
} from "./values.js";

/** `app.get("/orders", …)`: each request takes one of them. */
const ROUTING =
  /^(get|post|put|patch|delete|del|options|head|all|on|once|addListener|route|use|query|mutation|action|event|message|command)$/;

/** `parameters.append("database", event.database)`. */
const COLLECTING = /^(set|append|add)$/;

/** `bot.handleUpdate(JSON.parse(event.body))`: a client that serves what was registered with it. */
const HANDLING = /^(handle|process|dispatch|receive)([A-Z]\w*)?$/;

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
  const provided = askNest(run, target, name, args, step);
  if (provided !== null) return provided;
  if (run.phase === "init") {
    const [first] = args;
    const plugin = name === "register" && target.from?.source === "fastify" ? pluginOf(first) : null;
    if (plugin !== null) {
      // A plugin is called once, with the server that it adds its routes to.
      callValue(run, plugin, [target, ...args.slice(1)], target, step);
      return chained(run, target, []);
    }
    const path = first?.kind === "literal" ? String(first.value) : (pathIn(name, first) ?? target.onPath);
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

/** What `server.register()` calls: the function itself, or the one that `fastify-plugin` marks. */
function pluginOf(given: Value | undefined): FunctionValue | null {
  if (given?.kind === "made" && given.from?.source === "fastify-plugin") return pluginOf(given.holds[0]);
  return given?.kind === "function" ? given : null;
}

/** "/orders" of `server.route({ method: "GET", url: "/orders", handler })`. */
function pathIn(name: string, given: Value | undefined): string | undefined {
  if (name !== "route" || given?.kind !== "object") return undefined;
  const url = given.fields.get("url") ?? given.fields.get("path");
  return url?.kind === "literal" ? String(url.value) : undefined;
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
    // What `receiver.start()` gives is called like what `createHandler()` gives.
    how: givesHandler(target) ? "call" : target.how,
    holds: [target, ...args].filter((one) => mayHoldFunctions(one)),
    phase: run.phase,
    tainted,
    client: null,
  };
}
