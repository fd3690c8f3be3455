import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createWriteStream, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import yazl from "yazl";
import { openZip } from "../../src/artifact/zip.js";
import { InputError } from "../../src/errors.js";
import { writeZip } from "../support/write-zip.js";
import { NAMING, plant, temporaryFolder, zipFolder } from "./trees.js";

const folder = temporaryFolder();

async function zipOf(
  name: string,
  fill: (zip: yazl.ZipFile) => void,
  options: yazl.EndOptions = { forceZip64Format: false, comment: "" },
): Promise<string> {
  const file = join(folder, name);
  const zip = new yazl.ZipFile();
  fill(zip);
  zip.end(options);
  await pipeline(zip.outputStream, createWriteStream(file));
  return file;
}

/** yazl refuses hostile names, so they are written over harmless ones of the same length. */
function rename(file: string, from: string, to: string): void {
  const bytes = readFileSync(file);
  for (let at = bytes.indexOf(from); at !== -1; at = bytes.indexOf(from, at + 1)) bytes.write(to, at);
  writeFileSync(file, bytes);
}

async function failure(file: string): Promise<{ code: string; message: string }> {
  const error: unknown = await openZip(file, NAMING).catch((thrown: unknown) => thrown);
  if (!(error instanceof InputError)) throw new Error(`no InputError: ${String(error)}`);
  expect(error.problem.path).toBe("build");
  expect(error.problem.message).not.toContain("\n");
  return error.problem;
}

function write(name: string, content: string | Buffer): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

describe("openZip", () => {
  test("lists files with both sizes, mode and links, without folders, by path", async () => {
    const text = "const a = 1;\n".repeat(1000);
    const file = zipFolder(plant(folder, { "b/index.js": text, "a.js": "1", link: { link: "b/index.js" } }));
    const zip = await openZip(file, NAMING);
    expect([...zip.files.keys()]).toEqual(["a.js", "b/index.js", "link"]);
    const index = zip.files.get("b/index.js");
    expect(index).toMatchObject({ bytes: text.length, mode: 0o644, isLink: false });
    expect(index?.zippedBytes).toBeLessThan(200);
    expect(zip.files.get("link")).toMatchObject({ bytes: "b/index.js".length, isLink: true });
    expect((await zip.read("b/index.js")).toString()).toBe(text);
    expect((await zip.read("link")).toString()).toBe("b/index.js");
    expect(zip.zipBytes).toBe(readFileSync(file).length);
    await zip.close();
  });

  test("reads 11,000 entries of a zip64 and each content", async () => {
    const file = await zipOf(
      "many.zip",
      (zip) => {
        for (let i = 0; i < 11_000; i += 1)
          zip.addBuffer(Buffer.from(`${i}`), `f/${i}.js`, { compress: false });
      },
      { forceZip64Format: true, comment: "" },
    );
    const zip = await openZip(file, NAMING);
    expect(zip.files.size).toBe(11_000);
    for (const i of [0, 9, 10_999]) expect((await zip.read(`f/${i}.js`)).toString()).toBe(`${i}`);
    await zip.close();
  });

  test.each([
    ["back/slash.js", "back\\slash.js"],
    ["aa/evil.js", "../evil.js"],
    ["absolute.js", "/bsolute.js"],
    ["c/windows.js", "C:windows.js"],
  ])("lists the hostile name for %s as stored", async (harmless, hostile) => {
    const file = await zipOf("hostile.zip", (zip) => zip.addBuffer(Buffer.from("x"), harmless));
    rename(file, harmless, hostile);
    const zip = await openZip(file, NAMING);
    expect([...zip.files.keys()]).toEqual([hostile]);
    expect((await zip.read(hostile)).toString()).toBe("x");
    await zip.close();
  });

  test("takes out of names what nobody unzips", async () => {
    const names = ["./a.js", "b//c.js", "d/./e.js", ".f/g.js", "h./i.js"];
    const zip = await openZip(write("dots.zip", writeZip(names.map((name) => ({ name })))), NAMING);
    expect([...zip.files.keys()]).toEqual([".f/g.js", "a.js", "b/c.js", "d/e.js", "h./i.js"]);
    await zip.close();
  });

  test("keeps the last of two entries with one name, and knows of the first", async () => {
    const file = await zipOf("twice.zip", (zip) => {
      zip.addBuffer(Buffer.from("first"), "aa.js");
      zip.addBuffer(Buffer.from("the second"), "bb.js");
    });
    rename(file, "bb.js", "aa.js");
    const zip = await openZip(file, NAMING);
    expect([...zip.files.values()].map(({ bytes }) => bytes)).toEqual(["the second".length]);
    expect(zip.files.get("aa.js")?.shadowed).toEqual({ entries: 1, zippedBytes: 7 });
    await zip.close();
  });

  test("knows no mode where the host was not Unix", async () => {
    const file = await zipOf("dos.zip", (zip) => zip.addBuffer(Buffer.from("x"), "a.js"));
    const bytes = readFileSync(file);
    bytes[bytes.indexOf("PK\x01\x02") + 5] = 0;
    writeFileSync(file, bytes);
    const zip = await openZip(file, NAMING);
    expect(zip.files.get("a.js")?.mode).toBeNull();
    await zip.close();
  });

  test("reads what is larger than a block", async () => {
    const content = randomBytes(700_000);
    const zip = await openZip(zipFolder(plant(folder, { "a.bin": content, "b.js": "1" })), NAMING);
    expect((await zip.read("a.bin")).equals(content)).toBe(true);
    expect((await zip.read("b.js")).toString()).toBe("1");
    await zip.close();
  });

  test.each([true, false])("reads a part of a file, wherever it lies (compressed: %s)", async (compress) => {
    const content = Buffer.from(Array.from({ length: 60_000 }, (_, index) => `${index},`).join(""));
    const file = await zipOf("parts.zip", (zip) => {
      zip.addBuffer(content, "a.txt", { compress });
      zip.addBuffer(Buffer.from("behind"), "b.txt", { compress });
    });
    const zip = await openZip(file, NAMING);
    const end = content.length;
    const parts = [0, 1, 65_535, 65_536, 65_537, 200_000, end - 10, end - 1, end, end + 5];
    for (const start of parts) {
      for (const length of [0, 1, 16, 70_000, end]) {
        const part = await zip.readPart("a.txt", start, length);
        expect(part.equals(content.subarray(start, start + length)), `${start}+${length}`).toBe(true);
      }
    }
    await zip.close();
    await expect(zip.readPart("a.txt", 0, 1)).rejects.toBeInstanceOf(InputError);
  });

  test("a part touches nothing of what lies behind it", async () => {
    const content = Buffer.from(`${"x".repeat(100_000)}${randomBytes(45_000).toString("hex")}`);
    const file = zipFolder(plant(folder, { "a.bin": content }));
    const bytes = readFileSync(file);
    bytes.fill(0xff, bytes.length - 20_000, bytes.length - 200);
    writeFileSync(file, bytes);
    const zip = await openZip(file, NAMING);
    expect((await zip.readPart("a.bin", 99_990, 10)).toString()).toBe("x".repeat(10));
    const whole = await zip.read("a.bin").catch(() => null);
    expect(whole?.equals(content)).not.toBe(true);
    await zip.close();
  });

  test("refuses to read more than asked for, and what is not there", async () => {
    const zip = await openZip(zipFolder(plant(folder, { "a.js": "12345" })), NAMING);
    await expect(zip.read("a.js", 4)).rejects.toThrow(/5 B; expected at most 4 B/);
    await expect(zip.read("b.js")).rejects.toBeInstanceOf(InputError);
    await zip.close();
  });

  test("refuses an entry that unpacks to more than it declares", async () => {
    const file = zipFolder(plant(folder, { "a.js": "x".repeat(5000) }));
    const bytes = readFileSync(file);
    bytes.writeUInt32LE(10, bytes.indexOf("PK\x01\x02") + 24);
    writeFileSync(file, bytes);
    const zip = await openZip(file, NAMING);
    await expect(zip.read("a.js")).rejects.toBeInstanceOf(InputError);
    await zip.close();
  });
});

describe("what is no usable zip", () => {
  test.each([
    ["a text", "hello world", "not-a-zip", /text starting with "hello world"/],
    ["nothing", "", "not-a-zip", /empty/],
    ["gzip", Buffer.from("1f8b080000", "hex"), "not-a-zip", /gzip/],
    ["a tar", Buffer.from(`${"a\0".padEnd(257, "\0")}ustar\0`.padEnd(512, "\0")), "not-a-zip", /tar archive/],
    ["other bytes", Buffer.from("00ff00ff", "hex"), "not-a-zip", /00 ff 00 ff/],
    ["an empty zip", Buffer.from(`504b0506${"00".repeat(18)}`, "hex"), "empty-zip", /no file/],
  ])("%s", async (name, content, code, message) => {
    const found = await failure(write(`${name}.zip`, content));
    expect(found.code).toBe(code);
    expect(found.message).toMatch(message);
  });

  test("nothing at the path, and a folder", async () => {
    expect((await failure(join(folder, "absent.zip"))).code).toBe("not-found");
    expect((await failure(folder)).code).toBe("unreadable");
  });

  test("a truncated zip", async () => {
    const file = zipFolder(plant(folder, { "a.js": "x".repeat(5000), "b.js": "y" }));
    truncateSync(file, readFileSync(file).length - 30);
    expect((await failure(file)).code).toBe("truncated-zip");
  });

  test("a zip whose directory points nowhere", async () => {
    const file = zipFolder(plant(folder, { "a.js": "x" }));
    const bytes = readFileSync(file);
    bytes.writeUInt32LE(3, bytes.length - 6);
    writeFileSync(file, bytes);
    expect((await failure(file)).code).toBe("damaged-zip");
  });

  test("an encrypted zip", async () => {
    const planted = plant(folder, { "a.js": "x" });
    execFileSync("zip", ["-qr", "-P", "word", `${planted}.zip`, "."], { cwd: planted });
    const found = await failure(`${planted}.zip`);
    expect(found.code).toBe("encrypted-zip");
    expect(found.message).toContain('"a.js"');
  });

  test("zip bombs: overlapping entries, and a ratio that nobody needs", async () => {
    const overlapping = zipFolder(plant(folder, { "a.js": "x".repeat(500) }));
    const bytes = readFileSync(overlapping);
    bytes.writeUInt32LE(1_000_000, bytes.indexOf("PK\x01\x02") + 20);
    writeFileSync(overlapping, bytes);
    expect((await failure(overlapping)).code).toBe("zip-bomb");

    const dense = zipFolder(plant(folder, { "a.js": "x".repeat(500) }));
    const inflated = readFileSync(dense);
    inflated.writeUInt32LE(2 ** 31, inflated.indexOf("PK\x01\x02") + 24);
    writeFileSync(dense, inflated);
    expect((await failure(dense)).code).toBe("zip-bomb");
  });
});

test("any bytes, and any damage to a zip, give an artifact or an InputError", async () => {
  const whole = readFileSync(
    zipFolder(plant(folder, { "a.js": "x".repeat(300), "b/c.js": "y", l: { link: "a.js" } })),
  );
  const damaged = fc
    .array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 })
    .map((changes) => {
      const bytes = Buffer.from(whole);
      for (const [at, value] of changes) bytes[at] = value;
      return bytes;
    });
  const cut = fc.nat(whole.length).map((length) => whole.subarray(0, length));
  const bytes = fc.oneof(fc.uint8Array({ maxLength: 200 }).map(Buffer.from), damaged, cut);
  await fc.assert(
    fc.asyncProperty(bytes, async (content) => {
      try {
        const zip = await openZip(write("any.zip", content), NAMING);
        try {
          for (const path of zip.files.keys()) await zip.read(path);
        } finally {
          await zip.close();
        }
      } catch (error) {
        expect(error).toBeInstanceOf(InputError);
      }
    }),
    { numRuns: 500 },
  );
});
