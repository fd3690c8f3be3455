// One esbuild build of the bench's function, with the plugin or without: `node bench/build.mjs plugin|plain`.
import { join } from "node:path";
import { build } from "esbuild";
import { buildOptions, work } from "./inputs.mjs";

const options = buildOptions(join(work, "timed"), true);
if (process.argv[2] === "plugin") {
  const { lambdaLint } = await import("lambda-lint/esbuild");
  options.plugins = [lambdaLint({ failOn: "never" })];
}
await build(options);
