import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Report } from "../../src/report.js";
import { runMain } from "../support/run-main.js";
import { writeTree } from "../support/tree.js";
import { type MadeProject, madeProject, projectFiles } from "./project.js";

const FORMATS = ["json", "text", "sarif", "markdown", "html", "junit"];
const RUNS = { numRuns: Number(process.env.SHARD_RUNS ?? 25) };

/** What a run writes: its exit code, and every format. */
async function outcome(cwd: string, args: readonly string[], folder: string) {
  const outputs = FORMATS.flatMap((format) => ["--format", format, "--output", `${folder}.${format}`]);
  const { code, stderr } = await runMain([...args, ...outputs], { cwd });
  const texts = FORMATS.map((format) => readFileSync(join(cwd, `${folder}.${format}`), "utf8"));
  return { code, stderr, texts };
}

async function shards(cwd: string, args: readonly string[], count: number): Promise<string[]> {
  const files = [];
  for (let index = 1; index <= count; index += 1) {
    const file = `shard-${index}.json`;
    await runMain([...args, "--shard", `${index}/${count}`, "--format", "json", "--output", file], { cwd });
    files.push(file);
  }
  return files;
}

const PATHS = ["a.json", "b.json"];
const ARGS = [...PATHS, "--as-of", "2026-11-20", "--modules"];

describe("merged shards", () => {
  it("are the very bytes of the one run, whatever functions share, in any order of files", {
    timeout: 120_000,
  }, async () => {
    const property = fc.asyncProperty(
      madeProject,
      fc.integer({ min: 1, max: 6 }),
      fc.infiniteStream(fc.nat()),
      fc.constantFrom("none", "given", "updated"),
      async (project, count, order, baseline) => {
        const cwd = writeTree(projectFiles(project));
        const args = [...ARGS];
        if (baseline !== "none") {
          await runMain([...ARGS, "--update-baseline", "--rule", "budget=off"], { cwd });
          const file = join(cwd, "lambda-lint-baseline.json");
          const accepted = JSON.parse(readFileSync(file, "utf8"));
          // One that is gone, and of each that is there more than once one less.
          const [first] = accepted.findings;
          if (first !== undefined) accepted.findings.push({ ...first, fingerprint: "0".repeat(16) });
          for (const one of accepted.findings) if (one.count > 1) one.count -= 1;
          writeFileSync(file, JSON.stringify(accepted));
          args.push("--baseline", "lambda-lint-baseline.json");
        }
        if (baseline === "updated") args.push("--update-baseline");
        const read = () =>
          baseline === "none" ? "" : readFileSync(join(cwd, "lambda-lint-baseline.json"), "utf8");
        const before = read();
        const files = await shards(cwd, args, count);
        expect(read()).toBe(before);
        const one = await outcome(cwd, args, "one");
        const written = read();
        if (baseline !== "none") writeFileSync(join(cwd, "lambda-lint-baseline.json"), before);
        const keys = files.map((file) => ({ file, key: order.next().value ?? 0 }));
        const shuffled = keys.sort((a, b) => a.key - b.key).map(({ file }) => file);
        const merged = await outcome(cwd, ["merge", ...shuffled], "merged");
        expect(merged.texts).toEqual(one.texts);
        expect([merged.code, merged.stderr]).toEqual([one.code, one.stderr]);
        expect(read()).toBe(written);
      },
    );
    await fc.assert(property, RUNS);
  });

  const project: MadeProject = {
    functions: [
      { name: "Orders", template: "a", code: { folder: 0 }, layer: true },
      { name: "Users", template: "a", code: { folder: 0 }, layer: false },
      { name: "Orders", template: "b", code: { folder: 1 }, layer: false },
      { name: "Carts", template: "b", code: { folder: 2 }, layer: false },
    ],
    packages: [["aws-sdk"], ["left"], ["moment"], [], []],
    missing: false,
  };
  const json = (cwd: string, file: string): Report => JSON.parse(readFileSync(join(cwd, file), "utf8"));

  it("have one order where functions of two templates share a source", async () => {
    const source = (name: string, template: "a" | "b", number: number) =>
      ({ name, template, code: { source: number }, layer: false }) as const;
    const functions = [source("Orders", "a", 0), source("Users", "b", 2)];
    const cwd = writeTree(projectFiles({ ...project, functions }));
    const one = await outcome(cwd, ARGS, "one");
    const files = await shards(cwd, ARGS, 2);
    expect((await outcome(cwd, ["merge", ...files.reverse()], "merged")).texts).toEqual(one.texts);
  });

  it("keep functions of one artifact together, and deal artifacts out evenly", async () => {
    const cwd = writeTree(projectFiles(project));
    const files = await shards(cwd, ARGS, 2);
    const artifacts = files.map((file) => json(cwd, file).artifacts.map(({ id }) => id));
    expect(artifacts).toEqual([
      ["out/f0", "out/f2"],
      ["layer", "out/f1"],
    ]);
    expect(json(cwd, "shard-1.json").functions.map(({ artifact, name }) => `${name} ${artifact}`)).toEqual([
      "Carts out/f2",
      "Orders out/f0",
      "Users out/f0",
    ]);
  });

  it("may be more than there is to look at, and tell what belongs to no artifact once", async () => {
    const cwd = writeTree({ "dist/index.js": "exports.handler = async () => {};\n" });
    const codes = [];
    for (const index of [1, 2, 3]) {
      const args = ["dist", "missing", "--shard", `${index}/3`, "--format", "json"];
      const { code, stdout, stderr } = await runMain([...args, "--output", `${index}.json`], { cwd });
      codes.push([code, stdout, stderr]);
    }
    expect(codes).toEqual([
      [2, "", ""],
      [0, "", ""],
      [0, "", ""],
    ]);
    const { code, stdout } = await runMain(["merge", "1.json", "2.json", "3.json"], { cwd });
    expect(code).toBe(2);
    expect(stdout).toBe((await runMain(["dist", "missing"], { cwd })).stdout);
  });

  const refused = async (cwd: string, ...files: string[]) => {
    const { code, stdout, stderr } = await runMain(["merge", ...files], { cwd });
    expect([code, stdout]).toEqual([2, ""]);
    return stderr;
  };

  it("are refused where one is missing, given twice, or no shard", async () => {
    const cwd = writeTree(projectFiles(project));
    await shards(cwd, ARGS, 3);
    await runMain([...ARGS, "--format", "json", "--output", "whole.json"], { cwd });
    expect(await refused(cwd, "shard-2.json")).toMatch(/shard 1\/3, 3\/3 is missing/);
    writeFileSync(join(cwd, "copy.json"), readFileSync(join(cwd, "shard-2.json")));
    expect(await refused(cwd, "shard-1.json", "shard-2.json", "copy.json")).toMatch(
      /shard-2\.json and copy\.json: are both of shard 2\/3/,
    );
    expect(await refused(cwd, "whole.json")).toMatch(/is the report of a whole run/);
    expect(await refused(cwd, "a.json")).toMatch(/neither a baseline nor a JSON report/);
    expect(await refused(cwd, "nowhere.json")).toMatch(/there is no such file/);
  });

  it("are refused where they are of two runs, and what differs is said", async () => {
    const cwd = writeTree(projectFiles(project));
    const shard = async (index: number, ...more: string[]) => {
      const output = ["--format", "json", "--output", `shard-${index}.json`];
      await runMain([...ARGS, "--shard", `${index}/2`, ...more, ...output], { cwd });
    };
    const both = () => refused(cwd, "shard-1.json", "shard-2.json");
    await shard(1);
    await shard(2, "--as-of", "2026-11-21");
    expect(await both()).toMatch(/are of 2026-11-21 and of 2026-11-20; give all shards the same --as-of/);
    await shard(2, "--rule", "budget=off");
    expect(await both()).toMatch(/different configs, flags or baselines/);
    await shard(2, "--fail-on", "warning");
    expect(await both()).toMatch(/different configs, flags or baselines/);
    await shard(2, "out/f4");
    expect(await both()).toMatch(/found different artifacts/);
    const old = json(cwd, "shard-1.json");
    for (const index of [1, 2]) {
      const report = { ...old, tool: { ...old.tool, version: index === 1 ? old.tool.version : "0.0.1" } };
      writeFileSync(join(cwd, `shard-${index}.json`), JSON.stringify(report));
    }
    expect(await both()).toMatch(/were written by versions 0\.0\.1 and /);
  });

  it("are refused for what they don't carry: modules, another baseline", async () => {
    const cwd = writeTree({ "dist/index.js": "exports.handler = async () => {};\n" });
    await runMain(["dist", "--update-baseline", "--format", "json", "--output", "one.json"], { cwd });
    const files = await shards(cwd, ["dist", "--baseline", "lambda-lint-baseline.json"], 1);
    expect(await refused(cwd, ...files, "--format", "html")).toMatch(/run the shards with --modules/);
    const file = join(cwd, "lambda-lint-baseline.json");
    writeFileSync(file, readFileSync(file, "utf8").replace('"total": ', '"total": 1'));
    expect(await refused(cwd, ...files)).toMatch(/is another baseline than the one/);
  });

  it("can't be asked for in other words", async () => {
    const cwd = writeTree({ "dist/index.js": "exports.handler = async () => {};\n" });
    for (const shard of ["0/2", "3/2", "1", "1/0", "a/b", "1/2/3", "-1/2", ""]) {
      const { code, stderr } = await runMain(["dist", "--shard", shard], { cwd });
      expect([shard, code]).toEqual([shard, 2]);
      expect(stderr).toMatch(/Expected i\/n/);
    }
  });
});
