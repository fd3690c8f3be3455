import type * as acorn from "acorn";
import * as walk from "acorn-walk";
import { walkedType } from "../graph/scan-parse.js";

/** Where some words may stand in a source: in comments and strings too, and wherever a name may be escaped. */
export class Mentions {
  /** Ascending. */
  readonly #offsets: readonly number[];

  /** @param names identifiers */
  constructor(source: string, names: readonly string[]) {
    const words = names.map((name) => name.replaceAll("$", "\\$")).join("|");
    const offsets: number[] = [];
    for (const { index } of source.matchAll(new RegExp(`(?:${words})(?![\\w$])|\\\\u`, "g"))) {
      if (index === 0 || !isPartOfName(source.charCodeAt(index - 1)) || source[index] === "\\")
        offsets.push(index);
    }
    this.#offsets = offsets;
  }

  within({ start, end }: acorn.Node): boolean {
    let low = 0;
    let high = this.#offsets.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#offsets[middle] ?? 0) < start) low = middle + 1;
      else high = middle;
    }
    return (this.#offsets[low] ?? end) < end;
  }
}

/**
 * As acorn's `fullAncestor`, into no node that isn't worth it: what is asked for a few names goes through a large bundle
 * in a hundredth of the time.
 */
export function walkWhere(
  program: acorn.Program,
  isWorth: (node: acorn.AnyNode) => boolean,
  visit: (node: acorn.AnyNode, ancestors: readonly acorn.AnyNode[]) => void,
): void {
  const ancestors: acorn.AnyNode[] = [];
  let last: acorn.AnyNode | null = null;
  const go = (node: acorn.AnyNode, state: undefined, type?: string): void => {
    const isNew = node !== ancestors.at(-1);
    if (isNew && !isWorth(node)) return;
    if (isNew) ancestors.push(node);
    walk.base[walkedType(node.type, type)]?.(node as never, state, go);
    if (last !== node) visit(node, ancestors);
    last = node;
    if (isNew) ancestors.pop();
  };
  go(program, undefined);
}

/** Letters, digits, `_` and `$`. */
function isPartOfName(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 95 ||
    code === 36
  );
}
