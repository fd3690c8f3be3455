import type TypeScript from "typescript";
import { ts } from "../typescript.js";
import { callFunction } from "./calls.js";
import type { Step } from "./construction-record.js";
import { decidedBy } from "./import-use.js";
import type { Interpreter, Uses } from "./interpreter.js";
import { fieldsOf } from "./literals.js";
import { isNestModule, runNestModule } from "./nest.js";
import { readProperty } from "./properties.js";
import {
  isMiddleware,
  isTrivialCallback,
  type Route,
  routesBelow,
  routesIn,
  standsBeforeMost,
  trivialAmong,
} from "./routes.js";
import {
  type FunctionValue,
  isTainted,
  type MadeValue,
  type ObjectValue,
  optionsOf,
  TAINTED,
  UNKNOWN,
  type Value,
} from "./values.js";

/** Fields of an options object whose functions run each time. */
const EACH_TIME = /^(before|after|handler|handle|run|main|execute|fn|callback|init|setup)$/;

export function mayHoldFunctions(value: Value, depth = 5, seen?: Map<Value, number>): boolean {
  if (depth === 0) return false;
  switch (value.kind) {
    case "function":
    case "memo":
      return true;
    case "made":
      return value.holds.length > 0;
    case "class":
      return isNestModule(value);
    case "union":
      return value.options.some((one) => mayHoldFunctions(one, depth, seen));
    case "object": {
      if (value.class !== null || value.getters.size > 0) return true;
      if ((seen?.get(value) ?? 0) >= depth) return false;
      seen?.set(value, depth);
      const inside = seen ?? (depth < 5 ? new Map<Value, number>() : undefined);
      for (const field of value.fields.values()) if (mayHoldFunctions(field, depth - 1, inside)) return true;
      return (value.elements ?? []).some((one) => mayHoldFunctions(one, depth - 1, inside));
    }
    default:
      return false;
  }
}

/** What a server of GraphQL or tRPC asks for on each request, and hands to the resolvers. */
const HANDED_ON = /^(context|createContext|dataSources)$/;

/** How callbacks are run. */
interface Turn {
  readonly given: Value;
  readonly step: Step;
  /** What a callback gives back is a function to run as well. */
  readonly curried: boolean;
  /** What a callback gives back holds functions that others call. */
  readonly handsOn?: boolean;
  /** Resolvers call the methods of instances that are given back. */
  readonly asksSources?: boolean;
  /** What was come by, with what it used: the same authorisation may stand before many routes. */
  readonly seen: Map<Value, Uses>;
  /** How often something was met that runs, or that was not looked into. */
  met: number;
}

/**
 * Runs the functions that third-party code was given, however deep they lie in its arguments. Gives whether one
 * of them gave back data of the event: what the third-party code gives is then taken to be that.
 */
export function runCallbacks(run: Interpreter, values: readonly Value[], given: Value, step: Step): boolean {
  return runAll(run, values, { given, step, curried: false, seen: new Map(), met: 0 }, DEPTH);
}

/**
 * Runs what a third-party wrapper was given, as a handler or a route: what such a function gives back is a part
 * of the handler (`metricScope((metrics) => async (event) => …)`).
 */
export function runWrapped(run: Interpreter, values: readonly Value[], given: Value, step: Step): void {
  runAll(run, values, { given, step, curried: true, seen: new Map(), met: 0 }, DEPTH);
}

function runAll(run: Interpreter, values: readonly Value[], turn: Turn, depth: number): boolean {
  if (depth === 0) {
    if (values.some((one) => MAY_RUN.has(one.kind))) turn.met++;
    return false;
  }
  let tainted = false;
  let routes: Map<Route, Value> | null = null;
  const isBeside = values.some((one) => one.kind === "function");
  for (const value of values) {
    // Most of what code is given is data, and this is come by more often than anything else.
    if (!MAY_RUN.has(value.kind)) continue;
    if (turn.seen.has(value)) {
      if (!run.idle.has(value)) turn.met++;
      run.addUses(turn.seen.get(value) ?? null);
      continue;
    }
    turn.seen.set(value, null);
    const route = run.routes.get(value) ?? routerAmong(run, value, values);
    if (route !== null) {
      turn.met++;
      routes ??= new Map();
      routes.set(route, value);
      continue;
    }
    const used = run.noting(() => {
      if (runOne(run, value, turn, depth, isBeside)) tainted = true;
    });
    turn.seen.set(value, used);
  }
  return (routes !== null && runRoutes(run, routes, turn, depth)) || tainted;
}

/** A request takes one of the routes: what all of them use is used always, but for those that do next to nothing. */
function runRoutes(run: Interpreter, routes: ReadonlyMap<Route, Value>, turn: Turn, depth: number): boolean {
  const ways: (() => boolean)[] = [];
  const parts: number[] = [];
  const results: boolean[] = [];
  const before = new Set([...routes.keys()].filter((one) => isMiddleware(one, run.routes)));
  const others = [...routes.keys()].filter((one) => !before.has(one));
  const trivial = trivialAmong(others);
  const taken = others.filter((one) => !trivial.has(one));
  for (const [route, value] of routes) {
    const way = (): boolean => runOne(run, value, turn, depth);
    if (taken.includes(route)) {
      ways.push(way);
      parts.push(routesBelow(route, run.routes));
    } else if (before.has(route) && standsBeforeMost(route, taken)) results.push(way());
    else results.push(run.sometimes(way, route, { isRare: trivial.has(route) }));
  }
  // Of two routes nothing tells which of them most requests take.
  if (parts.reduce((sum, part) => sum + part, 0) === 2) {
    return [...results, ...run.all(ways)].includes(true);
  }
  const [first] = routes.values();
  return (
    (ways.length > 0 && run.either(ways, decidedBy(first ?? routes), { parts }).includes(true)) ||
    results.includes(true)
  );
}

/** `app.use(orders); app.use(reports)`: a router without a path stands for its routes, beside the others. */
function routerAmong(run: Interpreter, value: Value, values: readonly Value[]): Route | null {
  if (value.kind !== "made" || values.length === 1) return null;
  const held = routesIn(value, run.routes);
  if (held.size === 0 || values.some((one) => held.has(one))) return null;
  return { method: "use", path: "", callbacks: [value] };
}

/** How deep functions are looked for in what they were handed with. */
const DEPTH = 12;

const MAY_RUN: ReadonlySet<Value["kind"]> = new Set(["function", "union", "made", "class", "memo", "object"]);

function runOne(run: Interpreter, value: Value, turn: Turn, depth: number, isBeside = false): boolean {
  switch (value.kind) {
    case "function": {
      turn.met++;
      const { given } = turn;
      const call = (): Value =>
        callFunction(run, value, [...value.bound, given, given, given], value.self, turn.step);
      let result: Value = UNKNOWN;
      // Whoever is given it may handle its failure, or never call it.
      run.apart(() => {
        result = turn.curried && setsUp(value.node) ? run.within({ phase: "init" }, call) : call();
      });
      if (turn.curried) runReturned(run, value, result, turn, depth);
      if (turn.handsOn === true) runHandedOn(run, result, turn, depth);
      return isTainted(result);
    }
    case "union":
      return runAll(run, value.options, turn, depth);
    case "made":
      return unlessIdle(run, value, turn, () => runAll(run, value.holds, turn, depth - 1));
    case "class":
      if (!isNestModule(value)) return false;
      turn.met++;
      runNestModule(run, value, turn.step);
      return false;
    case "memo":
      turn.met++;
      return run.within({ phase: "init" }, () => runAll(run, [value.target], turn, depth - 1));
    case "object":
      if (value.class !== null && turn.asksSources === true) runAsked(run, value, turn);
      return (
        value.class === null &&
        unlessIdle(run, value, turn, () => runObject(run, value, turn, depth, isBeside))
      );
    default:
      return false;
  }
}

/** What resolvers ask of a data source. */
function runAsked(run: Interpreter, source: ObjectValue, turn: Turn): void {
  // Apollo Server calls "initialize" itself, for each request.
  for (const name of ["initialize", ...run.names.asked]) {
    const method = readProperty(run, source, name, turn.step.node);
    if (method.kind !== "function") continue;
    turn.met++;
    run.apart(() => callFunction(run, method, [TAINTED, TAINTED, TAINTED], source, turn.step));
  }
}

/** Looks into a value, and not again as long as there is nothing to run in it: a schema is handed around a lot. */
function unlessIdle(
  run: Interpreter,
  value: MadeValue | ObjectValue,
  turn: Turn,
  look: () => boolean,
): boolean {
  if (run.idle.has(value)) return false;
  const { met } = turn;
  const tainted = look();
  if (turn.met === met) run.idle.add(value);
  return tainted;
}

/** `createHandler(() => { const client = …; return async (event) => … })`: asks for nothing, so it is run once. */
function setsUp({ parameters, body }: FunctionValue["node"]): boolean {
  if (parameters.length > 0 || body === undefined) return false;
  if (!ts.isBlock(body)) return isFunction(body);
  const last = body.statements.at(-1);
  return (
    last !== undefined &&
    ts.isReturnStatement(last) &&
    last.expression !== undefined &&
    isFunction(last.expression)
  );
}

function isFunction(node: TypeScript.Node): boolean {
  return ts.isArrowFunction(node) || ts.isFunctionExpression(node);
}

function runReturned(run: Interpreter, from: FunctionValue, result: Value, turn: Turn, depth: number): void {
  for (const option of optionsOf(result)) {
    if (option.kind !== "function") continue;
    const isCurried = option.frame.owner === from.node;
    run.within(isCurried ? {} : { confidence: "medium" }, () => runAll(run, [option], turn, depth - 1));
  }
}

function runContext(run: Interpreter, field: Value, turn: Turn, depth: number): boolean {
  const inside: Turn = { ...turn, handsOn: true };
  const tainted = runAll(run, [field], inside, depth - 1);
  turn.met = inside.met;
  return tainted;
}

function runHandedOn(run: Interpreter, result: Value, turn: Turn, depth: number): void {
  const rest: Turn = { ...turn, given: TAINTED, curried: false, handsOn: false, asksSources: true };
  run.within({ confidence: "medium" }, () =>
    run.sometimes(() => runAll(run, [result], rest, depth - 1), turn.step.node),
  );
}

function runObject(
  run: Interpreter,
  value: ObjectValue,
  turn: Turn,
  depth: number,
  isBeside: boolean,
): boolean {
  let tainted = false;
  let functions = 0;
  const fields = fieldsOf(run, value, turn.step.node);
  for (const field of fields.values()) if (field.kind === "function") functions++;
  // Beside a function they are what it works with: `wrap(generate, { createPdf, savePdf, send })`.
  const isChoice = functions > 2 && !isBeside;
  const ways: (() => boolean)[] = [];
  const trivial: (() => boolean)[] = [];
  for (const [name, field] of fields) {
    if (!MAY_RUN.has(field.kind)) continue;
    const runField = (): boolean =>
      HANDED_ON.test(name) ? runContext(run, field, turn, depth) : runAll(run, [field], turn, depth - 1);
    if (isChoice && !EACH_TIME.test(name)) (isTrivialCallback(field) ? trivial : ways).push(runField);
    else if (runField()) tainted = true;
  }
  const [only] = ways;
  for (const way of trivial) if (run.sometimes(way, value, { isRare: true })) tainted = true;
  if (only !== undefined && ways.length === 1) {
    // All others only greet.
    const isAll = trivial.length > 0;
    tainted = (isAll ? only() : run.sometimes(only, value)) || tainted;
  } else if (ways.length > 1) {
    if (run.either(ways, decidedBy(value)).includes(true)) tainted = true;
  }
  return (value.elements !== null && runAll(run, value.elements, turn, depth - 1)) || tainted;
}
