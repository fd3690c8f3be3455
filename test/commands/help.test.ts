import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { beforeEach, describe, expect, it } from "vitest";
import { COMMAND_NAMES } from "../../src/commands/names.js";
import { runMain } from "../support/run-main.js";
import { writeTree } from "../support/tree.js";
import { zipFolder } from "../support/zip-folder.js";

const MANIFEST = (name: string) => JSON.stringify({ name, version: "1.0.0", main: "index.js" });
const PACKAGES = ["pdf-lib", "@smithy/core", "axios"];
let cwd: string;

/** What the examples speak of: a folder, a zip, a metafile, two reports. */
beforeEach(async () => {
  const packages = PACKAGES.flatMap((name) => [
    [`dist/node_modules/${name}/package.json`, MANIFEST(name)],
    [`dist/node_modules/${name}/index.js`, "module.exports = 1;\n"],
  ]);
  const requires = PACKAGES.map((name) => `require("${name}");`).join("\n");
  cwd = writeTree({
    ...Object.fromEntries(packages),
    "dist/package.json": "{}",
    "dist/index.js": `${requires}\nexports.handler = async () => {};\n`,
    "src/index.ts": "export const handler = async () => {};\n",
  });
  await zipFolder(join(cwd, "dist"), join(cwd, "function.zip"));
  const { metafile } = await build({
    absWorkingDir: cwd,
    entryPoints: ["src/index.ts"],
    outfile: "built/index.js",
    bundle: true,
    metafile: true,
  });
  writeFileSync(join(cwd, "meta.json"), JSON.stringify(metafile));
  for (const name of ["before.json", "after.json"])
    await runMain(["dist", "--format", "json", "--output", name], { cwd });
  for (const index of [1, 2]) {
    const output = ["--format", "json", "--output", `shard-${index}.json`];
    await runMain(["dist", "--shard", `${index}/2`, ...output], { cwd });
  }
});

function examplesIn(help: string): string[][] {
  const lines = [...help.matchAll(/^ {2}\$ lambda-lint ?(.*)$/gm)].map(([, line = ""]) => line);
  return lines.map((line) =>
    line
      .replace(/\s{2,}.*$/, "")
      .split(" ")
      .filter((word) => word !== "")
      .map((word) => word.replaceAll("'", "")),
  );
}

describe("the examples of --help work", () => {
  it.each(["", ...COMMAND_NAMES])("lambda-lint %s", async (command) => {
    const help = await runMain([...(command === "" ? [] : [command]), "--help"], { cwd, columns: 80 });
    const examples = examplesIn(help.stdout);
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) {
      const run = await runMain(example, { cwd });
      expect([example.join(" "), run.code, run.stderr.replace(/^lambda-lint: no path.*\n/, "")]).toEqual([
        example.join(" "),
        0,
        "",
      ]);
    }
  });
});

it("fits into 80 columns", async () => {
  for (const command of [[], ...COMMAND_NAMES.map((name) => [name])]) {
    const { stdout } = await runMain([...command, "--help"], { cwd, columns: 80 });
    expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
  }
});
