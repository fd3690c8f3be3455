import type { Part } from "../part.js";

/** Who looks at which artifact, by number, shared among threads; 0: nobody yet. */
export type Claims = Uint8Array;

/** The thread that the command runs in; the others count on from here. */
export const MAIN = 1;
/** Of a run with more artifacts the rest is the main thread's. */
const MAXIMUM_CLAIMS = 1 << 20;

export function makeClaims(): Claims {
  return new Uint8Array(new SharedArrayBuffer(MAXIMUM_CLAIMS));
}

/**
 * What a thread gets to before the others. All of them find the same artifacts in the same order, so a number is enough
 * to speak of one; whoever is quicker takes more.
 */
export class ClaimedPart implements Part {
  readonly tellsProblems: boolean;
  readonly #claims: Claims;
  readonly #thread: number;
  readonly #within: Part;
  #found = 0;

  /** `within` is what is dealt out: a run, or a shard of one. */
  constructor(claims: Claims, thread: number, within: Part) {
    this.tellsProblems = thread === MAIN && within.tellsProblems;
    this.#claims = claims;
    this.#thread = thread;
    this.#within = within;
  }

  takes(id: string): boolean {
    const number = this.#found;
    this.#found += 1;
    if (!this.#within.takes(id)) return false;
    if (number >= this.#claims.length) return this.#thread === MAIN;
    return Atomics.compareExchange(this.#claims, number, 0, this.#thread) === 0;
  }
}

/** What another thread claimed and couldn't finish. */
export class AbandonedPart implements Part {
  readonly tellsProblems = false;
  readonly #claims: Claims;
  readonly #thread: number;
  #found = 0;

  constructor(claims: Claims, thread: number) {
    this.#claims = claims;
    this.#thread = thread;
  }

  takes(): boolean {
    const number = this.#found;
    this.#found += 1;
    return this.#claims[number] === this.#thread;
  }
}
