import { Worker } from "node:worker_threads";
import { expect, it } from "vitest";
import { waitForAnswer } from "../../plugins/eslint/ask.js";

function signalOf(code: string): { readonly signal: Int32Array; readonly worker: Worker } {
  const signal = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const worker = new Worker(`const signal = require("node:worker_threads").workerData;${code}`, {
    eval: true,
    workerData: signal,
  });
  return { signal, worker };
}

it("being woken for the answer before is not taken for this one's", async () => {
  const { signal, worker } = signalOf(`
    const pause = new Int32Array(new SharedArrayBuffer(4));
    while (Atomics.notify(signal, 0) === 0) Atomics.wait(pause, 0, 0, 1);
    Atomics.wait(pause, 0, 0, 50);
    Atomics.store(signal, 0, 1);
    Atomics.notify(signal, 0);
  `);
  waitForAnswer(signal, 30_000);
  expect(Atomics.load(signal, 0)).toBe(1);
  await worker.terminate();
});

it("a thread that never answers is not waited for", () => {
  const signal = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  waitForAnswer(signal, 5);
  expect(Atomics.load(signal, 0)).toBe(0);
});
