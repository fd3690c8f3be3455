import type TypeScript from "typescript";
import { isNeverSet } from "../../lambda/never-set.js";
import { ts } from "../typescript.js";
import { callFunction } from "./calls.js";
import { exportOf } from "./exports.js";
import { closure } from "./expressions.js";
import type { Interpreter } from "./interpreter.js";
import { replacesGetter } from "./self-replacing.js";
import {
  type ClassValue,
  type FunctionValue,
  isTainted,
  NEVER_SET,
  newObject,
  type ObjectValue,
  phaseOf,
  settled,
  TAINTED,
  UNDEFINED,
  UNKNOWN,
  UNKNOWN_INIT,
  type UnionValue,
  union,
  type Value,
} from "./values.js";

/** `base.name`, running getters. `at` is where it is read. */
export function readProperty(run: Interpreter, base: Value, name: string, at: TypeScript.Node): Value {
  switch (base.kind) {
    case "union":
      return optionOf(base, (one) => readProperty(run, one, name, at));
    case "object": {
      const field = base.fields.get(name);
      if (field !== undefined) return field;
      if (name === "constructor" && base.class !== null) return base.class;
      const getter = base.getters.get(name) ?? memberOf(run, base.class, name, "get", base);
      if (getter !== null) return callGetter(run, getter, base, name, at);
      const method = memberOf(run, base.class, name, "method", base);
      if (method !== null) return asKept(method, base);
      if (base.open !== null) return base.open;
      if (base.elements !== null) return keyedValue(base, base.elements, name);
      return base.class === null ? UNDEFINED : unknownOf(base);
    }
    case "class":
      return staticOf(run, base, name, at);
    case "function":
      if (name === "prototype" && !base.fields.has(name)) base.fields.set(name, newObject("init"));
      return base.fields.get(name) ?? UNKNOWN;
    case "external":
      return name === "default" ? base : { ...base, path: [...base.path, writtenName(run, at) ?? name] };
    case "namespace":
      return exportOf(run, base.file, name);
    case "global": {
      const path = base.path[0] === "globalThis" || base.path[0] === "global" ? [name] : [...base.path, name];
      if (path.length === 3 && path[0] === "process" && path[1] === "env" && isNeverSet(name))
        return NEVER_SET;
      return run.globals.get(path.join(".")) ?? { kind: "global", path };
    }
    case "unknown":
      return base;
    case "made":
      return run.personal.part(base, name) ?? (isTainted(base) ? TAINTED : unknownOf(base));
    default:
      return isTainted(base) ? TAINTED : unknownOf(base);
  }
}

/** "S3Client" of `client_s3/* S3Client *\/.hW`: webpack says what an export was called that it shortens. */
function writtenName(run: Interpreter, at: TypeScript.Node): string | null {
  if (!run.isShipped || !ts.isPropertyAccessExpression(at)) return null;
  const { text } = at.getSourceFile();
  if (text[at.expression.end] !== "/") return null;
  return /^\/\* (\w+) \*\/\./.exec(text.slice(at.expression.end, at.name.end))?.[1] ?? null;
}

const OF_COLLECTIONS = new Set(
  [Array, Map, Set, Object].flatMap((one) => Object.getOwnPropertyNames(one.prototype)),
);

/** What computed keys were given: `clients[name] = …; clients.orders`. */
function keyedValue(base: ObjectValue, elements: readonly Value[], name: string): Value {
  if (isTainted(base)) return TAINTED;
  return elements.length === 0 || OF_COLLECTIONS.has(name) ? unknownOf(base) : union(elements);
}

function callGetter(
  run: Interpreter,
  getter: FunctionValue,
  self: Value,
  name: string,
  at: TypeScript.Node,
): Value {
  const isKept = phaseOf(self) === "init" && (isMemoised(getter.node) || replacesGetter(getter));
  return run.within(isKept ? { phase: "init" } : {}, () =>
    callFunction(run, getter, [], self, { node: at, label: `get ${name}` }),
  );
}

/** A method that a decorator has run once for its object. */
function asKept(method: FunctionValue, self: Value): Value {
  return phaseOf(self) === "init" && isMemoised(method.node) ? { kind: "memo", target: method } : method;
}

const MEMOISING = /^(\w+\.)?(memo(i[sz]ed?)?|once|lazy(get)?|cached?|cacheable|cachedGetter)$/i;

/** Whether a decorator says by its name that it has a method or getter run once for its object. */
export function isMemoised(node: TypeScript.Node): boolean {
  const decorators = ts.canHaveDecorators(node) ? (ts.getDecorators(node) ?? []) : [];
  return decorators.some(({ expression }) =>
    MEMOISING.test((ts.isCallExpression(expression) ? expression.expression : expression).getText()),
  );
}

/** What one of several values gives, whichever it is. */
function optionOf(base: UnionValue, read: (one: Value) => Value): Value {
  const value = union(base.options.map(read), base.ofTable);
  return base.settledAt === undefined ? value : settled(value, base.settledAt);
}

function unknownOf(base: Value): Value {
  return phaseOf(base) === "init" ? UNKNOWN_INIT : UNKNOWN;
}

function staticOf(run: Interpreter, owner: ClassValue, name: string, at: TypeScript.Node): Value {
  for (let one: Value | null = owner; one !== null; one = one.base) {
    if (one.kind === "external") return { ...one, path: [...one.path, name] };
    if (one.kind !== "class") return UNKNOWN;
    const value = one.statics.get(name);
    if (value !== undefined) return value;
    if (name === "prototype") return { ...newObject(owner.phase), class: owner };
    for (const member of one.node.members) {
      if (!isNamed(member, name) || !isStatic(member)) continue;
      if (ts.isMethodDeclaration(member) && member.body !== undefined)
        return asKept(methodOf(member, one, owner), owner);
      if (ts.isGetAccessorDeclaration(member)) {
        return callGetter(run, closure(member, one.frame, owner), owner, name, at);
      }
    }
  }
  return UNKNOWN_INIT;
}

/** `super.name`: what the base of the class around `at` has under that name, for this instance. */
export function readSuper(run: Interpreter, self: Value | null, name: string, at: TypeScript.Node): Value {
  let around: TypeScript.Node = at;
  while (!ts.isClassLike(around) && !ts.isSourceFile(around)) around = around.parent;
  let owner: Value | null = self?.kind === "object" ? self.class : self?.kind === "class" ? self : null;
  while (owner?.kind === "class" && owner.node !== around) owner = owner.base;
  const base = owner?.kind === "class" ? owner.base : null;
  if (base?.kind !== "class" || self === null) return UNKNOWN;
  if (self.kind === "class") return staticOf(run, base, name, at);
  if (self.kind !== "object") return UNKNOWN;
  const getter = memberOf(run, base, name, "get", self);
  if (getter !== null) return callGetter(run, getter, self, name, at);
  return memberOf(run, base, name, "method", self) ?? UNKNOWN;
}

/** The setter that writing `base.name` runs; null where there is none. */
export function setterOf(run: Interpreter, base: Value, name: string): FunctionValue | null {
  if (base.kind === "object") return memberOf(run, base.class, name, "set", base);
  if (base.kind !== "class" || base.statics.has(name)) return null;
  for (let one: Value | null = base; one !== null && one.kind === "class"; one = one.base) {
    for (const member of one.node.members) {
      if (isNamed(member, name) && isStatic(member) && KINDS.set(member))
        return closure(member, one.frame, base);
    }
  }
  return null;
}

type Member = TypeScript.MethodDeclaration | TypeScript.AccessorDeclaration;

const KINDS: Record<"method" | "get" | "set", (node: TypeScript.ClassElement) => node is Member> = {
  method: ts.isMethodDeclaration,
  get: ts.isGetAccessorDeclaration,
  set: ts.isSetAccessorDeclaration,
};

/** A method or accessor of an instance, up the chain of first-party classes. */
function memberOf(
  _run: Interpreter,
  owner: Value | null,
  name: string,
  what: keyof typeof KINDS,
  self: Value,
): FunctionValue | null {
  for (let one = owner; one !== null && one.kind === "class"; one = one.base) {
    for (const member of one.node.members) {
      if (!isNamed(member, name) || isStatic(member)) continue;
      if (KINDS[what](member) && member.body !== undefined) {
        return methodOf(member, one, self);
      }
    }
  }
  return null;
}

/** A method or accessor for one object, as its decorators left it. */
function methodOf(member: Member, owner: ClassValue, self: Value): FunctionValue {
  const replaced = owner.replaced.get(member);
  return replaced === undefined
    ? closure(member, owner.frame, self)
    : { ...replaced, self: replaced.self ?? self };
}

/** The methods that a name which can't be told may call: `orders[event.action](event)`. */
export function methodsOf(self: ObjectValue): readonly Value[] {
  if (self.class === null) return [];
  const methods = new Map<string, Value>();
  for (const [name, value] of self.fields) if (value.kind === "function") methods.set(name, value);
  for (let one: Value | null = self.class; one !== null && one.kind === "class"; one = one.base) {
    for (const member of one.node.members) {
      if (!ts.isMethodDeclaration(member) || member.body === undefined || !isForAnybody(member)) continue;
      const name = member.name.getText();
      if (!methods.has(name)) methods.set(name, methodOf(member, one, self));
    }
  }
  return [...methods.values()];
}

function isForAnybody(member: TypeScript.MethodDeclaration): boolean {
  return (
    ts.isIdentifier(member.name) &&
    !(ts.getModifiers(member) ?? []).some(
      ({ kind }) =>
        kind === ts.SyntaxKind.StaticKeyword ||
        kind === ts.SyntaxKind.PrivateKeyword ||
        kind === ts.SyntaxKind.ProtectedKeyword,
    )
  );
}

function isNamed(member: TypeScript.ClassElement, name: string): boolean {
  const own = member.name;
  if (own !== undefined && ts.isComputedPropertyName(own)) return symbolName(own) === name;
  return (
    own !== undefined &&
    (ts.isIdentifier(own) || ts.isPrivateIdentifier(own) || ts.isStringLiteralLike(own)) &&
    own.text === name
  );
}

/** "Symbol.iterator" of `[Symbol.iterator]`; null: its name is computed otherwise. */
export function symbolName({ expression }: TypeScript.ComputedPropertyName): string | null {
  if (!ts.isPropertyAccessExpression(expression) || !ts.isIdentifier(expression.expression)) return null;
  return expression.expression.text === "Symbol" ? `Symbol.${expression.name.text}` : null;
}

export function isStatic(member: TypeScript.ClassElement): boolean {
  return (
    ts.canHaveModifiers(member) &&
    (ts.getModifiers(member) ?? []).some((one) => one.kind === ts.SyntaxKind.StaticKeyword)
  );
}
