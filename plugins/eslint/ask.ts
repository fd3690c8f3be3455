import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads";
import type { Finding } from "../../src/index.js";
import type { Answer, Line, Question } from "./question.js";

/** ms. A first answer may take the whole of a large project; a thread that died gives none. */
const PATIENCE = 300_000;

let line: (Line & { readonly worker: Worker }) | null = null;

/**
 * What the linter says, waited for: ESLint's rules are synchronous, reading configs and templates is not. The thread
 * that lints lives as long as this one, keeps what it read, and keeps no process from ending.
 */
export function ask(question: Question): readonly Finding[] {
  line ??= open();
  const { port, signal, worker } = line;
  Atomics.store(signal, 0, 0);
  port.postMessage(question);
  waitForAnswer(signal, PATIENCE);
  const received: { readonly message: Answer } | undefined = receiveMessageOnPort(port);
  if (received === undefined) {
    line = null;
    void worker.terminate();
    throw new Error(`lambda-lint gave no answer on ${question.path}; run it there as a command to see why.`);
  }
  if ("error" in received.message) throw new Error(received.message.error);
  return received.message.findings;
}

/**
 * Until the signal is set, or so many ms are over. Being woken is no proof of an answer: the thread sets the signal and
 * then wakes whoever waits, who may by then have taken that answer and wait for the next.
 */
export function waitForAnswer(signal: Int32Array, patience: number): void {
  const end = performance.now() + patience;
  while (Atomics.load(signal, 0) === 0)
    if (Atomics.wait(signal, 0, 0, end - performance.now()) === "timed-out") return;
}

function open(): Line & { readonly worker: Worker } {
  const { port1: port, port2 } = new MessageChannel();
  const signal = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const workerData: Line = { port: port2, signal };
  // What the process was started with is for its own code.
  const worker = new Worker(new URL("./eslint-worker.js", import.meta.url), {
    workerData,
    transferList: [port2],
    execArgv: [],
  });
  worker.unref();
  port.unref();
  return { port, signal, worker };
}
