import type * as acorn from "acorn";
import { type Bindings, bindingsOf } from "./bindings.js";
import { membersOf, propertyName, shapeOf } from "./expression-shape.js";
import { Mentions, walkWhere } from "./mentions.js";
import { type Effect, effectOf, returned } from "./object-effect.js";
import { type Members, type ModuleShape, type Shape, UNKNOWN } from "./shape.js";

/** What a CommonJS module leaves in `module.exports`, as far as its text tells. */
export function commonJsShape(program: acorn.Program, source: string): ModuleShape {
  const bindings = bindingsOf(program, source);
  const mentions = exportsMentions(program, bindings, source);
  const replaced = mentions.flatMap(({ effect, through, isNested }) =>
    effect.kind === "replaced" && through === "module" ? [{ ...effect, isNested }] : [],
  );
  const own = new Properties(bindings);
  // Once `exports` or `module.exports` is another object, they may not be the same any more.
  const isParted =
    (replaced.length > 0 && !mentions.some(({ effect }) => isAligned(effect))) ||
    mentions.some(
      ({ effect, through }) => effect.kind === "replaced" && through === "exports" && !isAligned(effect),
    );
  for (const { effect, through, isNested } of mentions) {
    if (effect.kind === "replaced") continue;
    if (isParted && through === "exports") own.addPossible(effect);
    else own.add(effect, isNested);
  }
  const [first, ...others] = replaced;
  if (first === undefined) return own.module(null);
  if (others.length > 0) return { format: "cjs", whole: own.unclear(), stars: own.stars };
  return own.module(replacedShape(first, program, bindings, source));
}

/** `exports = module.exports` and `exports = module.exports = …`: one object by two names. */
function isAligned(effect: Effect): boolean {
  if (effect.kind !== "replaced") return false;
  const value = effect.value.type === "AssignmentExpression" ? effect.value.left : effect.value;
  return (
    value.type === "MemberExpression" &&
    value.object.type === "Identifier" &&
    value.object.name === "module" &&
    propertyName(value) === "exports"
  );
}

interface Mention {
  readonly effect: Effect;
  /** As which name it was reached: `module.exports`, `exports`, or the top level's `this`. */
  readonly through: "module" | "exports";
  /** In a function, where names may mean others than at the top level. */
  readonly isNested: boolean;
}

/** What happens to `module.exports` where Node's own `module`, `exports` and `this` are mentioned. */
function exportsMentions(program: acorn.Program, bindings: Bindings, source: string): Mention[] {
  const mentions: Mention[] = [];
  const names = new Mentions(source, ["module", "exports", "arguments"]);
  const outermost = new Mentions(source, ["this"]);
  const isWorth = (node: acorn.AnyNode) => names.within(node) || (!bindsThis(node) && outermost.within(node));
  const note = (effect: Effect, through: Mention["through"], ancestors: readonly acorn.AnyNode[]) =>
    mentions.push({ effect, through, isNested: ancestors.some(isFunction) });
  walkWhere(program, isWorth, (node, ancestors) => {
    if (node.type === "ThisExpression") {
      if (!ancestors.some(bindsThis)) note(effectOf(ancestors), "exports", ancestors);
      return;
    }
    if (node.type !== "Identifier") return;
    const { name } = node;
    if (name !== "module" && name !== "exports" && name !== "arguments") return;
    if (isKey(node, ancestors.at(-2)) || bindings.isShadowed(name, ancestors)) return;
    if (name === "exports") note(effectOf(ancestors), "exports", ancestors);
    else if (name === "arguments") note({ kind: "escapes" }, "module", ancestors);
    else note(moduleEffect(ancestors), "module", ancestors);
  });
  return mentions;
}

/** What a mention of Node's `module` does to `module.exports`. */
function moduleEffect(path: readonly acorn.AnyNode[]): Effect {
  const [node, parent] = [path.at(-1), path.at(-2)];
  if (parent?.type === "MemberExpression" && parent.object === node) {
    const name = propertyName(parent);
    if (name === "exports") return effectOf(path.slice(0, -1));
    return name === null ? { kind: "escapes" } : { kind: "nothing" };
  }
  return effectOf(path).kind === "nothing" ? { kind: "nothing" } : { kind: "escapes" };
}

/** acorn-walk also comes by the names of properties in patterns. */
function isKey(node: acorn.AnyNode, parent: acorn.AnyNode | undefined): boolean {
  return parent?.type === "Property" && parent.key === node && !parent.computed && !parent.shorthand;
}

function isFunction(node: acorn.AnyNode): boolean {
  return (
    node.type === "FunctionDeclaration" ||
    node.type === "FunctionExpression" ||
    node.type === "ArrowFunctionExpression"
  );
}

function bindsThis(node: acorn.AnyNode): boolean {
  return (
    node.type === "FunctionDeclaration" ||
    node.type === "FunctionExpression" ||
    node.type === "PropertyDefinition" ||
    node.type === "StaticBlock"
  );
}

/** The one value that `module.exports` is given. */
function replacedShape(
  { value, isUsed, isNested }: Extract<Effect, { kind: "replaced" }> & Pick<Mention, "isNested">,
  program: acorn.Program,
  bindings: Bindings,
  source: string,
): Shape {
  if (isNested) return shapeOf(value, NO_BINDINGS);
  const variable = value.type === "Identifier" ? value.name : esbuildExports(value, bindings, source);
  if (variable === null) {
    const shape = shapeOf(value, bindings);
    return isUsed && "members" in shape ? { ...shape, members: { ...shape.members, isOpen: true } } : shape;
  }
  const declared = bindings.valueOf(variable);
  if (declared === null || isUsed) return UNKNOWN;
  const shape = shapeOf(declared, bindings);
  if (!("members" in shape)) return shape;
  const properties = new Properties(bindings, shape.members);
  for (const effect of variableEffects(program, variable, value, source)) properties.add(effect, false);
  return properties.stars.length > 0 ? UNKNOWN : { ...shape, members: properties.members() };
}

/** In a function names are not looked up: they may be the function's own. */
const NO_BINDINGS: Bindings = { isShadowed: () => true, valueOf: () => null, imports: new Map() };

/** The variable in esbuild's `module.exports = __toCommonJS(x)`, whatever minifying made of the names. */
function esbuildExports(value: acorn.AnyNode, bindings: Bindings, source: string): string | null {
  if (value.type !== "CallExpression" || value.callee.type !== "Identifier") return null;
  const [argument] = value.arguments;
  const made = bindings.valueOf(value.callee.name);
  if (argument?.type !== "Identifier" || value.arguments.length !== 1 || made === null) return null;
  return source.slice(made.start, made.end).includes("__esModule") ? argument.name : null;
}

/** What happens to a variable wherever its name stands; another variable of that name counts, to be sure. */
function variableEffects(
  program: acorn.Program,
  name: string,
  exported: acorn.AnyNode,
  source: string,
): Effect[] {
  const effects: Effect[] = [];
  const mentions = new Mentions(source, [name]);
  const isWorth = (node: acorn.AnyNode) => mentions.within(node);
  walkWhere(program, isWorth, (node, ancestors) => {
    if (node.type !== "Identifier" || node.name !== name || ancestors.includes(exported)) return;
    const parent = ancestors.at(-2);
    if (isKey(node, parent) || (parent?.type === "VariableDeclarator" && parent.id === node)) return;
    effects.push(effectOf(ancestors));
  });
  return effects;
}

/** Collects what is put into an object. */
class Properties {
  readonly stars: { specifier: string; syntax: "require" }[] = [];
  readonly #bindings: Bindings;
  readonly #named: Map<string, Shape>;
  #isOpen: boolean;

  constructor(bindings: Bindings, start: Members = { named: new Map(), isOpen: false }) {
    this.#bindings = bindings;
    this.#named = new Map(start.named);
    this.#isOpen = start.isOpen;
  }

  /** Perhaps it is done to another object. */
  addPossible(effect: Effect): void {
    if (effect.kind !== "nothing") this.#isOpen = true;
  }

  add(effect: Effect, isNested: boolean): void {
    const shape = (value: acorn.AnyNode) => shapeOf(value, isNested ? NO_BINDINGS : this.#bindings);
    if (effect.kind === "property")
      this.#put(effect.name, effect.value === null ? UNKNOWN : shape(effect.value));
    else if (effect.kind === "properties") {
      const got = (value: acorn.AnyNode) => {
        const given = effect.areGetters ? returned(value) : value;
        return given === null ? UNKNOWN : shape(given);
      };
      const { named, isOpen } = membersOf(effect.literal, got);
      for (const [name, value] of named) this.#put(name, value);
      this.#isOpen ||= isOpen;
    } else if (effect.kind === "star") this.stars.push({ specifier: effect.specifier, syntax: "require" });
    else if (effect.kind === "escapes") this.#isOpen = true;
  }

  members(): Members {
    return { named: this.#named, isOpen: this.#isOpen };
  }

  /** Everything that was seen may be there, and more. */
  unclear(): Shape {
    return { kind: "object", members: { named: this.#named, isOpen: true } };
  }

  /** With what `module.exports` was given, if anything. */
  module(replaced: Shape | null): ModuleShape {
    if (replaced === null) {
      return { format: "cjs", whole: { kind: "object", members: this.members() }, stars: this.stars };
    }
    if (this.stars.length > 0) return { format: "cjs", whole: this.unclear(), stars: this.stars };
    if (this.#named.size === 0 && !this.#isOpen) return { format: "cjs", whole: replaced, stars: [] };
    if (!("members" in replaced)) return { format: "cjs", whole: this.unclear(), stars: [] };
    const named = new Map([...replaced.members.named, ...this.#named]);
    // Which of two comes last, and on which object, nobody looks up.
    for (const name of replaced.members.named.keys()) if (this.#named.has(name)) named.set(name, UNKNOWN);
    const isOpen = this.#isOpen || replaced.members.isOpen;
    return { format: "cjs", whole: { ...replaced, members: { named, isOpen } }, stars: [] };
  }

  #put(name: string, value: Shape): void {
    const known = this.#named.get(name);
    // tsc begins with `exports.handler = void 0`; of other values any may be the last.
    if (known === undefined || known.kind === "undefined") this.#named.set(name, value);
    else if (value.kind !== "undefined") this.#named.set(name, UNKNOWN);
  }
}
