/** Handler files that share sources, with the first-party files that each of them reaches. */
export type Component = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Handlers by the files that they share: what lies in different components can't influence each other. Components
 * and their handlers stay in the order of the closures.
 */
export function componentsOf(closures: Component): readonly Component[] {
  const leaders = new Map<string, string>();
  const leaderOf = (entry: string): string => {
    let at = entry;
    for (let next = leaders.get(at) ?? at; next !== at; next = leaders.get(at) ?? at) at = next;
    return at;
  };
  const firstOf = new Map<string, string>();
  for (const [entry, closure] of closures) {
    for (const file of closure) {
      const other = firstOf.get(file);
      if (other === undefined) firstOf.set(file, entry);
      else leaders.set(leaderOf(other), leaderOf(entry));
    }
  }
  const components = new Map<string, Map<string, ReadonlySet<string>>>();
  for (const [entry, closure] of closures) {
    const leader = leaderOf(entry);
    const known = components.get(leader);
    if (known === undefined) components.set(leader, new Map([[entry, closure]]));
    else known.set(entry, closure);
  }
  return [...components.values()];
}

/** What declares something for all files of a program, its own or not. */
const AMBIENT = /\bdeclare\s+(?:global|module|namespace)\b/;

/**
 * Components put together until their text reaches a size: one program is made for each batch. What could be seen in
 * others has a batch of its own.
 */
export function batchesOf(
  components: readonly Component[],
  textOf: (file: string) => string,
  maximum: number,
): readonly (readonly Component[])[] {
  const batches: Component[][] = [];
  let size = maximum;
  for (const component of components) {
    let own = 0;
    let isAmbient = false;
    for (const file of filesOf(component)) {
      const text = textOf(file);
      own += text.length;
      isAmbient ||= /\.d\.[cm]?ts$/.test(file) || AMBIENT.test(text);
    }
    if (size >= maximum || isAmbient) {
      batches.push([]);
      size = 0;
    }
    batches.at(-1)?.push(component);
    size = isAmbient ? maximum : size + own;
  }
  return batches;
}

/** All files of a component. */
export function filesOf(component: Component): ReadonlySet<string> {
  const files = new Set<string>();
  for (const closure of component.values()) for (const file of closure) files.add(file);
  return files;
}
