import type * as acorn from "acorn";
import type { Bindings } from "./bindings.js";
import { CLOSED, OPEN, type Shape, UNDEFINED, UNKNOWN } from "./shape.js";

/** Names of names of names. */
const MAXIMUM_HOPS = 20;

/**
 * What an expression of a program's top level is. An object or a function that has a name may be added to elsewhere:
 * its members are open.
 */
export function shapeOf(node: acorn.AnyNode, bindings: Bindings, hops = MAXIMUM_HOPS): Shape {
  const next = (inner: acorn.AnyNode) => shapeOf(inner, bindings, hops - 1);
  switch (node.type) {
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "ArrowFunctionExpression":
      return { kind: "function", parameters: lengthOf(node), members: CLOSED };
    case "ClassDeclaration":
    case "ClassExpression":
      return { kind: "function", parameters: 0, members: OPEN };
    case "ObjectExpression":
      return { kind: "object", members: membersOf(node, next) };
    case "ArrayExpression":
      return { kind: "plain", what: "a list" };
    case "TemplateLiteral":
      return { kind: "plain", what: "a text" };
    case "Literal":
      return literalShape(node);
    case "UnaryExpression":
      return node.operator === "void" ? UNDEFINED : UNKNOWN;
    case "ParenthesizedExpression":
      return next(node.expression);
    case "SequenceExpression": {
      const last = node.expressions.at(-1);
      return last === undefined ? UNKNOWN : next(last);
    }
    case "AssignmentExpression":
      return node.operator === "=" ? next(node.right) : UNKNOWN;
    case "CallExpression": {
      const specifier = requiredBy(node);
      return specifier === null ? UNKNOWN : { kind: "imported", specifier, name: null, syntax: "require" };
    }
    case "Identifier": {
      if (node.name === "undefined") return UNDEFINED;
      const imported = bindings.imports.get(node.name);
      if (imported !== undefined) return { kind: "imported", ...imported, syntax: "import" };
      const value = hops > 0 ? bindings.valueOf(node.name) : null;
      return value === null ? UNKNOWN : opened(next(value));
    }
    default:
      return UNKNOWN;
  }
}

/** The properties of an object literal. */
export function membersOf(
  node: acorn.ObjectExpression,
  shape: (value: acorn.AnyNode) => Shape,
): { readonly named: ReadonlyMap<string, Shape>; readonly isOpen: boolean } {
  const named = new Map<string, Shape>();
  let isOpen = false;
  for (const property of node.properties) {
    const name = property.type === "Property" ? propertyName(property) : null;
    if (property.type !== "Property" || name === null || name === "__proto__") isOpen = true;
    else named.set(name, property.kind === "init" ? shape(property.value) : UNKNOWN);
  }
  return { named, isOpen };
}

/** `{ name: … }`, `{ "name": … }`, `x.name`, `x["name"]`; null where it is computed. */
export function propertyName(node: acorn.Property | acorn.MemberExpression): string | null {
  const key = node.type === "Property" ? node.key : node.property;
  if (!node.computed && key.type === "Identifier") return key.name;
  return key.type === "Literal" ? String(key.value) : null;
}

/** The specifier of `require("…")`, also through `__importDefault(require("…"))` and the like; null for other calls. */
export function requiredBy(node: acorn.AnyNode): string | null {
  if (node.type !== "CallExpression" || node.callee.type !== "Identifier" || node.callee.name !== "require")
    return null;
  const [argument] = node.arguments;
  return argument?.type === "Literal" && typeof argument.value === "string" ? argument.value : null;
}

/** A function's `length`: parameters up to the first that is optional. */
function lengthOf(node: acorn.Function): number {
  const optional = node.params.findIndex(
    ({ type }) => type === "AssignmentPattern" || type === "RestElement",
  );
  return optional === -1 ? node.params.length : optional;
}

function literalShape({ value, regex }: acorn.Literal): Shape {
  if (value === null && regex === undefined) return { kind: "plain", what: "null" };
  return { kind: "plain", what: typeof value === "string" ? "a text" : `a ${typeof value}` };
}

function opened(shape: Shape): Shape {
  if (shape.kind !== "object" && shape.kind !== "function") return shape;
  return { ...shape, members: { ...shape.members, isOpen: true } };
}
