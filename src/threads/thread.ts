import { parentPort, workerData } from "node:worker_threads";
import { type ThreadData, threadWork } from "./thread-work.js";

// Does its work, and hands it over.
parentPort?.postMessage(await threadWork(workerData as ThreadData));
