import { execFile } from "node:child_process";
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { expect, it } from "vitest";
import { writeTree } from "../support/tree.js";

const ROOT = join(import.meta.dirname, "../..");
const README = readFileSync(join(ROOT, "README.md"), "utf8");
const BIN = join(ROOT, "node_modules");
const WEBPACK = `import webpack from "webpack"; import config from "./webpack.config.mjs";
webpack(config, (error, stats) => { console.log(stats?.toString({ preset: "errors-warnings" })); process.exitCode = error || stats?.hasErrors() ? 1 : 0; });`;
const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  rollup: [join(BIN, "rollup/dist/bin/rollup"), "-c", "rollup.config.mjs"],
  rolldown: [join(BIN, "rolldown/bin/cli.mjs"), "-c", "rolldown.config.mjs"],
  vite: [join(BIN, "vite/bin/vite.js"), "build", "-c", "vite.config.mjs"],
  webpack: ["--input-type=module", "-e", WEBPACK],
};

it.each(Object.keys(COMMANDS))("the README's %s recipe builds, and fails over a budget", async (name) => {
  const recipe = new RegExp(`\`\`\`js\\n(// ${name}\\.config\\.js.*?)\`\`\``, "s").exec(README)?.[1] ?? "";
  const cwd = writeTree({
    "recipe.js": recipe,
    "src/orders.js": "export const handler = async () => 1;\n",
    "src/orders.ts": "export const handler = async (): Promise<number> => 1;\n",
  });
  symlinkSync(BIN, join(cwd, "node_modules"));
  // As it is installed: the package built of these sources.
  await build({
    ...{ entryPoints: [join(cwd, "recipe.js")], outfile: join(cwd, `${name}.config.mjs`), bundle: true },
    ...{ platform: "node", format: "esm", mainFields: ["module", "main"], logLevel: "silent" },
    alias: { [`lambda-lint/${name}`]: join(ROOT, `plugins/${name}/index.ts`) },
    external: ["typescript", "jiti", "esbuild", "@rollup/*"],
    banner: {
      js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
    },
  });
  const run = () => promisify(execFile)(process.execPath, [...(COMMANDS[name] ?? [])], { cwd });
  const { stderr } = await run();
  expect(stderr).toMatch(/^lambda-lint\n.*\n {2}src\/orders\.[jt]s .* ok$/m);
  expect(readdirSync(join(cwd, "dist")).join()).toMatch(/^orders\.m?js$/);
  writeFileSync(join(cwd, "lambda-lint.config.json"), '{"budgets":[{"type":"total","maximumError":1}]}');
  const failure = await run().then(
    () => expect.fail("the build passed"),
    (error: { readonly code: number; readonly stdout: string; readonly stderr: string }) => error,
  );
  expect(failure.code).not.toBe(0);
  expect(`${failure.stdout}${failure.stderr}`).toContain("over the budget of 1 B.");
});
