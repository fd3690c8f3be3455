import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { attributeFiles } from "../../src/artifact/attribution.js";
import { openDirectory } from "../../src/artifact/directory.js";
import { openZip } from "../../src/artifact/zip.js";
import { NAMING, plant, type Tree, temporaryFolder, zipFolder } from "./trees.js";

const folder = temporaryFolder();

describe("openDirectory", () => {
  test("lists and reads what a zip of it would hold", async () => {
    const planted = plant(folder, { "a.js": "12", "b/c.js": "345", up: { link: "b" }, "b/.env": "" });
    chmodSync(join(planted, "a.js"), 0o600);
    const artifact = await openDirectory(planted, NAMING);
    expect([...artifact.files.keys()]).toEqual(["a.js", "b/.env", "b/c.js", "up"]);
    expect(artifact.files.get("a.js")).toEqual({
      path: "a.js",
      bytes: 2,
      zippedBytes: null,
      mode: 0o600,
      isLink: false,
    });
    expect(artifact.files.get("up")).toMatchObject({ bytes: 1, isLink: true });
    expect((await artifact.read("up")).toString()).toBe("b");
    expect((await artifact.read("b/c.js")).toString()).toBe("345");
    expect(artifact.zipBytes).toBeNull();
    await expect(artifact.read("b/c.js", 2)).rejects.toMatchObject({ problem: { path: "build/b/c.js" } });
    expect((await artifact.readPart("b/c.js", 1, 9)).toString()).toBe("45");
    expect((await artifact.readPart("b/c.js", 9, 9)).toString()).toBe("");
    expect((await artifact.readPart("up", 0, 9)).toString()).toBe("b");
    await expect(artifact.read("../b")).rejects.toMatchObject({ problem: { code: "unreadable-file" } });
  });

  test("follows nothing that took a file's place since it was listed, and waits for no pipe", async () => {
    const planted = plant(folder, { "a.js": "12", "b.js": "12", "c.js": "12", "d.js": "12" });
    const artifact = await openDirectory(planted, NAMING);
    execFileSync("sh", ["-c", "rm *; ln -s /etc/passwd a.js; mkfifo b.js; mkdir c.js"], { cwd: planted });
    for (const path of artifact.files.keys()) {
      const failure = { problem: { code: "unreadable-file", path: `build/${path}` } };
      await expect(artifact.read(path), path).rejects.toMatchObject(failure);
      await expect(artifact.readPart(path, 0, 1), path).rejects.toMatchObject(failure);
    }
  });

  test("refuses a file that has grown past what was asked for", async () => {
    const planted = plant(folder, { "a.js": "12" });
    const artifact = await openDirectory(planted, NAMING);
    writeFileSync(join(planted, "a.js"), "12345");
    await expect(artifact.read("a.js", 4)).rejects.toMatchObject({ problem: { path: "build/a.js" } });
    expect((await artifact.read("a.js", 5)).toString()).toBe("12345");
  });

  test("restricts itself to the paths that it is given, and notes those that are not there", async () => {
    const planted = plant(folder, { "a.js": "12", "b/c.js": "345" });
    const artifact = await openDirectory(planted, NAMING, ["b/c.js", "gone.js"]);
    expect([...artifact.files.keys()]).toEqual(["b/c.js"]);
    expect(artifact.problems).toMatchObject([{ level: "note", path: "build/gone.js" }]);
  });

  test("notes what it can't read and lists the rest", async () => {
    const planted = plant(folder, { "a.js": "12" });
    // No text names this file, so it can't be asked for; unlike a permission, that stops root as well.
    writeFileSync(Buffer.concat([Buffer.from(`${planted}/`), Buffer.from([0xff, 0x2e, 0x6a, 0x73])]), "x");
    const artifact = await openDirectory(planted, NAMING);
    expect([...artifact.files.keys()]).toEqual(["a.js"]);
    expect(artifact.problems).toMatchObject([{ level: "note", code: "unreadable-file" }]);
  });

  test("notes a folder that can't be listed", async () => {
    const planted = plant(folder, { "a.js": "12" });
    const name = "n".repeat(250);
    const dive = `i=0; while [ $i -lt 17 ]; do mkdir ${name}; cd -P ${name} || exit 0; i=$((i+1)); done`;
    execFileSync("sh", ["-c", dive], { cwd: planted, stdio: "ignore" });
    const artifact = await openDirectory(planted, NAMING);
    expect([...artifact.files.keys()]).toEqual(["a.js"]);
    expect(artifact.problems.map(({ code }) => code)).toEqual(["unreadable-file"]);
  });

  test("refuses an empty folder, a file, and nothing", async () => {
    const empty = plant(folder, {});
    mkdirSync(join(empty, "still", "empty"), { recursive: true });
    await expect(openDirectory(empty, NAMING)).rejects.toMatchObject({ problem: { code: "empty-folder" } });
    const file = join(plant(folder, { "a.js": "" }), "a.js");
    await expect(openDirectory(file, NAMING)).rejects.toMatchObject({ problem: { code: "not-a-folder" } });
    await expect(openDirectory(join(folder, "no"), NAMING)).rejects.toMatchObject({
      problem: { code: "not-found" },
    });
  });
});

const segment = fc.constantFrom("a", "b", "node_modules", "@s", ".bin", "package.json", "x.js");
const content = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.record({ name: fc.string(), version: fc.string() }).map((json) => JSON.stringify(json)),
  fc.constantFrom("../a", "b", ".", "/opt/x").map((link) => ({ link })),
);
const trees = fc
  .dictionary(
    fc.array(segment, { minLength: 1, maxLength: 6 }).map((parts) => parts.join("/")),
    content,
    {
      minKeys: 1,
      maxKeys: 12,
    },
  )
  .map((tree) => {
    // A file can't be a folder too.
    const paths = Object.keys(tree);
    return Object.fromEntries(
      Object.entries(tree).filter(([path]) => !paths.some((other) => other.startsWith(`${path}/`))),
    ) satisfies Tree;
  });

test("a folder and its zip agree, and every byte belongs to someone", async () => {
  await fc.assert(
    fc.asyncProperty(trees, async (tree) => {
      const planted = plant(folder, tree);
      const directory = await openDirectory(planted, NAMING);
      const zip = await openZip(zipFolder(planted), NAMING);
      const [fromFolder, fromZip] = [await attributeFiles(directory), await attributeFiles(zip)];
      await zip.close();
      const known = (file: object) => ({ ...file, zippedBytes: null });
      const zipFiles = [...zip.files.values()].map(({ path, bytes, mode, isLink }) => ({
        path,
        bytes,
        mode,
        isLink,
      }));
      expect(zipFiles.map(known)).toEqual([...directory.files.values()]);
      expect(fromZip.attribution.packages.map(known)).toEqual(fromFolder.attribution.packages);
      for (const { attribution } of [fromFolder, fromZip]) {
        const sum = attribution.packages.reduce((total, { bytes }) => total + bytes, 0);
        expect(attribution.ownBytes + attribution.unattributedBytes + sum).toBe(attribution.unzippedBytes);
      }
      const bytes = [...directory.files.values()].reduce((total, file) => total + file.bytes, 0);
      expect(fromFolder.attribution.unzippedBytes).toBe(bytes);
    }),
    { numRuns: 60 },
  );
});
