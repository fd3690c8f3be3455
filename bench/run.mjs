// Ratios of this tool's cost to its peers', on inputs that it makes itself: `npm run bench [-- runs]`. See README.md.
import { spawnSync } from "node:child_process";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { eslint, manyHandlers, oneHandler, typescript } from "./handlers.mjs";
import { inputs, makeInputs, NO_CODE, root } from "./inputs.mjs";
import { compare, median, peakOf } from "./measure.mjs";

const RUNS = Number(process.argv[2] ?? 7);
const node = process.execPath;
const bin = join(root, "dist/bin.cjs");
const lint = (...args) => [node, bin, "--no-cache", ...args];
const buildBy = (kind) => [node, join(root, "bench/build.mjs"), kind];
const NOTHING = { peer: [node, "-e", "0"], peerName: "node -e 0" };

await makeInputs();
const one = oneHandler();
const handler = readFileSync(one, "utf8");
const many = manyHandlers();
const sourceMapExplorer = join(root, "node_modules/source-map-explorer/bin/cli.js");
const ESLINT = { peer: [...eslint(), ...many], peerName: "ESLint, one rule" };
const ZIP = JSON.stringify(inputs.zip);

/** What is measured; `goal` is the ratio to stay below. Commands run in `cwd`; `before` runs before each of ours. */
const TIMED = [
  { name: "--version", goal: 1.15, tool: [node, bin, "--version"], ...NOTHING },
  {
    name: "zip of 372 MB, sizes only",
    goal: 3,
    tool: lint("--only", "artifact-size", inputs.zip),
    peer: ["sh", "-c", `unzip -l ${ZIP} > /dev/null && ${node} -e 0`],
    peerName: "unzip -l, node -e 0",
  },
  {
    name: "the same, all rules",
    goal: 0.7,
    tool: lint(inputs.zip),
    peer: ["unzip", "-tq", inputs.zip],
    peerName: "unzip -tq",
  },
  {
    name: "metafile of 14 MB, no code",
    goal: 4,
    tool: lint(...NO_CODE.flatMap((id) => ["--rule", `${id}=off`]), inputs.metafile.minified),
    ...NOTHING,
  },
  {
    name: "that bundle by its map",
    goal: 1,
    tool: lint(inputs.bundle.minified),
    peer: [node, sourceMapExplorer, inputs.bundle.minified, "--json", "--no-border-checks"],
    peerName: "source-map-explorer",
  },
  {
    name: "build with plugin, no code",
    goal: 1.03,
    tool: buildBy("plugin-without-code"),
    peer: buildBy("metafile"),
    peerName: "build with metafile",
  },
  {
    name: "build with plugin, all rules",
    goal: 1.25,
    tool: buildBy("plugin"),
    peer: buildBy("bare"),
    peerName: "build without",
  },
  {
    name: "a changed handler, six imports",
    goal: 1.4,
    tool: [node, bin, one],
    before: () => appendFileSync(one, "// edited\n"),
    peer: [node, "-e", `require(${JSON.stringify(typescript)})`],
    peerName: "require('typescript')",
  },
  // ESLint passes over what lies outside of the folder that it runs in, without an error.
  { name: "500 made handlers", goal: 0.4, tool: lint(...many), cwd: "/", ...ESLINT },
  { name: "the same again, by the cache", goal: 0.4, tool: [node, bin, ...many], cwd: root, ...ESLINT },
];

const rows = TIMED.map(({ name, goal, tool, peer, peerName, cwd, before }) => {
  const ms = compare(tool, peer, RUNS, { cwd, before });
  return row(name, goal, ms.tool, peerName, ms.peer, "ms");
});
writeFileSync(one, handler);
const peak = median(Array.from({ length: RUNS }, () => peakOf(lint(inputs.zip)))) / 1e6;
rows.push(row("peak memory, zip, all rules", 1, peak, "200 MB", 200, "MB"));
const cdk = lastLine("cdk.mjs", "1").rows.filter(({ functions }) => functions > 1);
for (const { kind, perFunction, memory } of cdk) {
  rows.push(row(`200 functions, each: ${kind}`, 0.25, perFunction, "one function", 1, ""));
  rows.push(row("… and memory", 2, memory, "one function", 1, ""));
}
const { rows: threads } = lastLine("threads.mjs", "1000", "3");
rows.push(row("1,000 functions, two threads", 0.6, threads[1].wall, "one thread", threads[0].wall, "ms"));

process.stdout.write(line(["", "ours", "", "peer", "", "ratio", "goal"]));
for (const { name, ours, unit, peer, theirs, ratio, goal } of rows)
  process.stdout.write(line([name, ours, unit, peer, theirs, ratio.toFixed(2), goal]));
const machine = `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
process.stdout.write(`${JSON.stringify({ machine, runs: RUNS, rows })}\n`);

function row(name, goal, ours, peer, theirs, unit) {
  const rounded = (value) => (value < 10 ? Math.round(value * 1000) / 1000 : Math.round(value));
  return {
    name,
    ours: rounded(ours),
    unit,
    peer,
    theirs: rounded(theirs),
    ratio: rounded(ours / theirs),
    goal,
  };
}

/** What another bench says on its last line. */
function lastLine(bench, ...args) {
  const options = { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] };
  const { status, stdout } = spawnSync(node, [join(root, "bench", bench), ...args], options);
  if (status !== 0) throw new Error(`${bench} exited with ${status}`);
  return JSON.parse(stdout.trim().split("\n").at(-1));
}

function line([name, ours, unit, peer, theirs, ratio, goal]) {
  return `${name.padEnd(46)}${String(ours).padStart(8)} ${unit.padEnd(3)}${peer.padEnd(22)}${String(theirs).padStart(8)}${String(ratio).padStart(8)}${String(goal).padStart(7)}\n`;
}
