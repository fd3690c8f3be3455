// What a CDK assembly of many functions costs beside one of one: `node bench/cdk.mjs [runs]`. The figure per function is
// CPU time of user and system, which what else the machine does changes least.
import { join } from "node:path";
import { KINDS, makeAssembly } from "./assembly.mjs";
import { makeInputs, root } from "./inputs.mjs";
import { median, usageOf } from "./measure.mjs";

const RUNS = Number(process.argv[2] ?? 7);
const COUNTS = [1, 200];
const bin = join(root, "dist/bin.cjs");
await makeInputs();
const rows = [];
for (const kind of Object.keys(KINDS)) {
  const assemblies = [];
  for (const count of COUNTS) assemblies.push({ count, path: await makeAssembly(kind, count) });
  const samples = assemblies.map(() => []);
  for (let run = 0; run < RUNS; run += 1) {
    for (const [index, { path }] of assemblies.entries())
      samples[index].push(usageOf([bin, path, "--quiet", "--no-cache", "--threads", "1"]));
  }
  const one = medians(samples[0]);
  for (const [index, { count }] of assemblies.entries()) {
    const { ms, bytes } = medians(samples[index]);
    const row = { kind, functions: count, ms: Math.round(ms), perFunction: round(ms / count / one.ms) };
    rows.push({ ...row, megabytes: Math.round(bytes / 1e6), memory: round(bytes / one.bytes) });
  }
}
const cells = ({ kind, functions, ms, perFunction, megabytes, memory }) =>
  `${kind.padEnd(28)}${String(functions).padStart(10)}${String(ms).padStart(10)}${String(perFunction).padStart(14)}${String(megabytes).padStart(10)}${String(memory).padStart(9)}\n`;
process.stdout.write(
  cells({
    kind: "",
    functions: "functions",
    ms: "CPU, ms",
    perFunction: "per function",
    megabytes: "MB",
    memory: "ratio",
  }),
);
for (const row of rows) process.stdout.write(cells(row));
process.stdout.write(`${JSON.stringify({ node: process.version, runs: RUNS, rows })}\n`);

function medians(samples) {
  return { ms: median(samples.map(({ ms }) => ms)), bytes: median(samples.map(({ bytes }) => bytes)) };
}

function round(ratio) {
  return Math.round(ratio * 1000) / 1000;
}
