import type { Worker } from "node:worker_threads";
import type { Found } from "../assemble-report.js";
import { type Claims, MAIN } from "./claimed-part.js";
import type { ThreadData } from "./thread-work.js";

/** A file of its own in the package. */
const THREAD = new URL("./thread.js", import.meta.url);
/** As deep as the main thread's (984 kB, and what Node keeps for itself), so that both give up on the same nesting. */
const STACK_MB = 1.15;
/** Three times V8's own: what is parsed is garbage soon, and a tenth of the CPU time went into moving it around. */
const YOUNG_GENERATION_MB = 96;
/** A thread takes about a second of CPU to get going: worth it for a run that takes longer, and has many artifacts. */
const WORTH_SECONDS = 2;
const WORTH_ARTIFACTS = 8;

/** What a helper found, or null where it failed (out of memory, say). */
export interface Help {
  readonly thread: number;
  readonly found: Found | null;
}

/** The threads beside the main one. */
export class Helpers {
  readonly #data: Omit<ThreadData, "thread">;
  readonly #claims: Claims;
  readonly #count: number;
  readonly #since = process.uptime();
  readonly #workers = new Map<number, { readonly worker: Worker; readonly help: Promise<Help> }>();
  #looked = 0;

  /** `count` of them. */
  constructor(data: Omit<ThreadData, "thread">, count: number) {
    this.#data = data;
    this.#claims = data.claims;
    this.#count = count;
  }

  /** Told whenever the main thread has come to another artifact: starts the helpers once that is worth it. */
  consider(): void {
    this.#looked += 1;
    const isLong = process.uptime() - this.#since >= WORTH_SECONDS && this.#looked > WORTH_ARTIFACTS;
    if (isLong && this.#workers.size === 0) this.start();
  }

  start(): void {
    // Most runs start none, and loading it takes a millisecond, as `performance` does.
    const { Worker } = process.getBuiltinModule("node:worker_threads");
    for (let thread = MAIN + 1; thread <= MAIN + this.#count; thread += 1) {
      const workerData: ThreadData = { ...this.#data, thread };
      const resourceLimits = { stackSizeMb: STACK_MB, maxYoungGenerationSizeMb: YOUNG_GENERATION_MB };
      const worker = new Worker(THREAD, { workerData, resourceLimits });
      this.#workers.set(thread, { worker, help: helpOf(worker, thread) });
    }
  }

  /** Once the main thread finds nothing unclaimed any more: what the others have found. */
  async finish(): Promise<Help[]> {
    const helping = [...this.#workers].filter(([thread]) => this.#claims.includes(thread));
    const help = await Promise.all(helping.map(([, { help }]) => help));
    await this.stop();
    return help;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#workers.values()].map(({ worker }) => worker.terminate()));
  }
}

function helpOf(worker: Worker, thread: number): Promise<Help> {
  return new Promise((resolve) => {
    worker.once("message", (found: Found) => resolve({ thread, found }));
    worker.once("error", () => resolve({ thread, found: null }));
    worker.once("exit", () => resolve({ thread, found: null }));
  });
}
