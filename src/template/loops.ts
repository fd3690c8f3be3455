import { entry, isList, isMap, type Node, type NodeMap } from "./node.js";
import { isValueList, staticText, type Value } from "./value.js";
import { MAXIMUM_DEPTH } from "./yaml-reader.js";

/** More than any stack holds: what loops write beyond that stays unwritten. */
const MAXIMUM_NODES = 500_000;
const LOOP = /^Fn::ForEach::/;

/**
 * A template with its loops written out (`Fn::ForEach`, of AWS::LanguageExtensions), as far as what they go over is
 * static; other loops stay as they are.
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html
 * and https://github.com/aws/aws-sam-cli/blob/develop/samcli/lib/cfn_language_extensions/processors/foreach.py, checked 2026-11-21.
 */
export function withoutLoops(template: NodeMap, evaluate: (node: Node) => Value | undefined): NodeMap {
  const loops = new Loops(evaluate);
  return {
    ...template,
    Conditions: loops.expand(entry(template, "Conditions"), 0),
    Resources: loops.expand(entry(template, "Resources"), 0),
  };
}

class Loops {
  #budget = MAXIMUM_NODES;

  constructor(private readonly evaluate: (node: Node) => Value | undefined) {}

  expand(node: Node, depth: number): Node {
    if (depth > MAXIMUM_DEPTH) return node;
    // What has no loop in it keeps its identity, by which its line is known.
    let isSame = true;
    if (isList(node)) {
      const items = node.map((one) => this.expand(one, depth + 1));
      return items.every((one, index) => one === node[index]) ? node : items;
    }
    if (!isMap(node)) return node;
    const expanded: Record<string, Node> = Object.create(null);
    for (const [key, value] of Object.entries(node)) {
      const rounds = LOOP.test(key) ? this.#rounds(value) : null;
      const written = this.expand(rounds ?? value, depth + 1);
      if (rounds !== null && isMap(written)) Object.assign(expanded, written);
      else expanded[key] = written;
      isSame &&= rounds === null && written === value;
    }
    return isSame ? node : expanded;
  }

  /** What a loop writes, round after round; null where that isn't static. */
  #rounds(loop: Node): Node | null {
    const [identifier, collection = null, body = null] = isList(loop) ? loop : [];
    const values = this.evaluate(collection);
    if (typeof identifier !== "string" || !isMap(body) || !isValueList(values)) return null;
    const texts = values.map(staticText).filter((text) => text !== null);
    if (texts.length < values.length) return null;
    const written: Record<string, Node> = Object.create(null);
    for (const text of texts) {
      Object.assign(written, this.#substitute(body, { identifier, text }, 0));
      if (this.#budget <= 0) return null;
    }
    return written;
  }

  #substitute(
    node: Node,
    round: { readonly identifier: string; readonly text: string },
    depth: number,
  ): Node {
    this.#budget -= 1;
    if (this.#budget <= 0 || depth > MAXIMUM_DEPTH) return node;
    const { identifier, text } = round;
    const inText = (one: string) =>
      one
        .replaceAll(`\${${identifier}}`, () => text)
        .replaceAll(`&{${identifier}}`, () => text.replace(/[^a-zA-Z0-9]/g, ""));
    if (typeof node === "string") return inText(node);
    if (isList(node)) return node.map((one) => this.#substitute(one, round, depth + 1));
    if (!isMap(node)) return node;
    if (entry(node, "Ref") === identifier && Object.keys(node).length === 1) return text;
    const written: Record<string, Node> = Object.create(null);
    for (const [key, value] of Object.entries(node))
      written[inText(key)] = this.#substitute(value, round, depth + 1);
    return written;
  }
}
