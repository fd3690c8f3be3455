import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { statOf } from "../artifact/stat-of.js";
import { BatchQueue } from "./batch-queue.js";
import type { Component } from "./components.js";
import type { EngineInput, Followed } from "./engine.js";

/** What a second thread needs to follow the same batches. */
export interface SharedWork extends Pick<EngineInput, "clients" | "requested"> {
  readonly batches: readonly (readonly Component[])[];
  readonly taken: SharedArrayBuffer;
  readonly cwd: string;
  readonly weighs: boolean;
}

/** What it gives back: the index of each batch that it took, with what was found. */
export type HelpersShare = readonly (readonly [index: number, followed: readonly Followed[]])[];

/** Beside the bundled package; there is none where the sources themselves are run. */
const WORKER = new URL("./code-worker.js", import.meta.url);
/** Characters of source that are worth a second thread's start and its own copy of TypeScript (0.2 s). */
const MINIMUM_LENGTH = 2_000_000;
/** The stack that the main thread has, so that both give up at the same depth. */
const STACK_MB = 1.2;

export function isWorthAThread(length: number): boolean {
  return (
    length >= MINIMUM_LENGTH &&
    availableParallelism() > 1 &&
    WORKER.protocol === "file:" &&
    statOf(fileURLToPath(WORKER)) !== null
  );
}

/** Follows batches of sources on disk in this thread and another one; in the order of the batches. */
export async function followInThreads(
  batches: readonly (readonly Component[])[],
  cwd: string,
  input: EngineInput,
  followHandlers: (batch: readonly Component[], input: EngineInput) => readonly Followed[],
): Promise<readonly (readonly Followed[])[]> {
  const taken = BatchQueue.share();
  const { clients, requested } = input;
  const work: SharedWork = { batches, taken, cwd, clients, requested, weighs: input.weigher !== null };
  const helper = new Worker(WORKER, { workerData: work, resourceLimits: { stackSizeMb: STACK_MB } });
  const share = new Promise<HelpersShare>((resolve, reject) => {
    helper.once("message", resolve).once("error", reject);
  });
  share.catch(() => {});
  const followed: (readonly Followed[])[] = [];
  const queue = new BatchQueue(taken, batches.length, false);
  try {
    for (let index = queue.next(); index !== null; index = queue.next()) {
      followed[index] = followHandlers(batches[index] ?? [], input);
    }
    for (const [index, found] of queue.hasHelped ? await share : []) followed[index] = found;
  } finally {
    await helper.terminate();
  }
  return followed;
}
