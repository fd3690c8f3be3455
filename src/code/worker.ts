import { parentPort, workerData } from "node:worker_threads";
import { BatchQueue } from "./batch-queue.js";
import type { EngineInput } from "./engine.js";
import { FirstPartyResolver } from "./module-resolution.js";
import { weighInstalledPackages } from "./package-weight.js";
import { sourcesFromDisk } from "./project.js";
import type { HelpersShare, SharedWork } from "./threads.js";

/** What the second thread does: batches from the back, as long as there are any. */
export async function helpToFollow(): Promise<void> {
  const { batches, taken, cwd, clients, requested, weighs } = workerData as SharedWork;
  const { followHandlers } = await import("./engine.js");
  const files = sourcesFromDisk([], cwd);
  const input: EngineInput = {
    files,
    resolver: new FirstPartyResolver(files),
    clients,
    weigher: weighs ? weighInstalledPackages() : null,
    requested,
  };
  const queue = new BatchQueue(taken, batches.length, true);
  const share: HelpersShare[number][] = [];
  for (let index = queue.next(); index !== null; index = queue.next()) {
    share.push([index, followHandlers(batches[index] ?? [], input)]);
  }
  parentPort?.postMessage(share);
}
