import type { Cache } from "../cache/cache.js";
import type { Problem } from "../errors.js";
import type { Architecture } from "../function.js";
import type { UserClient } from "../lambda/client.js";
import type { Subject } from "../subject/subject.js";
import type { DeployedFunction } from "./deployed.js";
import type { OpenLayer } from "./open-layer.js";

/** What a path led to: something to lint, or a word on what can't be. */
export type Discovered = FoundArtifact | { readonly problem: Problem };

/** An artifact that is there, still closed: a run may leave it to another. */
export interface FoundArtifact {
  /** Its id in the report. */
  readonly id: string;
  /**
   * Opens it, before the next one is asked for. Whoever takes the subject closes its artifact.
   * Throws InputError when it can't be read.
   */
  open(): Promise<Subject>;
}

/** A file or folder of source code (absolute path); all that a run names are linted together. */
export interface FoundSource {
  readonly source: string;
}

/** Other paths (absolute) to look at instead of the one that was named. */
export interface OtherPaths {
  readonly paths: readonly string[];
}

/** Functions that something on disk describes; all of a run are gathered, since several may share an artifact. */
export interface FoundFunctions {
  readonly functions: readonly DeployedFunction[];
}

export interface DiscoverOptions {
  /** Absolute. */
  readonly cwd: string;
  /** What no template tells, for all functions of the run; null where nobody said. */
  readonly handler: string | null;
  readonly runtime: string | null;
  readonly architecture: Architecture | null;
  /** MB. */
  readonly memory: number | null;
  /** Seconds. */
  readonly timeout: number | null;
  /** Layers of the functions that no template and no config describes. */
  readonly layers: GivenLayers;
  /** The user's own clients, for the code rules. */
  readonly clients: readonly UserClient[];
  readonly cache: Cache;
}

export interface GivenLayers {
  /** In the order in which they are unpacked over each other. */
  readonly open: readonly OpenLayer[];
  /** ARNs, and paths that can't be opened. */
  readonly unknown: readonly string[];
}

export const NO_LAYERS: GivenLayers = { open: [], unknown: [] };
