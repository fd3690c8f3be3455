import { writeProperty } from "./assignments.js";
import { callUnknown, callValue } from "./calls.js";
import { construct } from "./classes.js";
import { elementOf } from "./expressions.js";
import { interopResult } from "./interop.js";
import type { Interpreter, Step } from "./interpreter.js";
import {
  type FunctionValue,
  type GlobalValue,
  isTainted,
  newArray,
  newObject,
  type ObjectValue,
  optionsOf,
  TAINTED,
  UNKNOWN,
  UNKNOWN_INIT,
  type UnionValue,
  union,
  type Value,
} from "./values.js";

const ITERATING = /^(map|forEach|filter|find|findIndex|findLast|some|every|flatMap|reduce|reduceRight|sort)$/;

/** Methods of arrays, maps, promises and functions. Null: the receiver's own method decides. */
export function callBuiltinMethod(
  run: Interpreter,
  receiver: Value,
  name: string,
  args: readonly Value[],
  step: Step,
): Value | null {
  if (receiver.kind === "function" || receiver.kind === "memo" || receiver.kind === "class") {
    const bound = callFunctionMethod(run, receiver, name, args, step);
    if (bound !== null) return bound;
  }
  if (receiver.kind === "object" && (receiver.fields.has(name) || receiver.class !== null)) return null;
  const [first, second] = args;
  if (name === "then" || name === "catch" || name === "finally") {
    // A promise is transparent: it stands for what it resolves to.
    const given = name === "then" ? receiver : UNKNOWN;
    const results = args.map((one, index) => {
      const way = (): Value => runCallback(run, one, [given], step);
      return name === "catch" || index > 0 ? run.sometimes(way) : way();
    });
    if (receiver.kind === "namespace") return results[0] ?? receiver;
    return name === "then" && first !== undefined ? (results[0] ?? UNKNOWN) : receiver;
  }
  if (
    ITERATING.test(name) &&
    (first?.kind === "function" || first?.kind === "memo" || first?.kind === "union")
  ) {
    if (receiver.kind === "made" && receiver.phase === "init" && run.phase === "init") return null;
    if (receiver.kind === "external" || receiver.kind === "namespace") return null;
    return iterate(run, receiver, name, args, step);
  }
  if (receiver.kind === "object" && receiver.elements !== null) {
    return callCollection(receiver, name, first, second);
  }
  return null;
}

/** Iteration over one of several values that may all be lists: as over one. Null where a value has its own method. */
export function callAlike(
  run: Interpreter,
  receiver: UnionValue,
  name: string,
  args: readonly Value[],
  step: Step,
): Value | null {
  if (!ITERATING.test(name) || args[0]?.kind !== "function") return null;
  const isList = (one: Value): boolean =>
    one.kind === "literal" || one.kind === "unknown" || (one.kind === "object" && one.elements !== null);
  return receiver.options.every(isList) ? iterate(run, receiver, name, args, step) : null;
}

function iterate(run: Interpreter, receiver: Value, name: string, args: readonly Value[], step: Step): Value {
  const [callback, initial] = args;
  const element = elementOf(receiver);
  const reduces = name.startsWith("reduce");
  const given = reduces
    ? [initial ?? element, element]
    : name === "sort"
      ? [element, element]
      : [element, UNKNOWN, receiver];
  const value = run.within({ inLoop: true, branch: true }, () =>
    callback === undefined ? UNKNOWN : runCallback(run, callback, given, step),
  );
  if (name === "map" || name === "flatMap")
    return newArray(run.phase, [name === "flatMap" ? elementOf(value) : value]);
  if (name === "forEach") return UNKNOWN;
  if (reduces) return union([value, ...(initial === undefined ? [] : [initial])]);
  if (name === "find" || name === "findLast") return element;
  if (name === "filter" || name === "sort") return receiver;
  return isTainted(receiver) ? TAINTED : UNKNOWN;
}

function callCollection(
  receiver: ObjectValue,
  name: string,
  first: Value | undefined,
  second: Value | undefined,
): Value | null {
  const elements = receiver.elements ?? [];
  switch (name) {
    case "get":
    case "at":
    case "pop":
    case "shift":
      return elements.length === 0 ? UNKNOWN : union(elements);
    case "set":
      receiver.elements = [...elements, second ?? UNKNOWN].slice(-8);
      return receiver;
    case "push":
    case "unshift":
    case "add":
      receiver.elements = [...elements, first ?? UNKNOWN].slice(-8);
      return receiver;
    case "concat":
      return newArray(receiver.phase, [...elements, ...(first === undefined ? [] : [elementOf(first)])]);
    case "values":
    case "slice":
    case "reverse":
    case "splice":
    case "flat":
      return receiver;
    case "entries":
      return newArray(receiver.phase, [newArray(receiver.phase, [UNKNOWN, elementOf(receiver)])]);
    case "join":
      return isTainted(receiver) ? TAINTED : UNKNOWN;
    default:
      return null;
  }
}

function callFunctionMethod(
  run: Interpreter,
  receiver: Value,
  name: string,
  args: readonly Value[],
  step: Step,
): Value | null {
  const [self, ...others] = args;
  if (name === "bind") {
    if (receiver.kind !== "function") return receiver;
    const bound: FunctionValue = {
      ...receiver,
      self: self === undefined || self.kind === "literal" ? receiver.self : self,
      bound: [...receiver.bound, ...others],
    };
    return bound;
  }
  if (receiver.kind === "function" && receiver.fields.has(name)) return null;
  if (receiver.kind === "class") return null;
  if (name === "call") return callValue(run, withSelf(receiver, self), others, self ?? null, step);
  if (name === "apply") {
    const [list] = others;
    const spread =
      list?.kind === "object" && list.elements !== null
        ? list.elements
        : list === undefined
          ? []
          : [elementOf(list)];
    return callValue(run, withSelf(receiver, self), spread, self ?? null, step);
  }
  return null;
}

function withSelf(receiver: Value, self: Value | undefined): Value {
  return receiver.kind === "function" && self !== undefined && self.kind !== "literal"
    ? { ...receiver, self }
    : receiver;
}

function runCallback(run: Interpreter, callback: Value, args: readonly Value[], step: Step): Value {
  if (callback.kind === "literal" || callback.kind === "unknown") return UNKNOWN;
  return callValue(run, callback, args, null, step);
}

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
    const value = callObject(run, name, first, second, third, args);
    if (value !== null) return value;
  }
  if (owner === "Reflect" && name === "construct" && first !== undefined) {
    return construct(run, first, second?.kind === "object" ? (second.elements ?? []) : [], step);
  }
  if (owner === "Array" && (name === "from" || name === "of") && first !== undefined) {
    if (second?.kind === "function") return iterate(run, first, "map", [second], step);
    return name === "of" ? newArray(run.phase, [...args]) : first;
  }
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
  return callUnknown(run, args, args, step);
}

function callObject(
  run: Interpreter,
  name: string,
  first: Value,
  second: Value | undefined,
  third: Value | undefined,
  args: readonly Value[],
): Value | null {
  switch (name) {
    case "assign":
      for (const source of args.slice(1)) {
        if (source.kind === "object")
          for (const [key, value] of source.fields) writeProperty(run, first, key, value);
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
        ? newArray(run.phase, [...first.fields.values(), ...(first.elements ?? [])])
        : unknownOf(first);
    case "entries":
      return first.kind === "object"
        ? newArray(run.phase, [
            newArray(run.phase, [UNKNOWN, union([...first.fields.values(), ...(first.elements ?? [])])]),
          ])
        : unknownOf(first);
    case "keys":
    case "fromEntries":
      return unknownOf(first);
    default:
      return null;
  }
}

function unknownOf(value: Value): Value {
  return isTainted(value)
    ? TAINTED
    : value.kind === "unknown" && value.phase === "init"
      ? UNKNOWN_INIT
      : UNKNOWN;
}
