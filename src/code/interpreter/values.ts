import type TypeScript from "typescript";
import type { KnownClient } from "../../lambda/client.js";

/** When something runs, and so how long what it makes lives. */
export type Phase = "init" | "invocation";

/**
 * What an expression may be, as far as calls can be followed through it. Objects have identity: two
 * evaluations of one literal are two objects, since their lifetimes differ.
 */
export type Value =
  | Unknown
  | Literal
  | FunctionValue
  | ClassValue
  | ObjectValue
  | MadeValue
  | ExternalValue
  | NamespaceValue
  | GlobalValue
  | MemoValue
  | LoaderValue
  | UnionValue;

/** Nothing is known but where it comes from. */
export interface Unknown {
  readonly kind: "unknown";
  /** Comes from the event, the context or an assumed role. */
  readonly tainted: boolean;
  readonly phase: Phase;
}

export interface Literal {
  readonly kind: "literal";
  readonly value: string | number | boolean | null | undefined;
}

/** Code that runs as one call: a function, or a class with its field initialisers and constructor. */
export interface Callee {
  readonly node: TypeScript.Node;
  readonly frame: Frame;
}

export interface FunctionValue extends Callee {
  readonly kind: "function";
  readonly node: TypeScript.SignatureDeclaration & { readonly body?: TypeScript.Node };
  readonly frame: Frame;
  /** `this` of a method or of `bind`; an arrow function takes its frame's. */
  readonly self: Value | null;
  readonly bound: readonly Value[];
  /** `prototype` and whatever is assigned to the function. */
  readonly fields: Map<string, Value>;
}

export interface ClassValue {
  readonly kind: "class";
  readonly node: TypeScript.ClassLikeDeclaration;
  readonly frame: Frame;
  readonly base: Value | null;
  readonly statics: Map<string, Value>;
  /** What decorators of the project's own made of its methods. */
  readonly replaced: Map<TypeScript.Node, FunctionValue>;
  readonly phase: Phase;
}

/** An object literal, an array, a Map, an instance of a first-party class. */
export interface ObjectValue {
  readonly kind: "object";
  readonly class: ClassValue | null;
  readonly fields: Map<string, Value>;
  /** Getters by name. */
  readonly getters: Map<string, FunctionValue>;
  /** Elements of an array, values of a Map or of computed keys. Null: it is no collection. */
  elements: Value[] | null;
  readonly phase: Phase;
  /** It may have fields that nobody saw being written (spread of something unknown). */
  open: Unknown | null;
  /** Set when its class extends a known client. */
  client: KnownClient | null;
}

/** What a call or `new` of third-party code gave. */
export interface MadeValue {
  readonly kind: "made";
  readonly from: ExternalValue | null;
  readonly how: "new" | "call";
  /** Arguments, and callbacks handed over later (`app.get("/", …)`): run when it is. */
  readonly holds: Value[];
  readonly phase: Phase;
  tainted: boolean;
  readonly client: KnownClient | null;
  /** What a method of gave this, while modules loaded. */
  readonly chainedFrom?: MadeValue;
  /** "/orders" of `router.route("/orders")`. */
  readonly onPath?: string;
}

/** An export of a third-party module, not called yet. `path` is without `default`. */
export interface ExternalValue {
  readonly kind: "external";
  readonly source: string;
  readonly path: readonly string[];
}

/** `import * as x` of a first-party module. */
interface NamespaceValue {
  readonly kind: "namespace";
  readonly file: string;
}

/** A global by name: Promise, Object, process. */
export interface GlobalValue {
  readonly kind: "global";
  readonly path: readonly string[];
}

/** The result of `once(fn)`: runs once, whoever calls it. */
interface MemoValue {
  readonly kind: "memo";
  readonly target: Value;
}

/** A module inside a bundle: calling it loads it, once. */
interface LoaderValue {
  readonly kind: "loader";
  load(): Value;
  loaded: Value | null;
}

/** A list of more keeps the last ones. */
export const MAXIMUM_ELEMENTS = 8;

export interface UnionValue {
  readonly kind: "union";
  readonly options: readonly Value[];
  /**
   * They are no choice between events, a setting decides or all of them are meant in turn, in so many branches that
   * depend on the event: within one more it may be one of them that the event asks for.
   */
  readonly settledAt?: number;
  /** The rows of a table of routes, or what one of its columns holds. */
  readonly ofTable?: boolean;
}

/** Variables of one run of a function or module. Keyed by declaration: symbols of exports come in pairs. */
export interface Frame {
  readonly variables: Map<TypeScript.Node, Binding>;
  readonly parent: Frame | null;
  /** The function or source file whose variables these are. */
  readonly owner: TypeScript.Node;
  readonly phase: Phase;
  readonly self: Value | null;
  readonly file: string;
  /** What a generator has yielded so far. */
  readonly yields?: Value[];
  /** What `arguments` stands for. */
  readonly args?: readonly Value[];
}

export interface Binding {
  value: Value;
  /** Read from a place that outlives the invocation: testing it is testing a memo. */
  state: boolean;
  /** How many branches on the event it was declared in. */
  readonly depth: number;
}

export const UNKNOWN: Unknown = { kind: "unknown", tainted: false, phase: "invocation" };
export const UNKNOWN_INIT: Unknown = { kind: "unknown", tainted: false, phase: "init" };
export const TAINTED: Unknown = { kind: "unknown", tainted: true, phase: "invocation" };
export const UNDEFINED: Literal = { kind: "literal", value: undefined };

/** What an environment variable is on Lambda that only local emulators set. */
export const NEVER_SET: Literal = { kind: "literal", value: undefined };

/** A dispatch to some twenty classes is ordinary, and so is a table of a hundred routes. */
const MAXIMUM_OPTIONS = 24;
const MAXIMUM_ROUTES = 128;

/** One value or several: never nested, never more than `MAXIMUM_OPTIONS`, or of a table `MAXIMUM_ROUTES`. */
export function union(values: readonly Value[], isTable = false): Value {
  const options = new Set<Value>();
  for (const value of values) {
    for (const option of value.kind === "union" ? value.options : [value]) options.add(option);
  }
  const [first] = options;
  if (first === undefined) return UNKNOWN;
  if (options.size === 1) return first;
  const ofTable = isTable || values.some((one) => one.kind === "union" && one.ofTable === true);
  const all: UnionValue = {
    kind: "union",
    options: [...options].slice(0, ofTable ? MAXIMUM_ROUTES : MAXIMUM_OPTIONS),
    ...(ofTable ? { ofTable } : {}),
  };
  const depth = settledDepth(values);
  return depth === null ? all : settled(all, depth);
}

/** Of `let step; while ((step = steps.shift()))` that of the steps: what is undefined at first is no choice. */
function settledDepth(values: readonly Value[]): number | null {
  let depth = Number.POSITIVE_INFINITY;
  let isSettled = false;
  for (const value of values) {
    if (value.kind === "literal") continue;
    if (value.kind !== "union" || value.settledAt === undefined) return null;
    isSettled = true;
    depth = Math.min(depth, value.settledAt);
  }
  return isSettled ? depth : null;
}

/** The same value as one that does not depend on the event, in at most so many branches that do. */
export function settled(value: Value, settledAt = Number.POSITIVE_INFINITY): Value {
  return value.kind === "union" ? { ...value, settledAt } : value;
}

/** One of several values that no event chooses: each of them is settled, or there is no more than one. */
export function settledUnion(values: readonly Value[]): Value {
  const isOpen = values.some((one) => one.kind === "union" && one.settledAt === undefined);
  const value = union(values);
  if (isOpen || value.kind !== "union" || value.settledAt !== undefined) return value;
  return settled(value, Math.min(...values.map(depthOf)));
}

function depthOf(value: Value): number {
  return value.kind === "union" && value.settledAt !== undefined ? value.settledAt : Number.POSITIVE_INFINITY;
}

/** What the options of a union give: as settled as they are. */
export function givenByEach({ settledAt }: UnionValue, results: readonly Value[]): Value {
  const value = union(results);
  return settledAt === undefined || value.kind !== "union" ? value : settled(value, settledAt);
}

export function optionsOf(value: Value): readonly Value[] {
  return value.kind === "union" ? value.options : [value];
}

/** Whether it is, or plainly holds, data of the event, the context or an assumed role. */
export function isTainted(value: Value, depth = 4, seen?: Map<Value, number>): boolean {
  if (depth === 0) return false;
  switch (value.kind) {
    case "unknown":
    case "made":
      return value.tainted;
    case "union":
      return value.options.some((one) => isTainted(one, depth, seen));
    case "object": {
      // An instance of a class may keep the event beside its settings: only plain data hands it on.
      if (value.class !== null) return false;
      if (value.open?.tainted === true) return true;
      if ((seen?.get(value) ?? 0) >= depth) return false;
      seen?.set(value, depth);
      const inside = seen ?? (depth < 4 ? new Map<Value, number>() : undefined);
      for (const field of value.fields.values()) if (isTainted(field, depth - 1, inside)) return true;
      return (value.elements ?? []).some((one) => isTainted(one, depth - 1, inside));
    }
    default:
      return false;
  }
}

/** The phase that a value's own state belongs to: what is kept on it lives that long. */
export function phaseOf(value: Value): Phase {
  switch (value.kind) {
    case "unknown":
    case "object":
    case "made":
    case "class":
      return value.phase;
    case "function":
      return value.frame.phase;
    case "union":
      return value.options.every((one) => phaseOf(one) === "init") ? "init" : "invocation";
    case "external":
    case "namespace":
    case "global":
      return "init";
    default:
      return "invocation";
  }
}

/** True, false, or null where it can't be told. */
export function truthiness(value: Value): boolean | null {
  switch (value.kind) {
    case "literal":
      return Boolean(value.value);
    case "unknown":
    case "global":
    case "external":
      return null;
    case "union": {
      const answers = new Set(value.options.map(truthiness));
      const [only] = answers;
      return answers.size === 1 && only !== undefined ? only : null;
    }
    default:
      return true;
  }
}

export function newObject(phase: Phase, fields: Iterable<readonly [string, Value]> = []): ObjectValue {
  return {
    kind: "object",
    class: null,
    fields: new Map(fields),
    getters: new Map(),
    elements: null,
    phase,
    open: null,
    client: null,
  };
}

export function newArray(phase: Phase, elements: Value[]): ObjectValue {
  return { ...newObject(phase), elements };
}
