import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import fc from "fast-check";
import { expect, it } from "vitest";
import { esbuildClient } from "../../html-client.mjs";
import { joined } from "../../src/assemble-report.js";
import { loadConfig } from "../../src/config/load-config.js";
import { discoverRequest, type LintRequest, lint, lintPart, reportOf } from "../../src/lint.js";
import type { main as Main } from "../../src/main.js";
import { WHOLE } from "../../src/part.js";
import { RULES } from "../../src/rules/index.js";
import { AbandonedPart, ClaimedPart, MAIN, makeClaims } from "../../src/threads/claimed-part.js";
import { type ThreadData, threadWork } from "../../src/threads/thread-work.js";
import { madeProject, projectFiles } from "../shard/project.js";
import { writeTree } from "../support/tree.js";

async function requestIn(cwd: string): Promise<{ request: LintRequest; configFile: string | null }> {
  const { config, file, toConfigFolder } = await loadConfig({ cwd, rules: RULES });
  return {
    configFile: file,
    request: {
      ...{ cwd, config, toConfigFolder, paths: ["a.json", "b.json"] },
      ...{ handler: null, runtime: null, architecture: null, memory: null, timeout: null, layers: [] },
      ...{ only: [], asOf: "2026-11-20", modules: true, shard: null, baseline: null },
    },
  };
}

/** As a thread is handed it: copied, with the claims shared. */
function threadData(from: Omit<ThreadData, "request"> & { readonly request: LintRequest }): ThreadData {
  const { toConfigFolder: _, ...request } = from.request;
  return { ...from, request: structuredClone(request) };
}

it("threads that take what they get to first find what one thread finds", { timeout: 120_000 }, async () => {
  const property = fc.asyncProperty(madeProject, fc.integer({ min: 1, max: 3 }), async (project, others) => {
    const { request, configFile } = await requestIn(writeTree(projectFiles(project)));
    const claims = makeClaims();
    const report = await reportOf(request, async (part) => {
      const mine = new ClaimedPart(claims, MAIN, part);
      const threads = Array.from({ length: others }, (_, index) =>
        threadWork(threadData({ request, configFile, isCached: false, claims, thread: MAIN + 1 + index })),
      );
      const found = await Promise.all([lintPart(discoverRequest(request), request, mine), ...threads]);
      return structuredClone(joined(found));
    });
    expect(JSON.stringify(report)).toBe(JSON.stringify(await lint(request)));
  });
  await fc.assert(property, { numRuns: 25 });
});

it("what a thread claimed and left is looked at again", async () => {
  const project = fc.sample(madeProject, { numRuns: 20, seed: 7 });
  const most = project.reduce((a, b) => (b.functions.length > a.functions.length ? b : a));
  const { request } = await requestIn(writeTree(projectFiles(most)));
  const claims = makeClaims();
  claims.set([0, 2, 0, 2]);
  const report = await reportOf(request, async () => {
    const parts = [new ClaimedPart(claims, MAIN, WHOLE), new AbandonedPart(claims, 2)];
    const found = [];
    for (const part of parts) found.push(await lintPart(discoverRequest(request), request, part));
    expect(found.map(({ artifacts }) => artifacts.length > 0)).toEqual([true, true]);
    return joined(found);
  });
  expect(JSON.stringify(report)).toBe(JSON.stringify(await lint(request)));
});

/** The command as it is built: threads are files of their own. */
async function builtMain(): Promise<typeof Main> {
  const tool = writeTree({ "package.json": '{"type":"module"}' });
  symlinkSync(join(import.meta.dirname, "../../node_modules"), join(tool, "node_modules"));
  const source = (path: string) => join(import.meta.dirname, "../../src", path);
  await build({
    entryPoints: { main: source("main.ts"), thread: source("threads/thread.ts") },
    outdir: tool,
    ...{ bundle: true, splitting: true, platform: "node", format: "esm", logLevel: "silent" },
    mainFields: ["module", "main"],
    external: ["typescript", "jiti", "esbuild"],
    plugins: [esbuildClient],
    banner: {
      js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
    },
  });
  return (await import(pathToFileURL(join(tool, "main.js")).href)).main;
}

it("--threads doesn't change a byte", { timeout: 120_000 }, async () => {
  const main = await builtMain();
  const run = async (cwd: string, ...args: string[]) => {
    const said: string[] = [];
    const output = { write: (text: string) => said.push(text) };
    const argv = ["node", "lambda-lint", "dist", "a.json", "b.json", "--no-cache", ...args];
    const code = await main({ argv, env: {}, cwd: () => cwd, stdout: output, stderr: output });
    return [code, said.join("")];
  };
  const many = Array.from({ length: 24 }, (_, number): [string, string] => [
    `dist/f${number}/index.js`,
    `const aws = require("aws-sdk");\nexports.handler = async () => new aws.S3({ n: ${number} });\n${"//\n".repeat(8000)}`,
  ]);
  const [project] = fc.sample(madeProject, { numRuns: 1, seed: 11 });
  if (project === undefined) throw new Error("no project");
  const cwd = writeTree({ ...projectFiles(project), ...Object.fromEntries(many) });
  const one = await run(cwd, "--threads", "1", "--format", "json");
  expect(one[1]).toContain("client-in-handler");
  expect(await run(cwd, "--threads", "3", "--format", "json")).toEqual(one);
  const shard = ["--shard", "2/3", "--format", "json"];
  expect(await run(cwd, ...shard, "--threads", "2")).toEqual(await run(cwd, ...shard, "--threads", "1"));
});
