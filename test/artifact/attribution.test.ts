import { describe, expect, test } from "vitest";
import { type AttributedFiles, attributeFiles } from "../../src/artifact/attribution.js";
import { openDirectory } from "../../src/artifact/directory.js";
import type { BundleSections } from "../../src/artifact/packages.js";
import { openZip } from "../../src/artifact/zip.js";
import { manifest, NAMING, plant, type Tree, temporaryFolder, zipFolder } from "./trees.js";

const folder = temporaryFolder();

async function attribute(
  tree: Tree,
  bundles?: ReadonlyMap<string, BundleSections>,
): Promise<AttributedFiles> {
  return attributeFiles(await openDirectory(plant(folder, tree), NAMING), bundles);
}

function bytesById({ attribution }: AttributedFiles): Record<string, number> {
  return Object.fromEntries(attribution.packages.map(({ id, bytes }) => [id, bytes]));
}

describe("attributeFiles", () => {
  test("gives each file to its package, nested ones to themselves", async () => {
    const a = manifest("a", "1.2.3", { dependencies: { b: "^2", a: "*" } });
    const found = await attribute({
      "index.js": "12345",
      "node_modules/a/package.json": a,
      "node_modules/a/lib/x.js": "x",
      "node_modules/a/node_modules/b/package.json": manifest("b", "2.0.0"),
      "node_modules/b/package.json": manifest("b", "1.0.0"),
      "node_modules/@s/c/package.json": manifest("@s/c"),
    });
    expect(found.attribution.ownBytes).toBe(5);
    expect(found.attribution.unattributedBytes).toBe(0);
    expect(found.attribution.packages).toEqual([
      expect.objectContaining({ id: "node_modules/@s/c", name: "@s/c", version: "1.0.0", requestedBy: [] }),
      expect.objectContaining({
        id: "node_modules/a",
        version: "1.2.3",
        files: 2,
        bytes: a.length + 1,
        requestedBy: [],
      }),
      expect.objectContaining({
        id: "node_modules/a/node_modules/b",
        name: "b",
        version: "2.0.0",
        requestedBy: ["node_modules/a"],
      }),
      expect.objectContaining({ id: "node_modules/b", version: "1.0.0", requestedBy: [] }),
    ]);
  });

  test("leaves what package managers put beside packages to nobody", async () => {
    const found = await attribute({
      "node_modules/.package-lock.json": "12",
      "node_modules/.bin/a": { link: "../a/cli.js" },
      "node_modules/.pnpm/lock.yaml": "345",
      "node_modules/.modules.yaml": "6",
      "__MACOSX/node_modules/a/package.json": "78",
      "node_modules/a/package.json": manifest("a"),
    });
    expect(Object.keys(bytesById(found))).toEqual(["node_modules/a"]);
    expect(found.attribution.ownBytes).toBe(0);
    expect(found.attribution.unattributedBytes).toBe(2 + "../a/cli.js".length + 3 + 1 + 2);
  });

  test("counts a folder without package.json to what encloses it", async () => {
    const found = await attribute({
      "node_modules/resolve/package.json": manifest("resolve"),
      "node_modules/resolve/test/node_modules/x/index.js": "1234567",
      "node_modules/stray/index.js": "89",
    });
    const package_ = manifest("resolve").length;
    expect(bytesById(found)).toEqual({ "node_modules/resolve": package_ + 7 });
    expect(found.attribution.ownBytes).toBe(2);
  });

  test("finds the packages of pnpm's store, and who asks for them", async () => {
    const tree: Tree = {
      "index.js": "",
      "package.json": manifest("app", "0.0.0", { dependencies: { a: "*" } }),
      "node_modules/a": { link: ".pnpm/a@1.0.0/node_modules/a" },
      "node_modules/.pnpm/a@1.0.0/node_modules/a/package.json": manifest("a", "1.0.0", {
        dependencies: { b: "*" },
      }),
      "node_modules/.pnpm/a@1.0.0/node_modules/b": { link: "../../b@3.0.0/node_modules/b" },
      "node_modules/.pnpm/b@3.0.0/node_modules/b/package.json": "{ broken",
    };
    const planted = plant(folder, tree);
    for (const artifact of [
      await openDirectory(planted, NAMING),
      await openZip(zipFolder(planted), NAMING),
    ]) {
      const found = await attributeFiles(artifact);
      const [a, b] = found.attribution.packages;
      expect(a).toMatchObject({
        id: "node_modules/.pnpm/a@1.0.0/node_modules/a",
        name: "a",
        requestedBy: [],
      });
      // Its package.json is broken, but the store's folder tells the version.
      expect(b).toMatchObject({ name: "b", version: "3.0.0", requestedBy: [a?.id] });
      expect(found.ownDependencies).toEqual([a?.id]);
      expect(found.attribution.ownBytes).toBe(artifact.files.get("package.json")?.bytes);
      expect(found.problems).toMatchObject([{ level: "note", code: "broken-package-json" }]);
      await artifact.close();
    }
  });

  test("takes a workspace package linked into node_modules for a package", async () => {
    const found = await attribute({
      "index.js": "1",
      "package.json": manifest("app", "0.0.0", { dependencies: { "@org/lib": "*" } }),
      "packages/lib/package.json": manifest("@org/lib", "4.0.0"),
      "packages/lib/node_modules/c/package.json": manifest("c"),
      "packages/other/index.js": "22",
      "node_modules/@org/lib": { link: "../../packages/lib" },
      "node_modules/here": { link: ".." },
    });
    expect(found.attribution.packages.map(({ id, name }) => [id, name])).toEqual([
      ["packages/lib", "@org/lib"],
      ["packages/lib/node_modules/c", "c"],
    ]);
    expect(found.ownDependencies).toEqual(["packages/lib"]);
    expect(found.manifests.get("packages/lib")?.version).toBe("4.0.0");
    expect(found.manifests.get("")?.name).toBe("app");
  });

  test("cuts a bundle into its sections, without guessing their zipped bytes", async () => {
    const sections = [
      { path: "src/index.ts", bytes: 10 },
      { path: "node_modules/a/index.js", bytes: 20 },
      { path: "node_modules/a/lib.js", bytes: 5 },
      { path: "node_modules/b/index.js", bytes: 7 },
    ];
    const planted = plant(folder, {
      "index.js": "x".repeat(50),
      "node_modules/b/package.json": manifest("b"),
      "node_modules/c/package.json": manifest("c"),
    });
    const artifact = await openZip(zipFolder(planted), NAMING);
    const found = await attributeFiles(artifact, new Map([["index.js", { sections, unattributedBytes: 8 }]]));
    await artifact.close();
    expect(found.attribution).toMatchObject({ ownBytes: 10, unattributedBytes: 8 });
    expect(found.attribution.packages).toMatchObject([
      { id: "node_modules/a", files: 2, bytes: 25, zippedBytes: null, version: null },
      { id: "node_modules/b", files: 2, bytes: 7 + manifest("b").length, zippedBytes: null },
      { id: "node_modules/c", files: 1 },
    ]);
    expect(found.attribution.packages[2]?.zippedBytes).toBeGreaterThan(0);
  });

  test("asks for peers and optional dependencies that are there", async () => {
    const found = await attribute({
      "node_modules/a/package.json": manifest("a", "1.0.0", {
        optionalDependencies: { b: "*" },
        peerDependencies: { c: "*", gone: "*" },
      }),
      "node_modules/b/package.json": manifest("b"),
      "node_modules/c/package.json": manifest("c"),
    });
    const asked = found.attribution.packages.filter(({ requestedBy }) => requestedBy.length > 0);
    expect(asked.map(({ id }) => id)).toEqual(["node_modules/b", "node_modules/c"]);
  });
});
