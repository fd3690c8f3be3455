import type TypeScript from "typescript";
import { ts } from "./typescript.js";

/**
 * Visits a tree without recursion (a sum of thousands of terms is a tree thousands deep). `enter` gets what its
 * parent's call returned and gives what its children get; null leaves them out. No order is promised.
 */
export function walk<S>(
  root: TypeScript.Node,
  state: S,
  enter: (node: TypeScript.Node, state: S) => S | null,
): void {
  const nodes: TypeScript.Node[] = [root];
  const states: S[] = [state];
  for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
    const given = states.pop() as S;
    const handed = enter(node, given);
    if (handed === null) continue;
    ts.forEachChild(node, (child) => {
      nodes.push(child);
      states.push(handed);
    });
  }
}
