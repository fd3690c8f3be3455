// One esbuild build of the bench's function: `node bench/build.mjs bare|metafile|plugin|plugin-without-code`.
import { join } from "node:path";
import { build } from "esbuild";
import { buildOptions, NO_CODE, work } from "./inputs.mjs";

const [, , kind] = process.argv;
const options = buildOptions(join(work, "timed"), true);
if (kind === "bare") options.metafile = false;
if (kind.startsWith("plugin")) {
  const { lambdaLint } = await import("lambda-lint/esbuild");
  const rules = kind === "plugin" ? {} : Object.fromEntries(NO_CODE.map((id) => [id, "off"]));
  options.plugins = [lambdaLint({ failOn: "never", config: { rules } })];
}
await build(options);
