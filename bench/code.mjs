// What linting source costs, beside its peers: `node bench/code.mjs [list of handler files]`. A list names real files, one
// per line; without one, 500 handlers are made. "changed": the handler is edited before each run, and the cache knows the
// rest; "again": nothing changed since the last run.
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join, parse } from "node:path";
import { eslint, manyHandlers, oneHandler, typescript } from "./handlers.mjs";
import { root } from "./inputs.mjs";
import { compare } from "./measure.mjs";

const RUNS = 7;
const [, , list] = process.argv;
const bin = join(root, "dist/bin.js");
const one = oneHandler();
const many = manyHandlers(list);
const text = readFileSync(one, "utf8");
const TYPESCRIPT = [process.execPath, "-e", `require(${JSON.stringify(typescript)})`];
const ESLINT = [...eslint(), ...many];
const ours = (...args) => [process.execPath, bin, ...args];

const cases = [
  ["one handler, six imports", ours("--no-cache", one), TYPESCRIPT, "require('typescript')"],
  ["changed", ours(one), TYPESCRIPT, "require('typescript')", () => appendFileSync(one, "// edited\n")],
  [`${many.length} handlers`, ours("--no-cache", ...many), ESLINT, "eslint, one rule"],
  ["again", ours(...many), ESLINT, "eslint, one rule"],
];
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
writeFileSync(one, text);
