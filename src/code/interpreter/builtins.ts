import { callValue } from "./calls.js";
import type { Step } from "./construction-record.js";
import type { Interpreter } from "./interpreter.js";
import { elementOf, functionsIn, inTurn, isData, rowOf } from "./literals.js";
import { hiddenName } from "./private-fields.js";
import {
  type FunctionValue,
  isTainted,
  MAXIMUM_ELEMENTS,
  newArray,
  type ObjectValue,
  optionsOf,
  phaseOf,
  TAINTED,
  UNKNOWN,
  type UnionValue,
  union,
  type Value,
} from "./values.js";

const ITERATING = /^(map|forEach|filter|find|findIndex|findLast|some|every|flatMap|reduce|reduceRight|sort)$/;

/** What a Map makes of a key that it doesn't have, and keeps: of JavaScript's own, and of libraries' caches. */
const KEEPS = /^(getOrInsertComputed|computeIfAbsent|getOr(Set|Create|Compute|ElseUpdate|Put))$/;

/** `flat(Infinity)` */
const MAXIMUM_DEPTH = 4;

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
      return name === "catch" || index > 0 ? run.sometimes(way, step.node, { isRare: true }) : way();
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
  const make = KEEPS.test(name) && phaseOf(receiver) === "init" ? args.at(-1) : undefined;
  if (make?.kind === "function")
    return run.within({ phase: "init" }, () => callValue(run, make, [], null, step));
  if (receiver.kind === "object" && receiver.elements !== null) {
    const kept =
      first?.kind === "object" && name === "get" ? first.fields.get(hiddenName(run, receiver)) : undefined;
    return kept ?? callCollection(run, receiver, name, first, second);
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

export function iterate(
  run: Interpreter,
  receiver: Value,
  name: string,
  args: readonly Value[],
  step: Step,
): Value {
  const [callback, initial] = args;
  const element = elementOf(receiver);
  const row = /^(map|flatMap|forEach)$/.test(name) ? rowOf(run, receiver) : inTurn(run, element);
  const reduces = name.startsWith("reduce");
  const given = reduces ? [initial ?? row, row] : name === "sort" ? [row, row] : [row, UNKNOWN, receiver];
  const listed = functionsIn(receiver, run.phase);
  const turn = (one: readonly Value[]): Value =>
    callback === undefined ? UNKNOWN : runCallback(run, callback, one, step);
  if (reduces && listed !== null) {
    // `steps.reduce((before, step) => …)`: each is given what the one before it came to.
    const inOrder = name === "reduce" ? listed : listed.toReversed();
    const [first = UNKNOWN, ...others] = initial === undefined ? inOrder : [initial, ...inOrder];
    return others.reduce((all, one) => run.within({ branch: true }, () => turn([all, one])), first);
  }
  const values =
    listed === null
      ? [run.within({ inLoop: true, branch: true }, () => turn(given))]
      : listed.map((one) => run.within({ branch: true }, () => turn([one, UNKNOWN, receiver])));
  if (name === "map") return newArray(run.phase, values);
  const value = union(values);
  if (name === "flatMap") return newArray(run.phase, [elementOf(value)]);
  if (name === "forEach") return UNKNOWN;
  if (reduces) return union([value, ...(initial === undefined ? [] : [initial])]);
  // Which tenant, region or table a test on the event picks is data of the event.
  const isChoice = isTainted(value) && isData(element);
  if (name === "find" || name === "findLast") return isChoice ? TAINTED : element;
  if (name === "filter" && isChoice) return newArray(run.phase, [TAINTED]);
  if (name === "filter" || name === "sort") return receiver;
  return isTainted(receiver) ? TAINTED : UNKNOWN;
}

function callCollection(
  run: Interpreter,
  receiver: ObjectValue,
  name: string,
  first: Value | undefined,
  second: Value | undefined,
): Value | null {
  const elements = receiver.elements ?? [];
  switch (name) {
    case "get":
    case "at":
      return elements.length === 0 ? UNKNOWN : union(elements);
    case "pop":
    case "shift":
      return elements.length === 0 ? UNKNOWN : inTurn(run, union(elements));
    case "set":
      receiver.elements = [...elements, second ?? UNKNOWN].slice(-MAXIMUM_ELEMENTS);
      if (first?.kind === "object") first.fields.set(hiddenName(run, receiver), second ?? UNKNOWN);
      run.noteAdded(second ?? UNKNOWN, receiver);
      return receiver;
    case "push":
    case "unshift":
    case "add":
      receiver.elements = [...elements, first ?? UNKNOWN].slice(-MAXIMUM_ELEMENTS);
      run.noteAdded(first ?? UNKNOWN, receiver);
      return receiver;
    case "concat":
      return newArray(receiver.phase, [...elements, ...(first === undefined ? [] : [elementOf(first)])]);
    case "values":
    case "slice":
    case "reverse":
    case "splice":
      return receiver;
    case "flat":
      return newArray(receiver.phase, flattened(elements, first));
    case "entries":
      return newArray(receiver.phase, [newArray(receiver.phase, [UNKNOWN, elementOf(receiver)])]);
    case "join":
      return isTainted(receiver) ? TAINTED : UNKNOWN;
    default:
      return null;
  }
}

/** The elements of lists in a list, as deep as `flat` is told. */
function flattened(elements: readonly Value[], depth: Value | undefined): Value[] {
  const levels = depth?.kind === "literal" ? Number(depth.value) : 1;
  let flat = elements.flatMap(optionsOf);
  for (let level = 0; level < Math.min(levels, MAXIMUM_DEPTH); level++)
    flat = flat.flatMap((one) => (one.kind === "object" && one.elements !== null ? one.elements : [one]));
  return flat;
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
  let value: Value = UNKNOWN;
  // It fails when it is run, if ever: a list may be empty, a promise handles it.
  if (callback.kind !== "literal" && callback.kind !== "unknown")
    run.apart(() => {
      value = callValue(run, callback, args, null, step);
    });
  return value;
}
