import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll } from "vitest";
import { esbuildClient } from "../../html-client.mjs";
import type lambdaLint from "../../plugins/eslint/index.js";

const ROOT = join(import.meta.dirname, "../..");

/** Where it is built to. */
export const pluginFolder = mkdtempSync(join(tmpdir(), "lambda-lint-eslint-"));

/** The plugin as it is built, its thread beside it: a thread can't run what only a test runner compiles. */
export async function builtPlugin(): Promise<typeof lambdaLint> {
  afterAll(() => rmSync(pluginFolder, { recursive: true, force: true }));
  writeFileSync(join(pluginFolder, "package.json"), '{ "type": "module" }');
  symlinkSync(join(ROOT, "node_modules"), join(pluginFolder, "node_modules"));
  await build({
    entryPoints: ["index", "eslint-worker"].map((name) => join(ROOT, `plugins/eslint/${name}.ts`)),
    outdir: pluginFolder,
    bundle: true,
    platform: "node",
    format: "esm",
    mainFields: ["module", "main"],
    external: ["typescript", "source-map-explorer", "jiti"],
    plugins: [esbuildClient],
    banner: {
      js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
    },
    logLevel: "silent",
  });
  return (await import(join(pluginFolder, "index.js"))).default;
}
