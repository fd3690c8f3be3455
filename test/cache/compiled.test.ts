import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { beforeAll, expect, it } from "vitest";
import { writeTree } from "../support/tree.js";

const ROOT = join(import.meta.dirname, "../..");
let loader = "";

beforeAll(async () => {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    stdin: {
      contents: 'export * from "./compiled.js"; export * from "../v8-flags.js";',
      resolveDir: join(ROOT, "src/cache"),
    },
    bundle: true,
    platform: "node",
    format: "esm",
    write: false,
  });
  loader = outputFiles[0]?.text ?? "";
});

const CORE = `
const other = require("./other.cjs");
const { sep } = require("node:path");
exports.say = (text) => other.twice(text + sep);
exports.load = (id) => (typeof __import === "function" ? __import(id) : import(id));
`;

/** A project with a package that has two files of its own. */
function installed(): string {
  return writeTree({
    "package.json": "{}",
    "node_modules/tool/package.json": '{ "type": "module" }',
    "node_modules/tool/loader.js": loader,
    "node_modules/tool/core.cjs": CORE,
    "node_modules/tool/other.cjs": "exports.twice = (text) => text + text;\n",
  });
}

/** @param before statements that precede the loading, in an ES module */
function run(project: string, env: Readonly<Record<string, string>> = {}, before = ""): string {
  const folder = join(project, "node_modules/tool");
  const files = Object.fromEntries(
    ["core.cjs", "other.cjs"].map((name) => [
      name,
      createHash("sha256")
        .update(readFileSync(join(folder, name)))
        .digest("hex"),
    ]),
  );
  const code = `import { collectSooner, ownProcess, requireOwn, underUsualFlags } from ${JSON.stringify(join(folder, "loader.js"))};
    ${before}
    const core = requireOwn(${JSON.stringify(folder)}, "core.cjs", ${JSON.stringify(files)}, process.env);
    const { basename } = await core.load("node:path");
    console.log(core.say(basename("x/a")));`;
  const options = { encoding: "utf8", env: { PATH: process.env.PATH ?? "", ...env } } as const;
  return execFileSync(process.execPath, ["--input-type=module", "-e", code], options).trim();
}

/** What is kept, by name: when it was written. */
function kept(project: string): Record<string, bigint> {
  const folder = join(project, "node_modules/.cache/lambda-lint");
  if (!existsSync(folder)) return {};
  const writtenAt = (name: string) => statSync(join(folder, name), { bigint: true }).mtimeNs;
  return Object.fromEntries(readdirSync(folder).map((name) => [name, writtenAt(name)]));
}

it("keeps what was compiled for the next run, and evaluates the same by it", () => {
  const project = installed();
  expect(run(project)).toBe("a/a/");
  const first = kept(project);
  expect(Object.keys(first).map((name) => name.replace(/-\d+\.v8$/, ""))).toEqual(["core", "other"]);
  expect(run(project)).toBe("a/a/");
  // What is taken isn't written once more.
  expect(kept(project)).toEqual(first);
});

it("compiles anew what has changed, be it as long as before", () => {
  const project = installed();
  run(project);
  const before = kept(project);
  const file = join(project, "node_modules/tool/other.cjs");
  writeFileSync(file, readFileSync(file, "utf8").replace("text + text", "text + '!!!'"));
  expect(run(project)).toBe("a/!!!");
  const names = Object.keys(before);
  expect(names.map((name) => kept(project)[name] === before[name])).toEqual([true, false]);
  expect(run(project)).toBe("a/!!!");
});

it.each([
  [
    "a flipped bit",
    (code: Buffer) => code.fill((code[code.length >> 1] ?? 0) ^ 1, code.length >> 1, (code.length >> 1) + 1),
  ],
  ["half of it", (code: Buffer) => code.subarray(0, code.length >> 1)],
  ["nothing", () => Buffer.alloc(0)],
])("never hands V8 what was damaged: %s", (_, damage) => {
  const project = installed();
  run(project);
  const folder = join(project, "node_modules/.cache/lambda-lint");
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    writeFileSync(path, damage(readFileSync(path)));
  }
  const damaged = kept(project);
  expect(run(project)).toBe("a/a/");
  const after = kept(project);
  expect(Object.keys(after)).toEqual(Object.keys(damaged));
  expect(Object.keys(after).filter((name) => after[name] === damaged[name])).toEqual([]);
});

it("keeps nothing where Node is told not to, and where there is no place for it", () => {
  const project = installed();
  expect(run(project, { NODE_DISABLE_COMPILE_CACHE: "1" })).toBe("a/a/");
  expect(kept(project)).toEqual({});
  writeFileSync(join(project, "node_modules/.cache"), "no folder");
  expect(run(project)).toBe("a/a/");
});

it("takes what was kept while V8 optimizes later, and keeps what is taken while it doesn't", () => {
  const [early, late] = [installed(), installed()];
  run(early);
  const first = kept(early);
  expect(run(early, {}, "ownProcess();")).toBe("a/a/");
  expect(kept(early)).toEqual(first);
  run(late, {}, "ownProcess();");
  expect(Object.keys(kept(late))).toEqual(Object.keys(first));
  const second = kept(late);
  run(late);
  expect(kept(late)).toEqual(second);
});

it("tells V8 something in the command's own process alone, and takes it back in the end", () => {
  const said = (statements: string) =>
    run(
      installed(),
      {},
      `import { cachedDataVersionTag as tag } from "node:v8";
      const usual = tag();
      const isUsual = () => tag() === usual;
      ${statements}
      console.log(isUsual(), underUsualFlags(isUsual), isUsual());
      process.on("exit", () => console.log(isUsual()));`,
    )
      .split("\n")
      .filter((line) => /true|false/.test(line));
  const isKnown = /^(?:11\.3|12\.4)\./.test(process.versions.v8);
  const own = isKnown ? ["false true false", "true"] : ["true true true", "true"];
  expect(said("ownProcess();")).toEqual(own);
  expect(said("ownProcess(); collectSooner();")).toEqual(own);
  expect(said("collectSooner();")).toEqual(["true true true", "true"]);
  const unknown = 'Object.defineProperty(process.versions, "v8", { value: "10.8.1" });';
  expect(said(`${unknown} ownProcess(); collectSooner();`)).toEqual(["true true true", "true"]);
});
