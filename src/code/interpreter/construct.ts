import type TypeScript from "typescript";
import type { KnownClient } from "../../lambda/client.js";
import { ts } from "../typescript.js";
import { callFunction, callUnknown } from "./calls.js";
import type { Step } from "./construction-record.js";
import { evaluate } from "./expressions.js";
import { constructExternal, recordClient } from "./externals.js";
import type { Interpreter } from "./interpreter.js";
import { clientOf } from "./known-clients.js";
import { nameOf } from "./literals.js";
import { bindParameters, labelOf } from "./parameters.js";
import { isStatic } from "./properties.js";
import { runStatements } from "./statements.js";
import {
  type ClassValue,
  type Frame,
  givenByEach,
  isTainted,
  newArray,
  newObject,
  type ObjectValue,
  TAINTED,
  UNDEFINED,
  UNKNOWN,
  type Value,
} from "./values.js";

/** `new target(…args)`. */
export function construct(run: Interpreter, target: Value, args: readonly Value[], step: Step): Value {
  switch (target.kind) {
    case "class":
      return run.lifelong.has(target.node) && !isNamed(step.node, target)
        ? run.within({ phase: "init" }, () => instantiate(run, target, args, step))
        : instantiate(run, target, args, step);
    case "external":
      return constructExternal(run, target, args, step);
    case "function": {
      const self = newObject(run.phase);
      const prototype = target.fields.get("prototype");
      if (prototype?.kind === "object") {
        for (const [name, value] of prototype.fields) self.fields.set(name, value);
        for (const [name, getter] of prototype.getters) self.getters.set(name, getter);
      }
      const returned = callFunction(run, target, [...target.bound, ...args], self, step);
      return returned.kind === "object" || returned.kind === "made" ? returned : self;
    }
    case "union": {
      const options = target.options.filter((one) => one.kind !== "literal" && one.kind !== "unknown");
      const change = options.length > 1 ? { confidence: "medium" as const, branch: true } : {};
      const ways = options.map((one) => () => run.within(change, () => construct(run, one, args, step)));
      return givenByEach(target, run.eachOf(target, ways));
    }
    case "global":
      return constructGlobal(run, target.path.join("."), args, step);
    default:
      return callUnknown(run, args, args, step);
  }
}

/** `new Service()` in so many words: no container stands between. */
function isNamed(node: TypeScript.Node, target: ClassValue): boolean {
  return (
    ts.isNewExpression(node) &&
    ts.isIdentifier(node.expression) &&
    node.expression.text === target.node.name?.text
  );
}

function constructGlobal(run: Interpreter, name: string, args: readonly Value[], step: Step): Value {
  const [first] = args;
  if (/^(Weak)?(Map|Set)$|^Array$/.test(name)) {
    return newArray(run.phase, first === undefined ? [] : initialElements(name, first));
  }
  if (name === "Promise" && first?.kind === "function") {
    // resolve and reject hand their argument on; the promise stands for it.
    return callFunction(run, first, [UNKNOWN, UNKNOWN], null, { ...step, label: "Promise executor" });
  }
  if (name === "Proxy" && first !== undefined) return first;
  const tainted = args.some((one) => isTainted(one));
  return { kind: "made", from: null, how: "new", holds: [...args], phase: run.phase, tainted, client: null };
}

/** What `new Map(entries)` holds: the values, as keys are not told apart. */
function initialElements(name: string, first: Value): Value[] {
  if (first.kind !== "object" || first.elements === null || name === "Array") return [];
  if (!name.endsWith("Map")) return first.elements;
  return first.elements.map((entry) =>
    entry.kind === "object" && entry.elements !== null ? (entry.elements[1] ?? UNKNOWN) : UNKNOWN,
  );
}

function instantiate(run: Interpreter, target: ClassValue, args: readonly Value[], step: Step): Value {
  const client = inheritedClient(run, target);
  const self: ObjectValue = { ...newObject(run.phase), class: target, client };
  if (client !== null) recordClient(run, client, args, "new", step);
  // What a bundled SDK does inside is its own affair.
  if (client === BUNDLED_AWS_CLIENT || client === BUNDLED_DOCUMENT_CLIENT) return self;
  if (run.fuel >= 0 && !run.isRecursive(target.node)) initialise(run, target, self, args, step);
  return self;
}

/** The known client that a first-party class extends, or is by the user's word. */
function inheritedClient(run: Interpreter, target: ClassValue): ObjectValue["client"] {
  const own = run.ownClients.get(target.node);
  if (own !== undefined) return own;
  for (let at: Value | null = target; at !== null; at = at.kind === "class" ? at.base : null) {
    if (at.kind === "external") return clientOf(run, at, "new");
    if (!run.isShipped || at.kind !== "class") continue;
    if (isDocumentClient(at.node)) return BUNDLED_DOCUMENT_CLIENT;
    // `class DynamoDB extends DynamoDBClient {}`: the aggregated client.
    if (isAwsClient(at.node)) return BUNDLED_AWS_CLIENT;
  }
  return null;
}

const BUNDLED_AWS_CLIENT: KnownClient = {
  package: "@aws-sdk",
  export: "",
  how: "new",
  kind: "aws",
  docs: "https://github.com/aws/aws-sdk-js-v3/blob/main/supplemental-docs/CLIENTS.md",
};

const BUNDLED_DOCUMENT_CLIENT: KnownClient = {
  ...BUNDLED_AWS_CLIENT,
  package: "@aws-sdk/lib-dynamodb",
  wraps: true,
};

/** `DynamoDBDocumentClient`, whatever a minifier called it: it may build another client inside. */
function isDocumentClient(node: TypeScript.ClassLikeDeclaration): boolean {
  const text = constructorOf(node)?.getText() ?? "";
  return /\.translateConfig\s*=/.test(text) && /\bthis\.middlewareStack\s*=/.test(text);
}

function constructorOf(node: TypeScript.ClassLikeDeclaration): TypeScript.ConstructorDeclaration | undefined {
  return node.members.find(
    (one): one is TypeScript.ConstructorDeclaration =>
      ts.isConstructorDeclaration(one) && one.body !== undefined,
  );
}

/** A service client of the AWS SDK v3 whose name a minifier took: known by what its constructor does. */
function isAwsClient(node: TypeScript.ClassLikeDeclaration): boolean {
  if (node.heritageClauses === undefined) return false;
  const body = constructorOf(node);
  return body !== undefined && body.getText().split(".middlewareStack.use(").length > 3;
}

/** Field initialisers and constructor of a class, as one call. */
function initialise(
  run: Interpreter,
  target: ClassValue,
  self: ObjectValue,
  args: readonly Value[],
  step: Step,
): void {
  const { node, frame } = target;
  const body = constructorOf(node);
  run.call(target, self, args, step, () => {
    const inside: Frame = {
      variables: new Map(),
      parent: frame,
      owner: body ?? node,
      phase: run.phase,
      self,
      file: frame.file,
    };
    if (body === undefined) {
      const heritage = node.heritageClauses?.[0]?.types[0];
      const label = heritage === undefined ? step.label : `extends ${labelOf(heritage.expression)}`;
      constructUpwards(run, target, self, args, { node: heritage ?? step.node, label });
      initialiseFields(run, node, self, inside);
      return UNDEFINED;
    }
    bindParameters(run, body, args, inside);
    for (const parameter of body.parameters) {
      if (ts.isParameterPropertyDeclaration(parameter, body) && ts.isIdentifier(parameter.name)) {
        self.fields.set(parameter.name.text, inside.variables.get(parameter)?.value ?? UNKNOWN);
      }
    }
    if (target.base === null) initialiseFields(run, node, self, inside);
    runStatements(run, body.body?.statements ?? [], inside);
    return UNDEFINED;
  });
}

function initialiseFields(
  run: Interpreter,
  node: TypeScript.ClassLikeDeclaration,
  self: ObjectValue,
  frame: Frame,
): void {
  for (const member of node.members) {
    if (!ts.isPropertyDeclaration(member) || isStatic(member) || member.initializer === undefined) continue;
    const name = nameOf(run, member.name, frame);
    const value = evaluate(run, member.initializer, frame);
    if (name !== null) self.fields.set(name, value);
  }
}

/** `super(…)`. */
export function constructBase(
  run: Interpreter,
  frame: Frame,
  args: readonly Value[],
  node: TypeScript.Node,
): Value {
  const { self } = frame;
  let owner: TypeScript.Node = node;
  while (!ts.isClassLike(owner) && !ts.isSourceFile(owner)) owner = owner.parent;
  let at: Value | null = self?.kind === "object" ? self.class : null;
  while (at !== null && at.kind === "class" && at.node !== owner) at = at.base;
  if (at === null || at.kind !== "class" || self?.kind !== "object")
    return callUnknown(run, args, args, { node, label: "super" });
  constructUpwards(run, at, self, args, { node, label: "super" });
  initialiseFields(run, at.node, self, frame);
  return self;
}

function constructUpwards(
  run: Interpreter,
  target: ClassValue,
  self: ObjectValue,
  args: readonly Value[],
  step: Step,
): void {
  const { base } = target;
  if (base === null) return;
  if (base.kind === "class") initialise(run, base, self, args, step);
  else if (base.kind !== "external") callUnknown(run, args, args, step);
  if (base.kind !== "class") self.open = args.some((one) => isTainted(one)) ? TAINTED : null;
}
