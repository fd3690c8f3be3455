import type TypeScript from "typescript";

/** Where an import is used, and on which part of the ways through the function that is being run: 1 is all of them. */
export interface ImportUse {
  readonly node: TypeScript.Node;
  /** By the choice that most ways of use it: the largest share of all. */
  readonly share: number;
  /** The same where only routes and kinds of events are a choice: conditions on data may be met by all of them. */
  readonly ofKinds: number;
  /** The choices that come one after the other, each with its chance; `ALWAYS`: it is used whatever they decide. */
  readonly chances: Chances;
}

/** By what is decided: a condition come by again decides the same again. */
export type Chances = ReadonlyMap<object | string, Chance>;

interface Chance {
  /** Chances of one choice exclude each other, however far apart its tests stand. */
  readonly of: object | string;
  readonly share: number;
}

/** A choice as the code has it, for what is used by chances. */
export interface Choice {
  /** What stands for its decision. */
  readonly test: object | string;
  /** What stands for all tests that exclude each other: `if (a) return …; if (b) return …;`. */
  readonly of: object | string;
  /** How many ways there are, those of the other tests among them. Null: as many as are run. */
  readonly ways: number | null;
  /** Whether a way that is a choice between kinds itself counts for each of them. */
  readonly isOfRequests?: boolean;
}

/** A choice that nothing beside it has a part in. */
export function decidedBy(test: object | string, isOfRequests = false): Choice {
  return { test, of: test, ways: null, isOfRequests };
}

/** What ends in an error, or turns a request down: few invocations do. */
export const RARE = 0.1;
/** Several choices in a row, each of which may decide for it: beyond two of three few invocations do without. */
const MOST = 2 / 3 + 1e-9;

export const ALWAYS: Chances = new Map([["always", { of: "always", share: 1 }]]);

export function chancesOf({ test, of }: Choice, share: number): Chances {
  return share > MOST ? ALWAYS : new Map([[test, { of, share }]]);
}

/** Which part of the invocations comes by one of the uses: independent choices in a row leave ever fewer without. */
export function chanceOf(chances: Chances): number {
  const byChoice = new Map<object | string, number>();
  for (const { of, share } of chances.values()) byChoice.set(of, (byChoice.get(of) ?? 0) + share);
  let without = 1;
  for (const share of byChoice.values()) without *= 1 - Math.min(share, 1);
  return 1 - without;
}

/** What is used here and there: by the larger share, and by all chances together. */
export function both(one: ImportUse, other: ImportUse): ImportUse {
  const chances = together(one.chances, other.chances);
  const isOfMost = chances === ALWAYS;
  const share = isOfMost ? 1 : Math.max(one.share, other.share);
  const ofKinds = isOfMost ? 1 : Math.max(one.ofKinds, other.ofKinds);
  const isKnown = chances === one.chances && share === one.share && ofKinds === one.ofKinds;
  return isKnown ? one : { node: one.node, share, ofKinds, chances };
}

function together(one: Chances, other: Chances): Chances {
  if (one === other || one === ALWAYS) return one;
  if (other === ALWAYS) return ALWAYS;
  let merged: Map<object | string, Chance> | null = null;
  for (const [test, chance] of other) {
    if ((one.get(test)?.share ?? 0) >= chance.share) continue;
    merged ??= new Map(one);
    merged.set(test, chance);
  }
  if (merged === null) return one;
  return chanceOf(merged) > MOST ? ALWAYS : merged;
}
