import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Baseline } from "../../src/baseline/baseline.js";
import type { Report } from "../../src/report.js";
import { runMain } from "../support/run-main.js";
import { writeTree } from "../support/tree.js";

const FILE = "lambda-lint-baseline.json";
const OFFENCE = (
  client: string,
) => `const { ${client} } = require("@aws-sdk/client-${client.slice(0, -6).toLowerCase()}");
exports.handler = async () => new ${client}({});
`;
const ONLY = ["--only", "client-in-handler"];

function report(stdout: string): Report {
  return JSON.parse(stdout) as Report;
}

function baseline(cwd: string): Baseline {
  return JSON.parse(readFileSync(join(cwd, FILE), "utf8")) as Baseline;
}

const run = (cwd: string, args: readonly string[]) => runMain(["dist", ...args], { cwd });

describe("an old project", () => {
  it("accepts what is there, then fails on what is new, and names only that", async () => {
    const cwd = writeTree({ "dist/index.js": OFFENCE("S3Client") });
    expect((await run(cwd, ONLY)).code).toBe(1);
    const update = await run(cwd, [...ONLY, "--update-baseline"]);
    expect(update).toMatchObject({ code: 0, stderr: `${FILE}: 1 finding accepted.\n` });
    expect(update.stdout).toContain("1 suppressed");
    expect((await run(cwd, [...ONLY, "--baseline", FILE])).code).toBe(0);

    writeFileSync(
      join(cwd, "dist/index.js"),
      `const { SNSClient } = require("@aws-sdk/client-sns");\n\n${OFFENCE("S3Client").replace(";\n}", "")}
exports.handler2 = 1;
const before = exports.handler;
exports.handler = async () => [new SNSClient({}), await before()];
`,
    );
    const after = await run(cwd, [...ONLY, "--baseline", FILE, "--format", "json"]);
    const shown = report(after.stdout).findings.filter(({ suppressed }) => suppressed === null);
    expect(after.code).toBe(1);
    expect(shown.map(({ packages }) => packages)).toEqual([["@aws-sdk/client-sns"]]);
  });

  it("starts with init, and keeps the budgets that init wrote", async () => {
    const cwd = writeTree({ "dist/index.js": OFFENCE("S3Client"), "dist/data.bin": { size: 500_000 } });
    expect((await runMain(["init"], { cwd })).code).toBe(0);
    expect((await runMain(["--update-baseline"], { cwd })).code).toBe(0);
    expect((await runMain(["--baseline", FILE], { cwd })).code).toBe(0);
    writeFileSync(join(cwd, "dist/data.bin"), Buffer.alloc(900_000));
    const { code, stdout } = await runMain(["--baseline", FILE, "--format", "json"], { cwd });
    const shown = report(stdout).findings.filter(({ suppressed }) => suppressed === null);
    expect([code, shown.map(({ rule }) => rule)]).toEqual([1, ["budget"]]);
  });

  it("is the config's matter too", async () => {
    const cwd = writeTree({
      "dist/index.js": OFFENCE("S3Client"),
      "lambda-lint.config.json": JSON.stringify({ baseline: FILE }),
    });
    expect((await run(cwd, [])).code).toBe(2);
    expect((await run(cwd, ["--update-baseline"])).code).toBe(0);
    expect((await run(cwd, [])).code).toBe(0);
  });
});

it("what is accepted stays accepted when lines move", async () => {
  const cwd = writeTree({ "dist/index.js": OFFENCE("S3Client") });
  await run(cwd, [...ONLY, "--update-baseline"]);
  writeFileSync(join(cwd, "dist/index.js"), `// one\n// two\n${OFFENCE("S3Client")}`);
  expect((await run(cwd, [...ONLY, "--baseline", FILE])).code).toBe(0);
});

it("the same offence once more in a file is new", async () => {
  const twice = OFFENCE("S3Client").replace("new S3Client({})", "[new S3Client({}), new S3Client({})]");
  const cwd = writeTree({ "dist/index.js": OFFENCE("S3Client") });
  await run(cwd, [...ONLY, "--update-baseline"]);
  writeFileSync(join(cwd, "dist/index.js"), twice);
  const { summary } = report((await run(cwd, [...ONLY, "--baseline", FILE, "--format", "json"])).stdout);
  expect(summary).toMatchObject({ errors: 1, suppressed: 1 });
});

it("what is gone is named, and --update-baseline takes it out", async () => {
  const cwd = writeTree({ "dist/index.js": OFFENCE("S3Client") });
  await run(cwd, [...ONLY, "--update-baseline"]);
  writeFileSync(join(cwd, "dist/index.js"), "exports.handler = async () => {};\n");
  const gone = await run(cwd, [...ONLY, "--baseline", FILE]);
  expect(gone.code).toBe(0);
  expect(gone.stdout).toMatch(
    /accepts client-in-handler @aws-sdk\/client-s3\s+in dist\/index.js, which is gone/,
  );
  await run(cwd, [...ONLY, "--baseline", FILE, "--update-baseline"]);
  expect(baseline(cwd).findings).toEqual([]);
});

it("what other artifacts accept is left alone, and not called gone", async () => {
  const cwd = writeTree({ "dist/index.js": OFFENCE("S3Client"), "other/index.js": OFFENCE("SNSClient") });
  const both = ["dist", "other"];
  await runMain([...both, ...ONLY, "--update-baseline"], { cwd });
  const one = await runMain(["dist", ...ONLY, "--baseline", FILE], { cwd });
  expect(one.stdout).not.toContain("which is gone");
  await runMain(["dist", ...ONLY, "--baseline", FILE, "--update-baseline"], { cwd });
  expect((await runMain([...both, ...ONLY, "--baseline", FILE], { cwd })).code).toBe(0);
});

describe("sizes", () => {
  const sized = (bytes: number) => ({
    "dist/index.js": 'require("heavy");\nexports.handler = async () => {};\n',
    "dist/package.json": "{}",
    "dist/node_modules/heavy/package.json": '{"name":"heavy","version":"1.0.0"}',
    "dist/node_modules/heavy/index.js": "module.exports = 1;\n",
    "dist/node_modules/heavy/data.bin": { size: bytes },
  });
  const grow = (cwd: string, bytes: number) =>
    writeFileSync(join(cwd, "dist/node_modules/heavy/data.bin"), Buffer.alloc(bytes));
  const HEAVY = ["--only", "oversized-dependency", "--baseline", FILE, "--fail-on", "warning"];

  it("an accepted finding that grew by more than 5% fails again", async () => {
    const cwd = writeTree(sized(6_000_000));
    await run(cwd, ["--only", "oversized-dependency", "--update-baseline"]);
    grow(cwd, 6_200_000);
    expect((await run(cwd, HEAVY)).code).toBe(0);
    grow(cwd, 6_400_000);
    expect((await run(cwd, HEAVY)).code).toBe(1);
  });

  it.each([
    ["5%", 6_290_000, 6_310_000],
    ["20 kB", 6_019_000, 6_021_000],
  ])("a budget limits growth to %s over the baseline", async (maximumIncrease, fine, over) => {
    const cwd = writeTree({
      ...sized(6_000_000),
      "lambda-lint.config.json": JSON.stringify({ budgets: [{ type: "total", maximumIncrease }] }),
    });
    const budgets = ["--only", "budget"];
    const without = report((await run(cwd, [...budgets, "--format", "json"])).stdout);
    expect(without.budgets).toMatchObject([{ status: "unknown", baseline: null }]);
    expect((await run(cwd, budgets)).stdout).toContain("budget total: 6.00 MB, no baseline to grow from");
    await run(cwd, [...budgets, "--update-baseline"]);
    grow(cwd, fine);
    expect((await run(cwd, [...budgets, "--baseline", FILE])).code).toBe(0);
    grow(cwd, over);
    const failed = await run(cwd, [...budgets, "--baseline", FILE]);
    expect(failed.code).toBe(1);
    expect(failed.stdout).toMatch(/It had 6.00 MB\s+in the baseline/);
  });

  it("a JSON report of an earlier run is a baseline too", async () => {
    const cwd = writeTree(sized(6_000_000));
    await run(cwd, ["--format", "json", "--output", "before.json"]);
    expect((await run(cwd, ["--baseline", "before.json", "--fail-on", "info"])).code).toBe(0);
  });
});

describe("a baseline that can't be used is a word and 2", () => {
  it.each([
    ["missing.json", null, /there is no such baseline; --update-baseline writes one/],
    ["broken.json", "{", /is no valid JSON/],
    ["foreign.json", '{"name":"x"}', /is neither a baseline nor a JSON report/],
  ])("%s", async (file, text, word) => {
    const cwd = writeTree({ "dist/index.js": OFFENCE("S3Client") });
    if (text !== null) writeFileSync(join(cwd, file), text);
    const { code, stderr } = await run(cwd, ["--baseline", file]);
    expect(code).toBe(2);
    expect(stderr).toMatch(word);
  });

  it("nor is one written where nothing can be", async () => {
    const cwd = writeTree({ "dist/index.js": OFFENCE("S3Client") });
    const { code, stderr } = await run(cwd, ["--update-baseline", "--baseline", "no/such.json"]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/can't be written/);
    expect(existsSync(join(cwd, "no"))).toBe(false);
    rmSync(cwd, { recursive: true });
  });
});

it("the same run writes the same bytes", async () => {
  const cwd = writeTree({ "dist/index.js": OFFENCE("S3Client") });
  await run(cwd, ["--update-baseline"]);
  const first = readFileSync(join(cwd, FILE), "utf8");
  await run(cwd, ["--update-baseline", "--baseline", FILE]);
  expect(readFileSync(join(cwd, FILE), "utf8")).toBe(first);
});
