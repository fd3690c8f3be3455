import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type BuildOptions, build } from "esbuild";
import { asMetafile, type Metafile } from "../../src/graph/metafile.js";
import { type Tree, writeTree } from "../support/tree.js";

/** A real esbuild build of a tree, with its metafile on disk as `dist/meta.json` and read. */
export async function buildTree(
  tree: Tree,
  entryPoints: readonly string[],
  options: BuildOptions = {},
): Promise<{ readonly folder: string; readonly metafile: Metafile; readonly json: unknown }> {
  const folder = writeTree(tree);
  const result = await build({
    absWorkingDir: folder,
    entryPoints: [...entryPoints],
    outdir: "dist",
    bundle: true,
    platform: "node",
    logLevel: "silent",
    ...options,
    metafile: true,
  });
  const json: unknown = result.metafile;
  mkdirSync(join(folder, "dist"), { recursive: true });
  writeFileSync(join(folder, "dist/meta.json"), JSON.stringify(json));
  const metafile = asMetafile(json, "dist/meta.json");
  if (metafile === null) throw new Error("esbuild's metafile was not taken for one");
  return { folder, metafile, json };
}

/** Packages of the registry's usual shapes, small: a barrel without side effects, CommonJS with a lazy require. */
export const PACKAGES = {
  "node_modules/pure/package.json": `{ "name": "pure", "version": "2.0.0", "main": "index.js", "sideEffects": false }`,
  "node_modules/pure/index.js": `export * from "./x.js"; export * from "./y.js";`,
  "node_modules/pure/x.js": `export const x = "the x of pure";`,
  "node_modules/pure/y.js": `import "./z.js"; export const y = "the y of pure";`,
  "node_modules/pure/z.js": `console.log("the z of pure");`,
  "node_modules/common/package.json": `{ "name": "common", "version": "3.1.4" }`,
  "node_modules/common/index.js": `const top = require("./top"); exports.later = () => require("./later"); exports.top = top;`,
  "node_modules/common/top.js": `module.exports = require("leaf") + " on top";`,
  "node_modules/common/later.js": `module.exports = require("heavy") + ", later";`,
  "node_modules/leaf/package.json": `{ "name": "leaf", "version": "1.0.0" }`,
  "node_modules/leaf/index.js": `module.exports = "leaf";`,
  "node_modules/heavy/package.json": `{ "name": "heavy", "version": "9.9.9" }`,
  "node_modules/heavy/index.js": `module.exports = "${"heavy ".repeat(400)}";`,
} as const;
