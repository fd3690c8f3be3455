import { describe, expect, it } from "vitest";
import { deadFolder, deadKind, isDevelopmentFile, ownDeadKind } from "../../src/lambda/dead-files.js";

describe("files of packages", () => {
  it.each([
    ["index.d.ts", "types"],
    ["dist/index.d.mts.map", "types"],
    ["lib/index.js.flow", "types"],
    ["dist/index.js.map", "maps"],
    ["test/fixtures/a.json", "tests"],
    ["lib/orders.spec.js", "tests"],
    ["README.md", "docs"],
    ["CHANGELOG", "docs"],
    ["examples/a/b.js", "docs"],
    ["src/index.ts", "sources"],
    ["src/addon.cc", "native-sources"],
    ["build/Release/obj.target/a/b.d", "native-sources"],
    [".github/workflows/ci.yml", "tools"],
    [".eslintrc.json", "tools"],
    ["tsconfig.build.json", "tools"],
    ["yarn.lock", "tools"],
    [".DS_Store", "leftovers"],
    ["coverage/lcov.info", "leftovers"],
  ])("%s: %s", (path, kind) => {
    expect(deadKind(path)).toBe(kind);
  });

  it.each([
    "package.json",
    "index.js",
    "LICENSE",
    "LICENSE.md",
    "docs/NOTICE.txt",
    "lib/testing.js",
    "dist/doc.js",
    "data/words.json",
    "build/Release/addon.node",
    "schema.graphql",
    "views/page.css",
    "coverage.js",
    ".env",
    "main.js",
  ])("%s may be needed", (path) => {
    expect(deadKind(path)).toBeNull();
  });
});

describe("one's own files", () => {
  it.each([
    ["docs/faq.md", null],
    ["data/tests/maths.json", null],
    ["data/component.json", null],
    ["index.js.map", null],
    [".git/config", null],
    ["README.md", "docs"],
    ["test/orders.js", "tests"],
    ["nodejs/tests/orders.js", "tests"],
    ["src/__tests__/orders.js", "tests"],
    ["src/orders.test.js", "tests"],
    ["serverless.yml", "tools"],
    ["nodejs/package-lock.json", "tools"],
    ["index.meta.json", "records"],
  ])("%s: %s", (path, kind) => {
    expect(ownDeadKind(path)).toBe(kind);
  });

  it("are for development by the same measure", () => {
    expect(isDevelopmentFile("src/tests/handler.js", true)).toBe(false);
    expect(isDevelopmentFile("src/tests/handler.js", false)).toBe(true);
  });
});

it("names the folder that makes a file dead weight", () => {
  expect(deadFolder("lib/test/a/b.js")).toBe("lib/test");
  expect(deadFolder("lib/a.test.js")).toBeNull();
});
