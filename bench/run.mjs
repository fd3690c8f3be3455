// Ratios of this tool's cost to its peers', on inputs that it makes itself: `npm run bench`. See README.md.
import { join } from "node:path";
import { inputs, makeInputs, root } from "./inputs.mjs";
import { compare, median, peakOf } from "./measure.mjs";

const RUNS = 7;
const node = process.execPath;
const bin = join(root, "dist/bin.js");
const lint = (path) => [node, bin, path];
const sourceMapExplorer = join(root, "node_modules/source-map-explorer/bin/cli.js");
const buildBy = (kind) => [node, join(root, "bench/build.mjs"), kind];

const CASES = [
  { name: "--version", tool: [node, bin, "--version"], peer: [node, "-e", "0"], peerName: "node -e 0" },
  {
    name: "zip with node_modules",
    tool: lint(inputs.zip),
    peer: ["unzip", "-tq", inputs.zip],
    peerName: "unzip -tq",
  },
  { name: "metafile", tool: lint(inputs.metafile.minified), peer: [node, "-e", "0"], peerName: "node -e 0" },
  {
    name: "bundle with map, no metafile",
    tool: lint(inputs.bundle.minified),
    peer: [node, sourceMapExplorer, inputs.bundle.minified, "--json", "--no-border-checks"],
    peerName: "source-map-explorer",
  },
  {
    name: "build with the plugin",
    tool: buildBy("plugin"),
    peer: buildBy("plain"),
    peerName: "metafile: true",
  },
];

await makeInputs();
const results = CASES.map(({ name, tool, peer, peerName }) => {
  const ms = compare(tool, peer, RUNS);
  return {
    name,
    ms: Math.round(ms.tool),
    peer: peerName,
    peerMs: Math.round(ms.peer),
    ratio: round(ms.tool / ms.peer),
  };
});
const peaks = Object.fromEntries(
  [inputs.zip, inputs.metafile.minified, inputs.bundle.minified].map((path) => [
    path.slice(join(root, "bench/.work/").length),
    Math.round(median(Array.from({ length: RUNS }, () => peakOf(lint(path)))) / 1e6),
  ]),
);

const row = (cells) =>
  `${cells[0].padEnd(30)}${cells[1].padStart(10)}  ${cells[2].padEnd(20)}${cells[3].padStart(10)}${cells[4].padStart(9)}\n`;
process.stdout.write(row(["", "ours, ms", "peer", "its ms", "ratio"]));
for (const { name, ms, peer, peerMs, ratio } of results)
  process.stdout.write(row([name, String(ms), peer, String(peerMs), ratio.toFixed(2)]));
for (const [path, megabytes] of Object.entries(peaks))
  process.stdout.write(`peak memory of ${path}: ${megabytes} MB\n`);
process.stdout.write(
  `${JSON.stringify({ node: process.version, runs: RUNS, results, peakMegabytes: peaks })}\n`,
);

function round(ratio) {
  return Math.round(ratio * 1000) / 1000;
}
