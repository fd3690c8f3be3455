/** Handler files that share sources, with the first-party files that each of them reaches. */
export type Component = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Handlers by the files that they share: what lies in different components can't influence each other. Components
 * and their handlers stay in the order of the closures.
 */
export function componentsOf(closures: Component): readonly Component[] {
  const leaders = new Map<string, string>();
  const leaderOf = (entry: string): string => {
    let leader = entry;
    for (let next = leaders.get(leader); next !== undefined; next = leaders.get(leader)) leader = next;
    // Whoever was come by is told, so that ways stay short.
    for (let at = entry; at !== leader; ) {
      const next = leaders.get(at) ?? leader;
      leaders.set(at, leader);
      at = next;
    }
    return leader;
  };
  const unite = (one: string, other: string): void => {
    const [leader, follower] = [leaderOf(one), leaderOf(other)];
    if (leader !== follower) leaders.set(follower, leader);
  };
  const firstOf = new Map<string, string>();
  for (const [entry, closure] of closures) {
    for (const file of closure) {
      const other = firstOf.get(file);
      if (other === undefined) firstOf.set(file, entry);
      else unite(other, entry);
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

/** How many times as much as the component holds its groups may hold together. */
const REPEATED = 2;

/**
 * A component's handlers in groups that are followed one by one: the fewer a group has, the less is done again when one of
 * them changes, and the more often what they share is run. Each group is a component as far as it goes.
 */
export function groupsOf(component: Component, lengthOf: (file: string) => number): readonly Component[] {
  const handlers = [...component];
  const total = lengthOfAll(component, lengthOf);
  for (let size = 1; size < handlers.length; size *= 2) {
    const groups: Component[] = [];
    for (let at = 0; at < handlers.length; at += size) groups.push(new Map(handlers.slice(at, at + size)));
    const together = groups.reduce((sum, group) => sum + lengthOfAll(group, lengthOf), 0);
    if (together <= total * REPEATED) return groups;
  }
  return [component];
}

function lengthOfAll(component: Component, lengthOf: (file: string) => number): number {
  let length = 0;
  for (const file of filesOf(component)) length += lengthOf(file);
  return length;
}

/** What declares something for all files of a program, its own or not. */
const AMBIENT = /\bdeclare\s+(?:global|module|namespace)\b/;

/** Components by their groups. */
export type Batch = readonly (readonly Component[])[];

/**
 * Components (by their groups) put together until their text reaches a size: one program is made for each batch. What
 * others could see something of has a batch of its own.
 */
export function batchesOf(
  components: Batch,
  textOf: (file: string) => string,
  maximum: number,
): readonly Batch[] {
  const alone: Batch[] = [];
  const batches: Component[][][] = [];
  const ambient = new Map<string, boolean>();
  const isAmbient = (file: string): boolean => {
    const known = ambient.get(file) ?? (/\.d\.[cm]?ts$/.test(file) || AMBIENT.test(textOf(file)));
    ambient.set(file, known);
    return known;
  };
  let size = maximum;
  for (const groups of components) {
    const shared = groups.filter((group) => ![...filesOf(group)].some(isAmbient));
    for (const group of groups) if (!shared.includes(group)) alone.push([[group]]);
    if (shared.length === 0) continue;
    if (size >= maximum) {
      batches.push([]);
      size = 0;
    }
    batches.at(-1)?.push(shared);
    const files = new Set(shared.flatMap((group) => [...filesOf(group)]));
    for (const file of files) size += textOf(file).length;
  }
  return [...batches, ...alone];
}

/** All files of a component. */
export function filesOf(component: Component): ReadonlySet<string> {
  const files = new Set<string>();
  for (const closure of component.values()) for (const file of closure) files.add(file);
  return files;
}
