import { chmodSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Cache, cacheIn, openCache } from "../../src/cache/cache.js";
import { keepNothing, readText, statOf } from "../../src/cache/disk.js";
import { writeTree } from "../support/tree.js";

const isText = (kept: unknown) => (typeof kept === "string" ? kept : null);

/** The text of a file through a cache, and whether it was computed for that. */
async function textThrough(cache: Cache, file: string): Promise<{ text: string; isNew: boolean }> {
  let isNew = false;
  const text = await cache.remember("text", file, isText, async () => {
    isNew = true;
    return statOf(file) === null ? "none" : readText(file);
  });
  return { text, isNew };
}

function entriesIn(folder: string): string[] {
  return readdirSync(folder).map((name) => join(folder, name));
}

describe("cache", () => {
  it("gives what was kept while the disk answers the same, and nothing else", async () => {
    const root = writeTree({ "kept/x": "", "a.txt": "one" });
    const file = join(root, "a.txt");
    const cache = cacheIn(join(root, "kept"), "build");
    expect(await textThrough(cache, file)).toEqual({ text: "one", isNew: true });
    expect(await textThrough(cache, file)).toEqual({ text: "one", isNew: false });
    expect(await textThrough(cacheIn(join(root, "kept"), "build"), file)).toMatchObject({ isNew: false });
    writeFileSync(file, "two");
    expect(await textThrough(cache, file)).toEqual({ text: "two", isNew: true });
    rmSync(file);
    expect(await textThrough(cache, file)).toEqual({ text: "none", isNew: true });
    expect(await textThrough(cache, file)).toEqual({ text: "none", isNew: false });
  });

  it("tells by its inode that a file of the same size and day is another one", async () => {
    const root = writeTree({ "kept/x": "", "a.txt": "one" });
    const file = join(root, "a.txt");
    const cache = cacheIn(join(root, "kept"), "build");
    // As npm dates all that it unpacks.
    const installed = new Date("1985-10-26T08:15:00Z");
    utimesSync(file, installed, installed);
    await textThrough(cache, file);
    rmSync(file);
    writeFileSync(file, "two");
    utimesSync(file, installed, installed);
    expect(await textThrough(cache, file)).toEqual({ text: "two", isNew: true });
  });

  it("keeps nothing of another build", async () => {
    const root = writeTree({ "kept/x": "", "a.txt": "one" });
    await textThrough(cacheIn(join(root, "kept"), "1"), join(root, "a.txt"));
    const { isNew } = await textThrough(cacheIn(join(root, "kept"), "2"), join(root, "a.txt"));
    expect(isNew).toBe(true);
  });

  it("keeps nothing that read a file twice with a change in between, or that says so", async () => {
    const root = writeTree({ "kept/x": "", "a.txt": "one" });
    const file = join(root, "a.txt");
    const cache = cacheIn(join(root, "kept"), "build");
    await cache.remember("torn", file, isText, async () => {
      const before = readText(file);
      writeFileSync(file, "other");
      return before + readText(file);
    });
    await cache.remember("spoilt", file, isText, async () => {
      keepNothing();
      return readText(file);
    });
    expect(readdirSync(join(root, "kept"))).toEqual(["x"]);
  });

  it("takes no damaged entry, no half of one, no other one's, nothing of another shape", async () => {
    const root = writeTree({ "kept/x": "", "a.txt": "one", "b.txt": "two" });
    const folder = join(root, "kept");
    const cache = cacheIn(folder, "build");
    const isNew = async () => (await textThrough(cache, join(root, "a.txt"))).isNew;
    await isNew();
    const [entry = ""] = entriesIn(folder).filter((path) => path.endsWith(".json"));
    const whole = readFileSync(entry, "utf8");
    for (const broken of [
      "",
      "\n",
      "{}",
      whole.slice(0, -1),
      whole.slice(0, whole.length / 2),
      whole.replace("one", "two"),
      `${whole} `,
      `${whole.split("\n")[0]}\n[[["file","/x",{}]],"one"]`,
    ]) {
      writeFileSync(entry, broken);
      expect(await isNew(), broken).toBe(true);
      expect(await isNew()).toBe(false);
    }
    await textThrough(cache, join(root, "b.txt"));
    const [other = ""] = entriesIn(folder).filter((path) => path.endsWith(".json") && path !== entry);
    writeFileSync(entry, readFileSync(other));
    expect(await textThrough(cache, join(root, "a.txt"))).toEqual({ text: "one", isNew: true });
    const asNumber = (kept: unknown) => (typeof kept === "number" ? kept : null);
    expect(await cache.remember("text", join(root, "a.txt"), asNumber, async () => 1)).toBe(1);
  });

  it("is bounded: what was used least lately goes", async () => {
    const root = writeTree({ "kept/x": "", "a.txt": "a".repeat(1000), "b.txt": "b".repeat(1000) });
    const folder = join(root, "kept");
    const once = cacheIn(folder, "build");
    await textThrough(once, join(root, "a.txt"));
    once.close();
    for (const path of entriesIn(folder)) utimesSync(path, new Date(0), new Date(0));
    const small = cacheIn(folder, "build", 2_000);
    await textThrough(small, join(root, "b.txt"));
    small.close();
    const bytes = entriesIn(folder).reduce((sum, path) => sum + statSync(path).size, 0);
    expect(bytes).toBeLessThan(2_000);
    expect((await textThrough(small, join(root, "b.txt"))).isNew).toBe(false);
    expect((await textThrough(small, join(root, "a.txt"))).isNew).toBe(true);
  });

  it("does without a place to write to", async () => {
    const root = writeTree({ "node_modules/x": "", "package.json": "{}", "a.txt": "one" });
    chmodSync(join(root, "node_modules"), 0o555);
    const readOnly = openCache(root, {}, "build");
    const blocked = openCache(root, { CACHE_DIR: join(root, "a.txt") }, "build");
    for (const cache of [readOnly, blocked, cacheIn(join(root, "gone"), "build")]) {
      expect(await textThrough(cache, join(root, "a.txt"))).toEqual({ text: "one", isNew: true });
      cache.close();
    }
    chmodSync(join(root, "node_modules"), 0o755);
  });

  it("lies beside the nearest installed packages, or where CACHE_DIR says, else nowhere", async () => {
    const root = writeTree({
      "repo/package.json": "{}",
      "repo/node_modules/x": "",
      "repo/service/package.json": "{}",
      "repo/service/src/a.txt": "one",
      "bare/package.json": "{}",
      "elsewhere/x": "",
    });
    const keep = async (cwd: string, env = {}) => {
      const cache = openCache(join(root, cwd), env, "build");
      await textThrough(cache, join(root, "repo/service/src/a.txt"));
      return readdirSync(root, { recursive: true, encoding: "utf8" }).filter(
        (path) => path.endsWith(".json") && path.includes("lambda-lint"),
      );
    };
    expect(await keep("bare")).toEqual([]);
    expect(await keep("repo/service/src", { CACHE_DIR: "true" })).toMatchObject([
      expect.stringMatching(/^repo\/node_modules\/\.cache\/lambda-lint\/[\w-]+\.json$/),
    ]);
    expect(await keep("bare", { CACHE_DIR: "../elsewhere" })).toContainEqual(
      expect.stringMatching(/^elsewhere\/lambda-lint\//),
    );
  });
});
