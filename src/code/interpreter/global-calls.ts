import { writeProperty } from "./assignments.js";
import { iterate } from "./builtins.js";
import { callUnknown, callValue } from "./calls.js";
import { construct } from "./construct.js";
import type { Step } from "./construction-record.js";
import { exportsByName } from "./exports.js";
import { isFixed } from "./expressions.js";
import { interopResult } from "./interop.js";
import type { Interpreter } from "./interpreter.js";
import { elementOf, fieldsOf, isTable, namesOf } from "./literals.js";
import {
  type GlobalValue,
  isTainted,
  newArray,
  newObject,
  type ObjectValue,
  optionsOf,
  TAINTED,
  UNKNOWN,
  UNKNOWN_INIT,
  union,
  type Value,
} from "./values.js";

/** Of the environment they make what is the same in every invocation. */
const CONVERSION = /^(String|Number|Boolean|parseInt|parseFloat)$/;

/** They look at what they are given, functions too, and call none of it. */
const LOOKING =
  /^(Array\.isArray|Object\.(is|isFrozen|hasOwn|getPrototypeOf|getOwnPropertyNames)|console\.\w+)$/;

/** Static methods of what the language brings: Promise, Object, Reflect, and helpers that compilers leave. */
export function callGlobal(
  run: Interpreter,
  receiver: GlobalValue,
  name: string,
  args: readonly Value[],
  step: Step,
): Value {
  const owner = receiver.path.at(-1) ?? "";
  const [first, second, third] = args;
  const own = run.globals.get([...receiver.path, name].join("."));
  if (own !== undefined && receiver.path.length === 0) {
    // `global.fetch = global.fetch || other`: the global itself is one of its own values.
    const others = optionsOf(own).filter((one) => one.kind !== "global");
    if (others.length > 0) return callValue(run, union(others), args, null, step);
  }
  if (owner === "Promise" && first !== undefined) {
    if (name === "all" || name === "allSettled") return first;
    if (name === "race" || name === "any") return elementOf(first);
    if (name === "resolve") return first;
    if (name === "reject") return UNKNOWN;
  }
  if (owner === "Object" && first !== undefined) {
    const [asObject = first, ...others] = args.map((one) => objectOf(run, one));
    const value = callObject(run, name, asObject, second, third, [asObject, ...others], step);
    if (value !== null) return value;
  }
  if (owner === "Reflect" && name === "construct" && first !== undefined) {
    return construct(run, first, second?.kind === "object" ? (second.elements ?? []) : [], step);
  }
  if (owner === "Array" && (name === "from" || name === "of") && first !== undefined) {
    if (second?.kind === "function") return iterate(run, first, "map", [second], step);
    return name === "of" ? newArray(run.phase, [...args]) : first;
  }
  const symbol = symbolOf(run, receiver, name, first, step);
  if (symbol !== null) return symbol;
  if (owner === "" || receiver.path.length === 0) {
    const interop = interopResult(run, name, args);
    if (interop !== null) return interop;
    // A bundle's stand-in for `require` in an ES module.
    if (name === "require" && first?.kind === "literal" && typeof first.value === "string") {
      return { kind: "external", source: first.value, path: [] };
    }
    if (name === "structuredClone" && first !== undefined) return first;
  }
  if (owner === "process" && /^(on|once|addListener)$/.test(name)) return UNKNOWN;
  const converts = receiver.path.length === 0 ? CONVERSION.test(name) : owner === "JSON" && name === "parse";
  if (converts && args.every((one) => isFixed(one))) return UNKNOWN_INIT;
  // It calls a replacer, none of what it writes.
  const called = owner === "JSON" && name === "stringify" ? args.slice(1) : args;
  return callUnknown(run, args, LOOKING.test(`${owner}.${name}`) ? [] : called, step);
}

/** A symbol is a key of its own: one for each place that makes it, one for each name that `Symbol.for` is given. */
function symbolOf(
  run: Interpreter,
  { path }: GlobalValue,
  name: string,
  first: Value | undefined,
  step: Step,
): Value | null {
  if (path.length === 0 && name === "Symbol") return { kind: "literal", value: `@@${run.id(step.node)}` };
  if (path.join(".") !== "Symbol" || name !== "for" || first?.kind !== "literal") return null;
  return { kind: "literal", value: `@@${String(first.value)}` };
}

/** A namespace is an object to `Object.values` and its like. */
function objectOf(run: Interpreter, value: Value): Value {
  return value.kind === "namespace" ? newObject("init", exportsByName(run, value.file)) : value;
}

function callObject(
  run: Interpreter,
  name: string,
  first: Value,
  second: Value | undefined,
  third: Value | undefined,
  args: readonly Value[],
  step: Step,
): Value | null {
  const own = (object: ObjectValue): ReadonlyMap<string, Value> => fieldsOf(run, object, step.node);
  switch (name) {
    case "assign":
      for (const source of args.slice(1)) {
        if (source.kind === "object")
          for (const [key, value] of own(source)) writeProperty(run, first, key, value);
      }
      return first;
    case "freeze":
    case "seal":
    case "setPrototypeOf":
      return first;
    case "create":
      return first.kind === "object"
        ? { ...newObject(run.phase, first.fields), class: first.class }
        : newObject(run.phase);
    case "defineProperty": {
      const key = second?.kind === "literal" ? String(second.value) : null;
      if (key === null || third?.kind !== "object") return first;
      const getter = third.fields.get("get");
      const value = third.fields.get("value");
      if (getter?.kind === "function" && first.kind === "object") first.getters.set(key, getter);
      else if (value !== undefined) writeProperty(run, first, key, value);
      return first;
    }
    case "values":
      return first.kind === "object"
        ? newArray(run.phase, [...own(first).values(), ...(first.elements ?? [])])
        : unknownOf(first);
    case "entries":
      return first.kind === "object"
        ? newArray(run.phase, pairsOf(run, first, own(first)))
        : unknownOf(first);
    case "fromEntries": {
      const values = optionsOf(elementOf(first)).flatMap((one) =>
        one.kind === "object" && one.elements !== null ? one.elements.slice(1, 2) : [],
      );
      return values.length > 0 ? { ...newObject(run.phase), elements: values } : unknownOf(first);
    }
    case "keys":
      return first.kind === "object" && isTable(first, own(first))
        ? namesOf(run, own(first))
        : unknownOf(first);
    default:
      return null;
  }
}

/** What `Object.entries` gives: of functions each by itself, since a loop over them runs them all. */
function pairsOf(run: Interpreter, of: ObjectValue, own: ReadonlyMap<string, Value>): Value[] {
  const fields = [...own];
  if (isTable(of, own))
    return fields.map(([name, one]) => newArray(run.phase, [{ kind: "literal", value: name }, one]));
  const value = union([...fields.map(([, one]) => one), ...(of.elements ?? [])]);
  return [newArray(run.phase, [of.open ?? UNKNOWN, value])];
}

function unknownOf(value: Value): Value {
  return isTainted(value)
    ? TAINTED
    : value.kind === "unknown" && value.phase === "init"
      ? UNKNOWN_INIT
      : UNKNOWN;
}
