import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { lint } from "../../src/index.js";
import { craftBinary } from "../support/craft-binary.js";
import { expectExactSizes } from "../support/identity.js";
import { mutate, random } from "../support/mutate-zip.js";
import { writeTree } from "../support/tree.js";
import { writeZip } from "../support/write-zip.js";

/** `MUTATED_ZIPS=100000 npx vitest run test/artifact/mutated-zips.test.ts` takes some twenty minutes. */
const COUNT = Number(process.env.MUTATED_ZIPS ?? 1500);
const SEED = Number(process.env.MUTATED_ZIPS_SEED ?? 1);
/** Without a number, as many as fit into this. */
const SHORT_MS = process.env.MUTATED_ZIPS === undefined ? 6_000 : Number.POSITIVE_INFINITY;
/** No zip of a kilobyte may take longer, whatever else the machine does. */
const HANG_MS = 10_000;

const SEEDS = [
  writeZip([
    { name: "index.js", content: 'require("a");\nexports.handler = async () => require("./lib/b.js");\n' },
    { name: "lib/b.js", content: "exports.b = 1;\n" },
    { name: "package.json", content: '{"name":"app","dependencies":{"a":"1"}}' },
    { name: "node_modules/a/package.json", content: '{"name":"a","version":"1.0.0"}' },
    { name: "node_modules/a/index.js", content: 'module.exports = require("./a.node");\n' },
    { name: "node_modules/a/a.node", content: craftBinary({ libraries: ["libc.so.6"] }) },
    { name: "link", content: "lib", mode: 0o120777 },
    { name: ".env", content: "KEY=value\n", method: 0 },
  ]),
  writeZip(Array.from({ length: 65_600 }, (_, index) => ({ name: `${index}`, method: 0 }))).subarray(-3000),
  writeZip([
    {
      name: "index.mjs",
      content:
        "// src/a.ts\nvar a = 1;\n// node_modules/x/i.js\nvar b = 2;\nexport { a as handler };\n//# sourceMappingURL=index.mjs.map\n",
    },
    {
      name: "index.mjs.map",
      content: '{"version":3,"sources":["src/a.ts","node_modules/x/i.js"],"names":[],"mappings":"AAAA;ACAA"}',
    },
    { name: "nodejs/node_modules/x/package.json", content: '{"name":"x"}' },
  ]),
];

it(`${COUNT} mutated zips give a report each`, { timeout: 3_600_000 }, async () => {
  const cwd = writeTree({});
  const next = random(SEED);
  const started = performance.now();
  let opened = 0;
  let done = 0;
  for (; done < COUNT && performance.now() - started < SHORT_MS; done += 1) {
    const zip = mutate(SEEDS[done % SEEDS.length] ?? Buffer.alloc(0), next);
    writeFileSync(join(cwd, "mutated.zip"), zip);
    const begun = performance.now();
    const report = await lint(["mutated.zip"], { cwd, config: {}, asOf: "2026-11-20" }).catch(
      (error: unknown) => {
        throw new Error(`zip ${done} of seed ${SEED} crashed: ${zip.toString("base64")}`, { cause: error });
      },
    );
    expectExactSizes(report);
    expect(report.artifacts.length + report.problems.length, `zip ${done}`).toBeGreaterThan(0);
    expect(performance.now() - begun, `zip ${done}: ${zip.toString("base64")}`).toBeLessThan(HANG_MS);
    opened += report.artifacts.length;
  }
  // Neither all refused nor all fine: the wounds reach past the first check.
  expect(opened).toBeGreaterThan(done / 20);
  expect(opened).toBeLessThan(done * 0.9);
});
