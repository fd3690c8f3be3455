import type * as acorn from "acorn";
import { propertyName, requiredBy } from "./expression-shape.js";

/** What a mention of an object does to it. */
export type Effect =
  | { readonly kind: "nothing" }
  /** `object.name = value`; null where the value can't be told. */
  | { readonly kind: "property"; readonly name: string; readonly value: acorn.AnyNode | null }
  /** `Object.assign(object, { … })` and bundlers' `__export(object, { name: () => … })`. */
  | { readonly kind: "properties"; readonly literal: acorn.ObjectExpression; readonly areGetters: boolean }
  /** The mention itself is assigned to. `isUsed`: what was assigned goes elsewhere too. */
  | { readonly kind: "replaced"; readonly value: acorn.AnyNode; readonly isUsed: boolean }
  /** `__exportStar(require("./x"), object)`. */
  | { readonly kind: "star"; readonly specifier: string }
  /** It goes somewhere that isn't followed: anything may happen to it. */
  | { readonly kind: "escapes" };

const NOTHING: Effect = { kind: "nothing" };
const ESCAPES: Effect = { kind: "escapes" };

/** Functions of `Object` that only look at what they are given. */
const READERS =
  /^(?:keys|values|entries|getOwnPropertyNames|getOwnPropertyDescriptors?|hasOwn|freeze|seal|preventExtensions)$/;

/** What the mention that ends `path` does; `path` are its ancestors, itself included. */
export function effectOf(path: readonly acorn.AnyNode[]): Effect {
  const [node, parent, outer] = [path.at(-1), path.at(-2), path.at(-3)];
  if (node === undefined || parent === undefined) return ESCAPES;
  switch (parent.type) {
    case "MemberExpression":
      return parent.object === node ? memberEffect(parent, outer, path.at(-4)) : NOTHING;
    case "AssignmentExpression":
      if (parent.left === node) return replacement(parent, path.slice(0, -2));
      // `exports = module.exports = …`: still the same object.
      return parent.left.type === "Identifier" && parent.left.name === "exports" ? NOTHING : ESCAPES;
    case "CallExpression":
      return argumentEffect(node, parent);
    case "UnaryExpression":
    case "BinaryExpression":
    case "ExpressionStatement":
    case "ForInStatement":
    case "IfStatement":
      return NOTHING;
    case "LogicalExpression":
      return parent.operator === "&&" && parent.left === node ? NOTHING : ESCAPES;
    case "ConditionalExpression":
      return parent.test === node ? NOTHING : ESCAPES;
    default:
      return ESCAPES;
  }
}

function memberEffect(
  member: acorn.MemberExpression,
  parent: acorn.AnyNode | undefined,
  outer: acorn.AnyNode | undefined,
): Effect {
  const name = propertyName(member);
  if (name === "__proto__") return ESCAPES;
  const unclear: Effect = name === null ? ESCAPES : { kind: "property", name, value: null };
  switch (parent?.type) {
    case "AssignmentExpression":
      if (parent.left !== member) return NOTHING;
      if (name === null) return ESCAPES;
      return { kind: "property", name, value: parent.operator === "=" ? parent.right : null };
    case "MemberExpression":
      // `exports.app.handler = …`: what lies in it is not told.
      return outer?.type === "AssignmentExpression" && outer.left === parent ? unclear : NOTHING;
    case "UpdateExpression":
    case "ObjectPattern":
    case "ArrayPattern":
    case "AssignmentPattern":
    case "RestElement":
    case "ForInStatement":
    case "ForOfStatement":
      return unclear;
    case "UnaryExpression":
      return parent.operator === "delete" ? ESCAPES : NOTHING;
    default:
      return NOTHING;
  }
}

function replacement(assignment: acorn.AssignmentExpression, ancestors: readonly acorn.AnyNode[]): Effect {
  if (assignment.operator !== "=") return ESCAPES;
  const parent = ancestors.at(-1);
  // esbuild's note for cjs-module-lexer: `0 && (module.exports = { handler })`.
  if (parent?.type === "LogicalExpression" && parent.left.type === "Literal" && parent.left.value === 0)
    return NOTHING;
  const isUsed =
    parent?.type !== "ExpressionStatement" &&
    parent?.type !== "SequenceExpression" &&
    !(
      parent?.type === "AssignmentExpression" &&
      parent.left.type === "Identifier" &&
      parent.left.name === "exports"
    );
  return { kind: "replaced", value: assignment.right, isUsed };
}

function argumentEffect(node: acorn.AnyNode, call: acorn.CallExpression): Effect {
  const [first, second, third] = call.arguments;
  const name = calleeName(call.callee);
  if (/(?:__exportStar|__reExport)$/.test(name)) {
    const specifier = call.arguments.map(requiredWithin).find((found) => found !== null);
    return specifier === undefined || specifier === null ? ESCAPES : { kind: "star", specifier };
  }
  if (first !== node) return ESCAPES;
  if (name === "Object.defineProperty") {
    if (second?.type !== "Literal" || typeof second.value !== "string") return ESCAPES;
    const value = third?.type === "ObjectExpression" ? describedValue(third) : null;
    return { kind: "property", name: second.value, value };
  }
  if (name === "Object.assign" && call.arguments.length === 2 && second?.type === "ObjectExpression") {
    return { kind: "properties", literal: second, areGetters: false };
  }
  // Marks the object as an ES module, no more.
  if (name === "__webpack_require__.r") return NOTHING;
  if (name.startsWith("Object.") && READERS.test(name.slice("Object.".length))) return NOTHING;
  const isOwn = !/^(?:Object|Reflect)\./.test(name);
  if (isOwn && call.arguments.length === 2 && second?.type === "ObjectExpression" && areGetters(second)) {
    return { kind: "properties", literal: second, areGetters: true };
  }
  return ESCAPES;
}

/** The value in a property's description, also what a getter returns; null where it can't be told. */
function describedValue(description: acorn.ObjectExpression): acorn.AnyNode | null {
  for (const property of description.properties) {
    if (property.type !== "Property") return null;
    const name = propertyName(property);
    if (name === "value") return property.value;
    if (name === "get") return returned(property.value);
  }
  return null;
}

/** What `() => x` and `function () { return x; }` give; null for anything longer. */
export function returned(node: acorn.AnyNode): acorn.AnyNode | null {
  if (node.type !== "ArrowFunctionExpression" && node.type !== "FunctionExpression") return null;
  if (node.params.length > 0) return null;
  if (node.body.type !== "BlockStatement") return node.body;
  const [only] = node.body.body;
  return node.body.body.length === 1 && only?.type === "ReturnStatement" ? (only.argument ?? null) : null;
}

function areGetters(literal: acorn.ObjectExpression): boolean {
  return (
    literal.properties.length > 0 &&
    literal.properties.every((property) => property.type === "Property" && returned(property.value) !== null)
  );
}

/** `require("x")`, and what wraps it: `__toESM(require("x"))`. */
function requiredWithin(node: acorn.AnyNode): string | null {
  const direct = requiredBy(node);
  if (direct !== null || node.type !== "CallExpression") return direct;
  const [argument] = node.arguments;
  return argument === undefined ? null : requiredBy(argument);
}

function calleeName(callee: acorn.AnyNode): string {
  if (callee.type === "Identifier") return callee.name;
  // `(0, tslib_1.__exportStar)(…)`.
  if (callee.type === "SequenceExpression") {
    const last = callee.expressions.at(-1);
    return last === undefined ? "" : calleeName(last);
  }
  if (callee.type !== "MemberExpression") return "";
  const name = propertyName(callee) ?? "";
  return callee.object.type === "Identifier" ? `${callee.object.name}.${name}` : name;
}
