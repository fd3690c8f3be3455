import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type RolldownWatcher, watch as rolldown } from "rolldown";
import { type RollupWatcher, watch as rollup } from "rollup";
import { build as vite } from "vite";
import { expect, it } from "vitest";
import webpack from "webpack";
import { lambdaLint as forRolldown } from "../../plugins/rolldown/index.js";
import { lambdaLint as forRollup } from "../../plugins/rollup/index.js";
import { lambdaLint as forVite } from "../../plugins/vite/index.js";
import { lambdaLint as forWebpack } from "../../plugins/webpack/index.js";
import { writeTree } from "../support/tree.js";
import { stderrOf } from "./project.js";

const LARGE = `export const handler = async () => ${JSON.stringify("large ".repeat(1000))};\n`;
const SMALL = "export const handler = async () => 1;\n";
const options = { config: { budgets: [{ type: "total" as const, maximumError: "5 kB" }] } };

type Ended = (failed: boolean) => void;

/** Each starts a watcher, tells how every build ended, and gives what stops it. */
const WATCHERS: Readonly<Record<string, (cwd: string, ended: Ended) => Promise<() => unknown>>> = {
  async rollup(cwd, ended) {
    const input = join(cwd, "src/orders.js");
    const plugins = [forRollup({ ...options, cwd })];
    return stopped(rollup({ input, plugins, output: { dir: join(cwd, "dist") } }), ended);
  },
  async rolldown(cwd, ended) {
    return stopped(
      rolldown({ cwd, input: "src/orders.js", plugins: [forRolldown(options)], output: { dir: "dist" } }),
      ended,
    );
  },
  async vite(cwd, ended) {
    const watcher = await vite({
      ...{ root: cwd, configFile: false, logLevel: "silent", plugins: [forVite(options)] },
      build: { ssr: "src/orders.js", watch: {} },
    });
    return stopped(watcher as RolldownWatcher, ended);
  },
  async webpack(cwd, ended) {
    const compiler = webpack({
      ...{ context: cwd, mode: "production", target: "node20", entry: "./src/orders.js", stats: "none" },
      output: { path: join(cwd, "dist"), library: { type: "commonjs2" } },
      plugins: [forWebpack(options)],
    });
    const watching = compiler?.watch({ aggregateTimeout: 20 }, (_, stats) =>
      ended(stats?.hasErrors() ?? true),
    );
    return () =>
      new Promise<void>((done) => (watching === undefined ? done() : watching.close(() => done())));
  },
};

function stopped(watcher: RollupWatcher | RolldownWatcher, ended: Ended): () => unknown {
  const listen = (event: { readonly code: string; readonly result?: { close(): unknown } | null }) => {
    if (event.code === "BUNDLE_END" || event.code === "ERROR") {
      event.result?.close();
      ended(event.code === "ERROR");
    }
  };
  (watcher as { on(event: "event", listener: typeof listen): unknown }).on("event", listen);
  return () => watcher.close();
}

it.each(Object.keys(WATCHERS))("%s goes on watching after a build that failed", async (name) => {
  const cwd = writeTree({ "src/orders.js": LARGE });
  const ends: boolean[] = [];
  let arrived = () => {};
  const until = (failed: boolean) =>
    new Promise<void>((done) => {
      arrived = () => ends.at(-1) === failed && done();
      arrived();
    });
  await stderrOf(async () => {
    const stop = await WATCHERS[name]?.(cwd, (failed) => {
      ends.push(failed);
      arrived();
    });
    try {
      await until(true);
      // Watchers miss what changes in the very moment in which they begin.
      await new Promise((done) => setTimeout(done, 300));
      writeFileSync(join(cwd, "src/orders.js"), SMALL);
      await until(false);
    } finally {
      await stop?.();
    }
  });
  expect(ends[0]).toBe(true);
  expect(ends.at(-1)).toBe(false);
});
