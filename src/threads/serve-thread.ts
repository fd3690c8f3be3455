import { parentPort, workerData } from "node:worker_threads";
import { type ThreadData, threadWork } from "./thread-work.js";

/** Inside of a thread: does its work, and hands it over. */
export async function serveThread(): Promise<void> {
  parentPort?.postMessage(await threadWork(workerData as ThreadData));
}
