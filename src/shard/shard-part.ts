import type { Part } from "../part.js";
import type { ReportedShard, ShardedRun } from "../report.js";
import { digest } from "./digest.js";

/** One of several parts of a run, each looked at on a machine of its own. */
export interface Shard {
  /** 1-based. */
  readonly index: number;
  readonly count: number;
  readonly run: ShardedRun;
}

/**
 * Deals artifacts out in turn, in the order in which they are found: by number rather than by size, so that machines
 * on which a build came out some bytes larger still agree. Functions that share an artifact stay together, since
 * findings speak of all of them.
 */
export class ShardPart implements Part {
  readonly tellsProblems: boolean;
  readonly #shard: Shard;
  readonly #ids: string[] = [];

  constructor(shard: Shard) {
    this.#shard = shard;
    this.tellsProblems = shard.index === 1;
  }

  takes(id: string): boolean {
    const number = this.#ids.push(id) - 1;
    return number % this.#shard.count === this.#shard.index - 1;
  }

  /** Once all artifacts were dealt out. */
  reported(): Omit<ReportedShard, "functionIds"> {
    const { index, count, run } = this.#shard;
    return { index, count, artifacts: digest(this.#ids), run };
  }
}
