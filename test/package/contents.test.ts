import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, inject, it } from "vitest";
import { MANIFEST, run } from "./pack.js";

const ROOT = join(import.meta.dirname, "../..");
const { stdout, tarball } = inject("packed");
const tools = join(inject("temporary"), "tools");

/** As are-the-types-wrong tells it. */
interface Wrong {
  readonly kind: string;
  readonly resolutionKind?: string;
}

describe("the package", () => {
  it("is named on npm pack's stdout, and nothing else is", () => {
    expect(stdout).toMatch(/^lambda-lint-\d+\.\d+\.\d+\.tgz\n$/);
  });

  it("holds what it needs, and nothing else", () => {
    const files = run("tar", ["-tzf", tarball], ROOT)
      .trim()
      .split("\n")
      .map((path) => path.replace("package/", ""));
    const exported = Object.values(MANIFEST.exports)
      .flatMap((one) => (typeof one === "string" ? [one] : Object.values(one)))
      .map((path) => path.replace("./", ""));
    const expected = [
      ...[
        "LICENSE",
        "README.md",
        "dist/licenses.txt",
        "dist/bin.cjs",
        "dist/core.js",
        "dist/load-core.cjs",
        "dist/v8-flags.cjs",
        "dist/core.cjs",
        "dist/thread.js",
      ],
      ...["dist/typescript.cjs", "dist/main.cjs", "dist/eslint-worker.js", "dist/esbuild-lint.js"],
      ...exported,
    ];
    expect(files).toEqual(expect.arrayContaining(expected));
    const others = files.filter((path) => !expected.includes(path));
    for (const path of others) expect(path).toMatch(/^dist\/(types\/(src|plugins)\/[\w/-]+\.d\.ts)$/);
    expect(files).not.toContain("dist/types/src/run.d.ts");
  });

  it("says nothing of the machine that built it, and has the licence of all that it bundles", () => {
    const all = run("tar", ["-xzOf", tarball], ROOT);
    expect(all).not.toContain(ROOT);
    const licenses = readFileSync(join(ROOT, "dist/licenses.txt"), "utf8");
    for (const name of ["commander", "yauzl", "valibot", "acorn", "typescript"])
      expect(licenses).toMatch(new RegExp(`^${name} \\d`, "m"));
  });

  it("passes publint", () => {
    expect(run("npx", ["publint", "--strict", tarball], ROOT)).toContain("All good!");
  });

  it("has types that are right for whoever imports, by are-the-types-wrong", () => {
    const attw = join(tools, "node_modules/.bin/attw");
    const report = JSON.parse(run(attw, [tarball, "--profile", "esm-only", "--format", "json"], ROOT));
    // It lists all: this is an ES module that CommonJS loads as Node 20.19 does, and no Node 10 has it.
    const found = Object.values<readonly Wrong[]>(report.problems ?? {}).flat();
    const ofModules = found.filter(({ resolutionKind = "" }) => !/^node(10|16-cjs)$/.test(resolutionKind));
    expect(ofModules).toEqual([]);
    expect(Object.keys(report.analysis.entrypoints)).toEqual(
      expect.arrayContaining(Object.keys(MANIFEST.exports)),
    );
  });
});
