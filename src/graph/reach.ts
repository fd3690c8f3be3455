/** Everything that can be reached from some nodes, themselves included, in breadth-first order. */
export function reach<T>(from: Iterable<T>, next: (node: T) => readonly T[]): Set<T> {
  const reached = new Set(from);
  const add = (node: T): void => {
    reached.add(node);
  };
  // A set that grows while it is walked is walked to its end.
  reached.forEach((node) => {
    next(node).forEach(add);
  });
  return reached;
}

/**
 * The fewest of some nodes, in their order, that lead to all of them: those that no other leads to, and the first
 * of every ring that is left.
 */
export function sourcesOf<T>(nodes: readonly T[], next: (node: T) => readonly T[]): readonly T[] {
  const imported = new Set<T>();
  for (const node of nodes) for (const target of next(node)) if (target !== node) imported.add(target);
  const sources = nodes.filter((node) => !imported.has(node));
  const reached = reach(sources, next);
  for (const node of nodes) {
    if (reached.has(node)) continue;
    sources.push(node);
    for (const target of reach([node], next)) reached.add(target);
  }
  return sources;
}
