import type TypeScript from "typescript";
import { ts } from "../typescript.js";

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
  let handed: S | null = state;
  // One function for all nodes: programs have millions.
  const note = (child: TypeScript.Node): void => {
    nodes.push(child);
    states.push(handed as S);
  };
  for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
    handed = enter(node, states.pop() as S);
    if (handed !== null) ts.forEachChild(node, note);
  }
}
