import { entry, isList, type Node } from "./node.js";
import { Reference, staticText, type Value } from "./value.js";

/** No template has conditions that hang on more others, one after the other. */
const MAXIMUM_CHAIN = 100;

/** Conditions of a template: true, false, or null where only a deployment knows. */
export class Conditions {
  /** Names of conditions that hang on themselves. */
  readonly cycles = new Set<string>();
  readonly #known = new Map<string, boolean | null>();
  readonly #open = new Set<string>();

  constructor(
    private readonly declared: Node,
    private readonly evaluate: (node: Node) => Value,
  ) {}

  holds(name: string): boolean | null {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    if (this.#open.has(name)) {
      this.cycles.add(name);
      return null;
    }
    if (this.#open.size > MAXIMUM_CHAIN) return null;
    this.#open.add(name);
    const result = this.#of(entry(this.declared, name), 0);
    this.#open.delete(name);
    this.#known.set(name, result);
    return result;
  }

  #of(node: Node, depth: number): boolean | null {
    if (depth > 50) return null;
    const named = entry(node, "Condition");
    if (typeof named === "string") return this.holds(named);
    const not = entry(node, "Fn::Not");
    if (isList(not)) {
      const inner = this.#of(not[0] ?? null, depth + 1);
      return inner === null ? null : !inner;
    }
    const all = entry(node, "Fn::And");
    if (isList(all)) return this.#any(all, false, depth);
    const any = entry(node, "Fn::Or");
    if (isList(any)) return this.#any(any, true, depth);
    const equal = entry(node, "Fn::Equals");
    return isList(equal) && equal.length === 2 ? this.#equal(equal) : null;
  }

  /** What decides (`true` for Or, `false` for And) decides whatever else is unknown. */
  #any(nodes: readonly Node[], decides: boolean, depth: number): boolean | null {
    const results = nodes.map((one) => this.#of(one, depth + 1));
    if (results.includes(decides)) return decides;
    return results.includes(null) ? null : !decides;
  }

  #equal([left, right]: readonly Node[]): boolean | null {
    const a = this.evaluate(left ?? null);
    const b = this.evaluate(right ?? null);
    if (a instanceof Reference && b instanceof Reference && a.name === b.name && a.attribute === b.attribute)
      return true;
    const texts = [staticText(a), staticText(b)];
    return texts.includes(null) ? null : texts[0] === texts[1];
  }
}
