// What threads are worth: `node bench/threads.mjs [functions] [runs]`, a CDK assembly in one thread and in two, in turn.
// Wall time needs a machine that does nothing else; CPU time (user and system, all threads) says what is paid for it.
import { join } from "node:path";
import { makeAssembly } from "./assembly.mjs";
import { makeInputs, root } from "./inputs.mjs";
import { median, usageOf } from "./measure.mjs";

const FUNCTIONS = Number(process.argv[2] ?? 1000);
const RUNS = Number(process.argv[3] ?? 7);
const bin = join(root, "dist/bin.cjs");

await makeInputs();
const path = await makeAssembly("SDK left out, one library", FUNCTIONS);
const samples = new Map([1, 2].map((threads) => [threads, []]));
for (let run = 0; run < RUNS; run += 1) {
  for (const [threads, taken] of samples) {
    const start = performance.now();
    const { ms, bytes } = usageOf([bin, path, "--quiet", "--no-cache", "--threads", String(threads)]);
    taken.push({ wall: performance.now() - start, ms, bytes });
  }
}
const rows = [...samples].map(([threads, taken]) => ({
  threads,
  wall: Math.round(median(taken.map(({ wall }) => wall))),
  cpu: Math.round(median(taken.map(({ ms }) => ms))),
  megabytes: Math.round(median(taken.map(({ bytes }) => bytes)) / 1e6),
}));
for (const { threads, wall, cpu, megabytes } of rows)
  process.stdout.write(`${threads}: ${wall} ms, ${cpu} ms of CPU, ${megabytes} MB\n`);
const [one, two] = rows;
const ratio = Math.round((100 * two.wall) / one.wall) / 100;
process.stdout.write(
  `${JSON.stringify({ node: process.version, functions: FUNCTIONS, runs: RUNS, ratio, rows })}\n`,
);
