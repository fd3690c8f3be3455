import type { Problem } from "../errors.js";
import type { Architecture } from "../function.js";
import type { UserClient } from "../lambda/client.js";
import type { Subject } from "../subject/subject.js";

/** What a path led to: something to lint, or a word on what can't be. */
export type Discovered = { readonly subject: Subject } | { readonly problem: Problem };

/** A file or folder of source code (absolute path); all that a run names are linted together. */
export interface FoundSource {
  readonly source: string;
}

export interface DiscoverOptions {
  /** Absolute. */
  readonly cwd: string;
  /** What no template tells, for all functions of the run; null where nobody said. */
  readonly handler: string | null;
  readonly runtime: string | null;
  readonly architecture: Architecture | null;
  /** The user's own clients, for the code rules. */
  readonly clients: readonly UserClient[];
}
