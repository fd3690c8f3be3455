import { callValue } from "./calls.js";
import type { Step } from "./construction-record.js";
import type { Interpreter } from "./interpreter.js";
import { readProperty } from "./properties.js";
import { type FunctionValue, UNDEFINED, UNKNOWN, type Value } from "./values.js";

/** What compilers leave of `#field`: esbuild's `__privateGet(object, map)`, TypeScript's `__classPrivateFieldGet(…)`. */
export type PrivateAccess = "get" | "set" | "add" | "method";

/** By what the helpers throw, which minifying leaves. */
const THROWN: readonly (readonly [RegExp, PrivateAccess])[] = [
  [/read from private field|Cannot read private member/, "get"],
  [/write to private field|Cannot write private member/, "set"],
  [/Cannot add the same private member/, "add"],
  [/access private method/, "method"],
];

const MAXIMUM_LENGTH = 900;
const known = new WeakMap<object, PrivateAccess | null>();

/** Whether a function is such a helper, and which. */
export function privateAccess({ node, frame }: FunctionValue): PrivateAccess | null {
  if (frame.parent !== null || node.end - node.pos > MAXIMUM_LENGTH) return null;
  let access = known.get(node);
  if (access === undefined) {
    const text = node.getText();
    access = THROWN.find(([thrown]) => thrown.test(text))?.[1] ?? null;
    known.set(node, access);
  }
  return access;
}

/** Reads or writes the field, which lives as long as its object. Null: of what, can't be told. */
export function accessPrivate(
  run: Interpreter,
  access: PrivateAccess,
  args: readonly Value[],
  step: Step,
): Value | null {
  const [object, map, ...rest] = args;
  if (object === undefined || map === undefined) return null;
  const isTypeScripts = rest.some(isKind);
  // TypeScript's: (object, map, kind, holder), and (object, map, value, kind, holder).
  const kind = isTypeScripts ? rest.find(isKind) : undefined;
  const holder = isTypeScripts ? rest.at(-1) : undefined;
  const [first] = rest;
  if (kind !== undefined && holder !== undefined && holder !== kind) {
    if (kind.value === "m") return holder;
    if (kind.value === "a")
      return callValue(run, holder, access === "set" ? [first ?? UNDEFINED] : [], object, step);
    if (holder.kind !== "object") return null;
    if (access === "set" && first !== undefined) holder.fields.set("value", first);
    return readProperty(run, holder, "value", step.node);
  }
  if (access === "method") return first ?? UNKNOWN;
  if (access === "get" && !isTypeScripts && first?.kind === "function")
    return callValue(run, first, [], object, step);
  const fields = fieldsOf(object);
  if (fields === null) return null;
  const name = hiddenName(run, map);
  if (access === "get") return fields.get(name) ?? UNDEFINED;
  fields.set(name, first ?? UNDEFINED);
  return first ?? UNDEFINED;
}

/** What a WeakMap holds for an object, as a field of the object. */
export function hiddenName(run: Interpreter, map: Value): string {
  return `#${run.id(map)}`;
}

function fieldsOf(object: Value): Map<string, Value> | null {
  return object.kind === "object" ? object.fields : object.kind === "class" ? object.statics : null;
}

function isKind(value: Value): value is Extract<Value, { kind: "literal" }> {
  return value.kind === "literal" && (value.value === "f" || value.value === "m" || value.value === "a");
}
