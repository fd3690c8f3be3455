import { Conditions } from "./conditions.js";
import { calledFunction } from "./intrinsics.js";
import { entry, isList, isMap, type Node, type NodeMap, textEntry } from "./node.js";
import { isValueList, joinText, Reference, staticNumber, staticText, UNKNOWN, type Value } from "./value.js";
import { MAXIMUM_DEPTH } from "./yaml-reader.js";

/** `AWS::NoValue`: what holds it is taken away. */
const NO_VALUE = Symbol("AWS::NoValue");
type Evaluated = Value | typeof NO_VALUE;

interface EvaluatorOptions {
  /** Do parameters stand for their defaults? */
  readonly defaults: boolean;
  /** Values of parameters, before their defaults. */
  readonly given?: ReadonlyMap<string, string>;
}

/** The name of a reference to what another stack exports; its attribute is the export's name. */
export const IMPORTED = "Fn::ImportValue";

/** Evaluates the intrinsic functions of one template, as far as they are static. */
export class Evaluator {
  readonly conditions: Conditions;
  /** Transforms that only CloudFormation can run: `Fn::Transform`, by the name of the macro. */
  readonly transforms = new Set<string>();
  readonly #parameters: Node;
  readonly #mappings: Node;
  readonly #defaults: boolean;
  readonly #given: ReadonlyMap<string, string>;

  constructor(template: NodeMap, { defaults, given = new Map() }: EvaluatorOptions) {
    this.#parameters = entry(template, "Parameters");
    this.#mappings = entry(template, "Mappings");
    this.#defaults = defaults;
    this.#given = given;
    this.conditions = new Conditions(entry(template, "Conditions"), (node) => this.evaluate(node) ?? UNKNOWN);
  }

  /** Undefined for `AWS::NoValue`. */
  evaluate(node: Node): Value | undefined {
    return present(this.#evaluate(node, 0));
  }

  /** What stands under keys; undefined where nothing does. Only what is on the way is evaluated. */
  at(node: Node, ...keys: readonly string[]): Value | undefined {
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
      if (isPresent(value)) values.set(key, value);
    }
    return values;
  }

  /** Does a macro or a loop write keys into this mapping? */
  isComputed(node: NodeMap): boolean {
    const computed = Object.keys(node).filter((key) => /^Fn::(Transform$|ForEach::)/.test(key));
    for (const key of computed)
      this.transforms.add(textEntry(node, key, "Name") ?? (key === "Fn::Transform" ? "Fn::Transform" : key));
    return computed.length > 0;
  }

  #call(name: string, argument: Node, depth: number): Evaluated {
    switch (name) {
      case "Ref":
        return typeof argument === "string" ? this.#ref(argument) : UNKNOWN;
      case "Fn::GetAtt":
        return this.#attribute(argument, depth);
      case "Fn::Sub":
        return this.#substitute(argument, depth);
      case "Fn::If":
        return this.#if(argument, depth);
      case IMPORTED: {
        const exported = staticText(present(this.#evaluate(argument, depth)));
        return exported === null ? UNKNOWN : new Reference(IMPORTED, exported);
      }
      case "Fn::Transform":
        this.transforms.add(textEntry(argument, "Name") ?? "Fn::Transform");
        return UNKNOWN;
      default:
        return this.#ofList(name, argument, depth);
    }
  }

  /** Functions that take a list. */
  #ofList(name: string, argument: Node, depth: number): Evaluated {
    if (!isList(argument)) return UNKNOWN;
    const values = argument.map((one) => present(this.#evaluate(one, depth)) ?? UNKNOWN);
    const [first = UNKNOWN, second = UNKNOWN] = values;
    switch (name) {
      case "Fn::Join": {
        const delimiter = staticText(first);
        if (delimiter === null || !isValueList(second)) return UNKNOWN;
        return joinText(second.flatMap((one, index) => (index === 0 ? [one] : [delimiter, one])));
      }
      case "Fn::Select": {
        const index = staticNumber(first);
        return index === null || !isValueList(second) ? UNKNOWN : (second[index] ?? UNKNOWN);
      }
      case "Fn::Split": {
        const delimiter = staticText(first);
        const text = staticText(second);
        return delimiter === null || delimiter === "" || text === null ? UNKNOWN : text.split(delimiter);
      }
      case "Fn::FindInMap":
        return this.#findInMap(values, depth);
      default:
        return UNKNOWN;
    }
  }

  #findInMap(values: readonly Value[], depth: number): Evaluated {
    const keys = values.slice(0, 3).map(staticText);
    const options = values[3];
    const path = keys.filter((key) => key !== null);
    if (keys.length < 3 || path.length < 3) return UNKNOWN;
    const found = entry(this.#mappings, ...path);
    if (found !== null) return this.#evaluate(found, depth);
    return options instanceof Map ? (options.get("DefaultValue") ?? UNKNOWN) : UNKNOWN;
  }

  #ref(name: string): Evaluated {
    if (name === "AWS::NoValue") return NO_VALUE;
    const parameter = entry(this.#parameters, name);
    const given = this.#given.get(name);
    const isKnown = given !== undefined || (this.#defaults && entry(parameter, "Default") !== null);
    if (!isMap(parameter) || !isKnown) return new Reference(name, null);
    const type = textEntry(parameter, "Type") ?? "String";
    // The default of these is the name of a parameter in Systems Manager, which knows the value.
    if (type.startsWith("AWS::SSM::Parameter::Value")) return new Reference(name, null);
    const value = given ?? parameter.Default ?? null;
    if (/^(CommaDelimitedList$|List<)/.test(type) && typeof value === "string")
      return value.split(",").map((one) => one.trim());
    return isMap(value) || isList(value) ? UNKNOWN : value;
  }

  #attribute(argument: Node, depth: number): Evaluated {
    const path = isList(argument)
      ? argument.map((one) => staticText(present(this.#evaluate(one, depth))))
      : typeof argument === "string"
        ? [argument]
        : [];
    if (path.includes(null)) return UNKNOWN;
    return attributeOf(path.join("."));
  }

  #substitute(argument: Node, depth: number): Evaluated {
    const [text, variables] = isList(argument) ? argument : [argument];
    if (typeof text !== "string") return UNKNOWN;
    const parts: Value[] = [];
    let end = 0;
    for (const match of text.matchAll(/\$\{([^{}]*)\}/g)) {
      const name = (match[1] ?? "").trim();
      parts.push(text.slice(end, match.index));
      end = match.index + match[0].length;
      if (name.startsWith("!")) parts.push(`\${${name.slice(1)}}`);
      else if (isMap(variables) && Object.hasOwn(variables, name))
        parts.push(present(this.#evaluate(variables[name] ?? null, depth)) ?? UNKNOWN);
      else parts.push(present(name.includes(".") ? attributeOf(name) : this.#ref(name)) ?? UNKNOWN);
    }
    return joinText([...parts, text.slice(end)]);
  }

  #if(argument: Node, depth: number): Evaluated {
    if (!isList(argument) || argument.length !== 3) return UNKNOWN;
    const [name, then = null, otherwise = null] = argument;
    const holds = typeof name === "string" ? this.conditions.holds(name) : null;
    if (holds !== null) return this.#evaluate(holds ? then : otherwise, depth);
    const branches = [then, otherwise].map((one) => this.#evaluate(one, depth));
    const [a, b] = branches;
    return a !== undefined && isScalar(a) && a === b ? a : UNKNOWN;
  }
}

function attributeOf(path: string): Value {
  const dot = path.indexOf(".");
  return dot < 1 ? UNKNOWN : new Reference(path.slice(0, dot), path.slice(dot + 1));
}

function isPresent(value: Evaluated): value is Value {
  return value !== NO_VALUE;
}

function present(value: Evaluated): Value | undefined {
  return isPresent(value) ? value : undefined;
}

function isScalar(value: Evaluated): boolean {
  return typeof value !== "object" || value === null;
}
