import { Conditions } from "./conditions.js";
import { calledFunction } from "./intrinsics.js";
import { LIST_FUNCTIONS } from "./list-functions.js";
import { entry, isList, isMap, type Node, type NodeMap, textEntry } from "./node.js";
import { type GivenParameters, Parameters } from "./parameters.js";
import { joinText, Reference, staticText, UNKNOWN, type Value } from "./value.js";
import { MAXIMUM_DEPTH } from "./yaml-reader.js";

/** The name of a reference to what another stack exports; its attribute is the export's name. */
export const IMPORTED = "Fn::ImportValue";

/** A value; undefined for `AWS::NoValue`, which takes away what holds it. */
type Evaluated = Value | undefined;

/** Evaluates the intrinsic functions of one template, as far as they are static. */
export class Evaluator {
  readonly conditions: Conditions;
  /** What only CloudFormation can run, by name: macros, and loops over what isn't static. */
  readonly macros = new Set<string>();
  readonly #parameters: Parameters;
  readonly #mappings: Node;

  constructor(template: NodeMap, given: GivenParameters) {
    this.#parameters = new Parameters(template, given);
    this.#mappings = entry(template, "Mappings");
    this.conditions = new Conditions(entry(template, "Conditions"), (node) => this.evaluate(node) ?? UNKNOWN);
  }

  evaluate(node: Node): Evaluated {
    return this.#evaluate(node, 0);
  }

  /** What stands under keys; undefined where nothing does. Only what is on the way is evaluated. */
  at(node: Node, ...keys: readonly string[]): Evaluated {
    const [key, ...others] = keys;
    if (key === undefined) return this.evaluate(node);
    if (isMap(node) && calledFunction(node) === null) {
      if (Object.hasOwn(node, key)) return this.at(node[key] ?? null, ...others);
      return this.isComputed(node) ? UNKNOWN : undefined;
    }
    let value = this.evaluate(node);
    for (const one of keys) {
      // A text has no keys.
      if (value === undefined || value === null || typeof value !== "object") return undefined;
      value = value instanceof Map ? value.get(one) : UNKNOWN;
    }
    return value;
  }

  /** Does a macro or a loop write keys into this mapping? */
  isComputed(node: NodeMap): boolean {
    const computed = Object.keys(node).filter((key) => /^Fn::(Transform$|ForEach::)/.test(key));
    for (const key of computed) this.macros.add(textEntry(node, key, "Name") ?? key);
    return computed.length > 0;
  }

  #evaluate(node: Node, depth: number): Evaluated {
    if (depth > MAXIMUM_DEPTH) return UNKNOWN;
    if (isList(node)) return node.map((one) => this.#evaluate(one, depth + 1)).filter(isPresent);
    if (!isMap(node)) return node;
    const name = calledFunction(node);
    if (name !== null) return this.#call(name, node[name] ?? null, depth + 1);
    if (this.isComputed(node)) return UNKNOWN;
    const values = new Map<string, Value>();
    for (const [key, one] of Object.entries(node)) {
      const value = this.#evaluate(one, depth + 1);
      if (value !== undefined) values.set(key, value);
    }
    return values;
  }

  #call(name: string, argument: Node, depth: number): Evaluated {
    switch (name) {
      case "Ref":
        return typeof argument === "string" ? this.#parameters.ref(argument) : UNKNOWN;
      case "Fn::GetAtt":
        return this.#attribute(argument, depth);
      case "Fn::Sub":
        return this.#substitute(argument, depth);
      case "Fn::If":
        return this.#if(argument, depth);
      case "Fn::FindInMap":
        return this.#findInMap(this.#arguments(argument, depth));
      case IMPORTED: {
        const exported = staticText(this.#evaluate(argument, depth));
        return exported === null ? UNKNOWN : new Reference(IMPORTED, exported);
      }
      case "Fn::Transform":
        this.macros.add(textEntry(argument, "Name") ?? name);
        return UNKNOWN;
      default:
        return LIST_FUNCTIONS.get(name)?.(this.#arguments(argument, depth)) ?? UNKNOWN;
    }
  }

  #arguments(argument: Node, depth: number): readonly Value[] {
    return isList(argument) ? argument.map((one) => this.#evaluate(one, depth) ?? UNKNOWN) : [];
  }

  /** Mappings hold plain data: what calls a function in there is nothing that CloudFormation takes. */
  #findInMap([map, top, second, options]: readonly Value[]): Value {
    const keys = [map, top, second].map(staticText).filter((key) => key !== null);
    if (keys.length < 3) return UNKNOWN;
    const found = entry(this.#mappings, ...keys);
    if (isList(found)) return found.map((one) => (isMap(one) || isList(one) ? UNKNOWN : one));
    if (found !== null) return isMap(found) ? UNKNOWN : found;
    return options instanceof Map ? (options.get("DefaultValue") ?? UNKNOWN) : UNKNOWN;
  }

  #attribute(argument: Node, depth: number): Value {
    const path = typeof argument === "string" ? [argument] : this.#arguments(argument, depth).map(staticText);
    return path.includes(null) ? UNKNOWN : attributeOf(path.join("."));
  }

  #substitute(argument: Node, depth: number): Value {
    const [text, variables = null] = isList(argument) ? argument : [argument];
    if (typeof text !== "string") return UNKNOWN;
    const parts: Value[] = [];
    let end = 0;
    for (const match of text.matchAll(/\$\{([^{}]*)\}/g)) {
      parts.push(text.slice(end, match.index), this.#variable((match[1] ?? "").trim(), variables, depth));
      end = match.index + match[0].length;
    }
    return joinText([...parts, text.slice(end)]);
  }

  #variable(name: string, variables: Node, depth: number): Value {
    if (name.startsWith("!")) return `\${${name.slice(1)}}`;
    if (isMap(variables) && Object.hasOwn(variables, name))
      return this.#evaluate(variables[name] ?? null, depth) ?? UNKNOWN;
    return name.includes(".") ? attributeOf(name) : (this.#parameters.ref(name) ?? UNKNOWN);
  }

  #if(argument: Node, depth: number): Evaluated {
    if (!isList(argument) || argument.length !== 3) return UNKNOWN;
    const [name, then = null, otherwise = null] = argument;
    const holds = typeof name === "string" ? this.conditions.holds(name) : null;
    if (holds !== null) return this.#evaluate(holds ? then : otherwise, depth);
    const text = staticText(this.#evaluate(then, depth));
    return text !== null && text === staticText(this.#evaluate(otherwise, depth)) ? text : UNKNOWN;
  }
}

function attributeOf(path: string): Value {
  const dot = path.indexOf(".");
  return dot < 1 ? UNKNOWN : new Reference(path.slice(0, dot), path.slice(dot + 1));
}

function isPresent(value: Evaluated): value is Value {
  return value !== undefined;
}
