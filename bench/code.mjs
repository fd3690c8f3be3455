// What linting source costs, beside its peers: `node bench/code.mjs [list of handler files]`. A list names real files, one
// per line; without one, 500 handlers are made. "again": nothing changed since the last run, "5 changed": as many of the
// files were edited, spread over the list (a comment at their end, taken away in the end).
import { appendFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, parse } from "node:path";
import { eslint, manyHandlers, oneHandler, typescript } from "./handlers.mjs";
import { root, work } from "./inputs.mjs";
import { compare } from "./measure.mjs";

const RUNS = 7;
const [, , list] = process.argv;
const bin = join(root, "dist/bin.cjs");
process.env.CACHE_DIR = join(work, "cache");
rmSync(process.env.CACHE_DIR, { recursive: true, force: true });
const one = oneHandler();
const many = manyHandlers(list);
const texts = new Map([one, ...many].map((path) => [path, readFileSync(path, "utf8")]));
const TYPESCRIPT = [process.execPath, "-e", `require(${JSON.stringify(typescript)})`];
const ESLINT = [...eslint(), ...many];
const ours = (...args) => [process.execPath, bin, ...args];
const edit = (paths) => {
  for (const path of paths) appendFileSync(path, "// edited\n");
};
const spread = (count) => many.filter((_, index) => index % Math.ceil(many.length / count) === 0);

const cases = [
  ["one handler, six imports", ours("--no-cache", one), TYPESCRIPT, "require('typescript')"],
  ["changed", ours(one), TYPESCRIPT, "require('typescript')", () => edit([one])],
  [`${many.length} handlers`, ours("--no-cache", ...many), ESLINT, "eslint, one rule"],
  ["again", ours(...many), ESLINT, "eslint, one rule"],
  ...[1, 5, 50].map((count) => [
    `${count} changed`,
    ours(...many),
    ESLINT,
    "eslint, one rule",
    () => edit(spread(count)),
  ]),
];
try {
  for (const [name, tool, peer, peerName, before] of cases) {
    // ESLint passes over what lies outside of the folder that it runs in, without an error.
    const ms = compare(tool, peer, RUNS, {
      cwd: peerName.startsWith("eslint") ? parse(root).root : root,
      before,
    });
    const ratio = (ms.tool / ms.peer).toFixed(2);
    process.stdout.write(
      `${name.padEnd(26)}${Math.round(ms.tool)} ms  ${peerName} ${Math.round(ms.peer)} ms  ${ratio}\n`,
    );
  }
} finally {
  for (const [path, text] of texts) writeFileSync(path, text);
}
