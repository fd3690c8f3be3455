import { entry, isList, isMap, type Node, type NodeMap, textEntry } from "./node.js";
import { Reference, UNKNOWN, type Value } from "./value.js";

export interface GivenParameters {
  /** Do parameters stand for their defaults? */
  readonly defaults: boolean;
  /** Values of parameters, before their defaults. */
  readonly given?: ReadonlyMap<string, string>;
}

/** What `Ref` gives: a parameter's value, or a reference to what only a deployment knows. Undefined for `AWS::NoValue`. */
export class Parameters {
  readonly #declared: Node;
  readonly #defaults: boolean;
  readonly #given: ReadonlyMap<string, string>;

  constructor(template: NodeMap, { defaults, given = new Map() }: GivenParameters) {
    this.#declared = entry(template, "Parameters");
    this.#defaults = defaults;
    this.#given = given;
  }

  ref(name: string): Value | undefined {
    if (name === "AWS::NoValue") return undefined;
    const parameter = entry(this.#declared, name);
    const value = isMap(parameter) ? this.#valueOf(name, parameter) : null;
    return value ?? new Reference(name, null);
  }

  #valueOf(name: string, parameter: NodeMap): Value {
    const value = this.#given.get(name) ?? (this.#defaults ? entry(parameter, "Default") : null);
    const type = textEntry(parameter, "Type") ?? "String";
    // The default of these is the name of a parameter in Systems Manager, which knows the value.
    if (type.startsWith("AWS::SSM::Parameter::Value")) return null;
    if (/^(CommaDelimitedList$|List<)/.test(type) && typeof value === "string")
      return value.split(",").map((one) => one.trim());
    return isMap(value) || isList(value) ? UNKNOWN : value;
  }
}
