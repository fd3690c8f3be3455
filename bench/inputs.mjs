// Makes what is measured, once, under bench/.work: a function with its node_modules as a zip, and its esbuild builds.
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
export const root = dirname(here);
export const work = join(here, ".work");
const fn = join(work, "function");

export const inputs = {
  zip: join(work, "function.zip"),
  metafile: { minified: join(work, "minified/meta.json"), plain: join(work, "plain/meta.json") },
  /** The same bundles with their maps and no metafile beside them. */
  bundle: { minified: join(work, "minified-map/index.mjs"), plain: join(work, "plain-map/index.mjs") },
};

/** Rules that read code. */
export const NO_CODE = [
  "client-in-handler",
  "heavy-top-level-import",
  "ineffective-lazy-import",
  "unused-suppression",
];

/** How most people build such a function; in a folder of its own each time, so that no build sees another's files. */
export function buildOptions(outdir, minify) {
  return {
    absWorkingDir: fn,
    entryPoints: ["index.mjs"],
    outdir,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    minify,
    platform: "node",
    format: "esm",
    target: "node22",
    mainFields: ["module", "main"],
    sourcemap: true,
    metafile: true,
    logLevel: "error",
  };
}

export async function makeInputs() {
  if (existsSync(inputs.bundle.plain)) return;
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work);
  cpSync(join(here, "function"), fn, { recursive: true });
  execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: fn, stdio: "ignore" });
  execFileSync("zip", ["-qry", inputs.zip, "."], { cwd: fn });
  for (const name of ["minified", "plain"]) {
    const outdir = join(work, name);
    const { metafile } = await build(buildOptions(outdir, name === "minified"));
    writeFileSync(inputs.metafile[name], JSON.stringify(metafile));
    mkdirSync(dirname(inputs.bundle[name]));
    for (const file of ["index.mjs", "index.mjs.map"])
      cpSync(join(outdir, file), join(dirname(inputs.bundle[name]), file));
  }
}
