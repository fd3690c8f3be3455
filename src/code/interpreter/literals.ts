import type TypeScript from "typescript";
import { ts } from "../typescript.js";
import { exportsByName, exportsOf } from "./exports.js";
import { closure, evaluate } from "./expressions.js";
import type { Interpreter } from "./interpreter.js";
import { iterated } from "./iteration.js";
import { readProperty, symbolName } from "./properties.js";
import {
  type Frame,
  isTainted,
  MAXIMUM_ELEMENTS,
  newArray,
  newObject,
  type ObjectValue,
  type Phase,
  settled,
  TAINTED,
  UNKNOWN,
  UNKNOWN_INIT,
  union,
  type Value,
} from "./values.js";
import { lookUp } from "./variables.js";

export function evaluateObject(
  run: Interpreter,
  node: TypeScript.ObjectLiteralExpression,
  frame: Frame,
): Value {
  const object = newObject(run.phase);
  for (const property of node.properties) {
    if (ts.isSpreadAssignment(property)) {
      spreadInto(run, object, evaluate(run, property.expression, frame), property);
      continue;
    }
    const name = nameOf(run, property.name, frame);
    if (ts.isGetAccessorDeclaration(property)) {
      if (name !== null) object.getters.set(name, closure(property, frame, object));
      continue;
    }
    const value = ts.isMethodDeclaration(property)
      ? closure(property, frame, object)
      : ts.isPropertyAssignment(property)
        ? evaluate(run, property.initializer, frame)
        : ts.isShorthandPropertyAssignment(property)
          ? lookUp(run, property.name, frame)
          : UNKNOWN;
    if (name === null) object.elements = [...(object.elements ?? []), value];
    else object.fields.set(name, value);
  }
  return object;
}

/** Fields of an object, those too that getters give: a bundle's namespaces have nothing else. */
export function fieldsOf(
  run: Interpreter,
  object: ObjectValue,
  at: TypeScript.Node,
): ReadonlyMap<string, Value> {
  if (object.getters.size === 0) return object.fields;
  const fields = new Map(object.fields);
  for (const name of object.getters.keys()) {
    if (!fields.has(name)) fields.set(name, readProperty(run, object, name, at));
  }
  return fields;
}

function spreadInto(run: Interpreter, object: ObjectValue, value: Value, at: TypeScript.Node): void {
  if (value.kind === "namespace") {
    for (const [name, field] of exportsByName(run, value.file)) object.fields.set(name, field);
  } else if (value.kind === "object") {
    for (const [name, field] of fieldsOf(run, value, at)) object.fields.set(name, field);
    if (value.open !== null) object.open = value.open;
  } else if (value.kind === "union") {
    const parts = value.options.map((option) => {
      const part = newObject(object.phase);
      spreadInto(run, part, option, at);
      return part;
    });
    for (const name of new Set(parts.flatMap(({ fields }) => [...fields.keys()]))) {
      // One that doesn't have it leaves what stands in front.
      const given = [object, ...parts].flatMap(({ fields }) => fields.get(name) ?? []);
      const isOfAll = parts.every(({ fields }) => fields.has(name));
      const others = isOfAll && object.fields.has(name) ? given.slice(1) : given;
      object.fields.set(name, union(others, value.ofTable));
    }
    for (const { open } of parts) if (open !== null) object.open = open;
  } else if (value.kind !== "literal") {
    object.open = isTainted(value) ? TAINTED : UNKNOWN;
  }
}

/** The name of a property; null when it is computed and not known. */
export function nameOf(run: Interpreter, name: TypeScript.PropertyName, frame: Frame): string | null {
  if (ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name)) return name.text;
  if (ts.isPrivateIdentifier(name)) return name.text;
  if (!ts.isComputedPropertyName(name)) return null;
  const symbol = symbolName(name);
  if (symbol !== null) return symbol;
  const value = evaluate(run, name.expression, frame);
  return value.kind === "literal" ? String(value.value) : null;
}

export function evaluateArray(
  run: Interpreter,
  node: TypeScript.ArrayLiteralExpression,
  frame: Frame,
): Value {
  const elements: Value[] = [];
  for (const element of node.elements) {
    if (!ts.isSpreadElement(element)) elements.push(evaluate(run, element, frame));
    else
      elements.push(elementOf(iterated(run, evaluate(run, element.expression, frame), element.expression)));
  }
  return newArray(run.phase, elements);
}

/** A table of routes longer than this is no longer looked at row by row. */
const MAXIMUM_ROWS = 64;

/**
 * The elements of a short list of functions or services, or at module scope of names or a table of routes: each turn runs
 * another one, for sure. Null: it is no such list.
 */
export function functionsIn(value: Value, phase: Phase): readonly Value[] | null {
  if (value.kind !== "object" || value.elements === null) return null;
  const { elements } = value;
  if (
    elements.length <= MAXIMUM_ELEMENTS &&
    (elements.some((one) => one.kind === "function" || one.kind === "class" || isNamed(one)) ||
      areOfSeveralClasses(elements))
  )
    return elements;
  if (phase !== "init" || elements.length > MAXIMUM_ROWS) return null;
  return elements.every(isRow) || elements.every(isName) ? elements : null;
}

/** `["list", "remove"].forEach((name) => { exports[name] = wrap(routes[name]); })` */
function isName(value: Value): boolean {
  return value.kind === "literal" && typeof value.value === "string";
}

/** `{ list: async () => …, remove: async () => … }`, of these own fields: functions by name, all of them known. */
export function isTable({ open, elements }: ObjectValue, own: ReadonlyMap<string, Value>): boolean {
  return open === null && elements === null && [...own.values()].some((one) => one.kind === "function");
}

/** The names of fields, as a list. */
export function namesOf(run: Interpreter, own: ReadonlyMap<string, Value>): ObjectValue {
  return newArray(
    run.phase,
    [...own.keys()].map((value) => ({ kind: "literal", value })),
  );
}

/** `["orders", listOrders]`, of `Object.entries(routes)`. */
function isNamed(value: Value): boolean {
  return value.kind === "object" && value.elements?.length === 2 && value.elements[1]?.kind === "function";
}

/** `[new Mails(), new Files()]`: services, rather than rows. */
function areOfSeveralClasses(elements: readonly Value[]): boolean {
  const classes = new Set(elements.map((one) => (one.kind === "object" ? one.class : null)));
  return elements.length > 0 && !classes.has(null) && classes.size === elements.length;
}

/** `{ method: "get", path: "/orders", controller: OrdersController, action: "list" }`. */
function isRow(value: Value): boolean {
  if (value.kind !== "object" || value.class !== null) return false;
  return [...value.fields.values()].some((one) => one.kind === "function" || one.kind === "class");
}

/** What iterating over a value gives. */
export function elementOf(value: Value): Value {
  if (value.kind === "object" && value.elements !== null) {
    return value.elements.length === 0 ? UNKNOWN : union(value.elements, value.elements.every(isRow));
  }
  if (value.kind === "union") return union(value.options.map(elementOf));
  return isTainted(value) ? TAINTED : UNKNOWN;
}

/** One of many rows that were asked for: like data of the event, each turn has another one. */
export function rowOf(run: Interpreter, rows: Value): Value {
  // `rows ?? []` has as many elements as the rows have.
  if (rows.kind === "union")
    return inTurn(run, union(rows.options.filter((one) => !isEmptyList(one)).map((one) => rowOf(run, one))));
  const isAsked =
    run.rowsDiffer &&
    run.phase === "invocation" &&
    (rows.kind === "made" || rows.kind === "unknown") &&
    rows.phase === "invocation";
  return isAsked ? TAINTED : inTurn(run, elementOf(rows));
}

/** Each of several values has its turn, unless a test within the loop picks one. */
export function inTurn(run: Interpreter, value: Value): Value {
  return settled(value, run.taintedBranches);
}

function isEmptyList(value: Value): boolean {
  return value.kind === "object" && value.elements?.length === 0 && value.fields.size === 0;
}

export function evaluateElement(
  run: Interpreter,
  node: TypeScript.ElementAccessExpression,
  frame: Frame,
): Value {
  const base = evaluate(run, node.expression, frame);
  const key = evaluate(run, node.argumentExpression, frame);
  return readElement(run, base, key, node);
}

/** `base[key]`. `at` is where it is read. */
export function readElement(run: Interpreter, base: Value, key: Value, at: TypeScript.Node): Value {
  if (key.kind === "literal" && typeof key.value !== "number") {
    return readProperty(run, base, String(key.value), at);
  }
  const value =
    base.kind === "union"
      ? union(base.options.map((one) => elementAt(run, one, key)))
      : elementAt(run, base, key);
  return isTainted(key) ? value : settled(value);
}

/** Settings: nothing in it that runs. */
export function isData(value: Value, depth = 0): boolean {
  if (value.kind === "literal" || value.kind === "unknown") return true;
  if (value.kind === "global") return value.path[0] === "process";
  if (value.kind !== "object" || value.class !== null || value.elements !== null || value.getters.size > 0)
    return false;
  return depth < 4 && [...value.fields.values()].every((one) => isData(one, depth + 1));
}

function elementAt(run: Interpreter, base: Value, key: Value): Value {
  // `handlers[event.action](event)` on a module.
  if (base.kind === "namespace") return union(exportsOf(run, base.file));
  if (base.kind === "object") {
    const at =
      key.kind === "literal" && typeof key.value === "number" ? base.elements?.[key.value] : undefined;
    if (at !== undefined) return at;
    const options = [...(base.elements ?? []), ...base.fields.values()];
    // Which region, table or account a key of the event picks is data of the event.
    const isChoice = isTainted(key) && options.every((one) => isData(one));
    if (!isChoice && options.length > 0 && options.some((one) => one.kind !== "literal"))
      return union(options);
  }
  return isTainted(base) || isTainted(key) ? TAINTED : run.phase === "init" ? UNKNOWN_INIT : UNKNOWN;
}
