import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll } from "vitest";
import { esbuildClient } from "../../html-client.mjs";
import type * as cdk from "../../plugins/cdk/index.js";
import type lambdaLint from "../../plugins/eslint/index.js";

const ROOT = join(import.meta.dirname, "../..");

/**
 * Sources by the name of the file that each is built to, all in one folder, as the package has them: what runs a thread
 * or the command can't run what only a test runner compiles. Gives the folder; it is gone after the tests of the file.
 */
async function built(sources: Readonly<Record<string, string>>): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "lambda-lint-plugin-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  await build({
    entryPoints: Object.fromEntries(
      Object.entries(sources).map(([name, source]) => [name, join(ROOT, source)]),
    ),
    outdir: folder,
    bundle: true,
    platform: "node",
    format: "esm",
    mainFields: ["module", "main"],
    external: ["typescript", "jiti"],
    plugins: [esbuildClient],
    banner: {
      js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
    },
    logLevel: "silent",
  });
  return folder;
}

export async function builtEslintPlugin() {
  const folder = await built({
    index: "plugins/eslint/index.ts",
    "eslint-worker": "plugins/eslint/eslint-worker.ts",
  });
  const plugin: typeof lambdaLint = (await import(join(folder, "index.js"))).default;
  return { plugin, folder };
}

export async function builtCdkPlugin(): Promise<typeof cdk> {
  const folder = await built({ cdk: "plugins/cdk/index.ts", command: "src/bin.ts" });
  // The package's command is CommonJS, the plugin beside it is not.
  writeFileSync(join(folder, "bin.cjs"), 'import("./command.js");\n');
  return import(join(folder, "cdk.js"));
}
