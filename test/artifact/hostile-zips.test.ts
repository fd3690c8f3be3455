import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { lint, type Report } from "../../src/index.js";
import { craftBinary } from "../support/craft-binary.js";
import { expectExactSizes } from "../support/identity.js";
import { writeTree } from "../support/tree.js";
import { type RawEntry, writeZip } from "../support/write-zip.js";

const HANDLER = "exports.handler = async () => {};\n";
const INDEX: RawEntry = { name: "index.js", content: HANDLER };
const MEGABYTE = 1024 * 1024;

/** Lints a hostile zip beside a good one: the good one is always looked at, and nothing is written. */
async function survived(bytes: Buffer): Promise<Report> {
  const cwd = writeTree({ "hostile.zip": bytes, "good.zip": writeZip([INDEX]) });
  const started = performance.now();
  const report = await lint(["hostile.zip", "good.zip"], { cwd, config: {}, asOf: "2026-11-20" });
  // Five seconds on a quiet machine; other tests run beside.
  expect(performance.now() - started).toBeLessThan(25_000);
  expectExactSizes(report);
  expect(report.functions.map(({ name }) => name)).toContain("good");
  for (const { message } of report.problems) expect(message).not.toMatch(/\n|undefined|\[object/);
  expect(readdirSync(cwd).sort()).toEqual(["good.zip", "hostile.zip"]);
  return report;
}

const codes = ({ problems }: Report) => problems.map(({ level, code }) => `${level} ${code}`);
const found = ({ findings }: Report) => findings.map(({ rule, messageId }) => `${rule}/${messageId}`);
const many = (count: number, make: (index: number) => RawEntry) =>
  Array.from({ length: count }, (_, index) => make(index));

/** An entry of zeros without the memory for them: what says so is a prefix of a deflated run, many times. */
function zeros(name: string, megabytes: number): RawEntry {
  const one = deflateRawSync(Buffer.alloc(MEGABYTE), { finishFlush: 2 });
  const end = deflateRawSync(Buffer.alloc(0));
  const content = Buffer.concat([...Array.from({ length: megabytes }, () => one), end]);
  return { name, method: 99, content, bytes: megabytes * MEGABYTE };
}

/** The raw writer stores what isn't method 8; here that is deflated already. */
function deflated(zip: Buffer): Buffer {
  const copy = Buffer.from(zip);
  for (const signature of ["PK\x03\x04", "PK\x01\x02"]) {
    const at = signature === "PK\x03\x04" ? 8 : 10;
    for (
      let from = copy.indexOf(signature, 0, "latin1");
      from !== -1;
      from = copy.indexOf(signature, from + 4, "latin1")
    )
      if (copy.readUInt16LE(from + at) === 99) copy.writeUInt16LE(8, from + at);
  }
  return copy;
}

describe("zips that mean harm", () => {
  it.each([
    "data.bin",
    "index.js",
    "package.json",
    "node_modules/a/package.json",
    ".env",
    "bin/tool",
    "lib/a.so",
    "index.js.map",
    "dist/meta.json",
  ])("300 MB of zeros as %s", async (name) => {
    const zip = deflated(writeZip([...(name === "index.js" ? [] : [INDEX]), zeros(name, 300)]));
    const report = await survived(zip);
    const [artifact] = report.artifacts.filter(({ path }) => path === "hostile.zip");
    expect(artifact?.unzippedBytes).toBeGreaterThanOrEqual(300 * MEGABYTE);
  });

  it("a ratio that nobody needs", async () => {
    expect(codes(await survived(deflated(writeZip([INDEX, zeros("a.bin", 1100)]))))).toEqual([
      "error zip-bomb",
    ]);
  });

  it("entries that overlap, and that reach past the end", async () => {
    const content = "x".repeat(3000);
    const same = many(50, (index) => ({ name: `${index}.js`, content, method: 0, offset: 0 }));
    // The same bytes for all: far more than the file has.
    const zip = writeZip(same);
    const start = zip.indexOf("PK\x01\x02", 0, "latin1");
    const first = zip.indexOf("PK\x03\x04", 4, "latin1");
    const cut = Buffer.concat([zip.subarray(0, first), zip.subarray(start)]);
    cut.writeUInt32LE(first, cut.length - 22 + 16);
    expect(codes(await survived(cut))).toEqual(["error zip-bomb"]);
    expect(codes(await survived(writeZip([INDEX, { name: "a.js", offset: 0xfff0 }])))).toEqual([
      "error damaged-zip",
    ]);
  });

  it("zips in zips are files like others", async () => {
    const inner = writeZip([{ name: "in.zip", content: deflated(writeZip([zeros("a", 300)])) }]);
    expect(codes(await survived(writeZip([INDEX, { name: "in.zip", content: inner }])))).toEqual([]);
  });

  it("lying sizes and checksums", async () => {
    for (const lie of [{ bytes: 5 }, { bytes: 9999 }, { crc: 1 }] as const) {
      const report = await survived(writeZip([{ ...INDEX, ...lie }]));
      expect(codes(report)).toEqual(["note no-handler", "note unreadable-file"]);
    }
    const report = await survived(
      writeZip([
        { ...INDEX, content: `require("./a.js");\n${HANDLER}` },
        { name: "a.js", content: "1", crc: 1 },
      ]),
    );
    expect(codes(report)).toEqual(["note unscanned-file"]);
  });

  it("methods that nobody unpacks", async () => {
    const report = await survived(
      writeZip([INDEX, { name: "a.js", method: 12 }, { name: "b.js", method: 99 }]),
    );
    expect(codes(report)).toEqual(["note unknown-compression"]);
    expect(report.problems[0]?.message).toContain('"a.js" and 1 more in compression method 12');
  });

  it("truncated at every place", async () => {
    const whole = writeZip([INDEX, { name: "a.js", content: "1" }]);
    const cwd = writeTree({ "good.zip": writeZip([INDEX]) });
    for (let length = 0; length < whole.length; length += 1) {
      writeFileSync(join(cwd, "cut.zip"), whole.subarray(0, length));
      const report = await lint(["cut.zip"], { cwd, config: {}, asOf: "2026-11-20" });
      expect(codes(report), String(length)).toEqual([length < 4 ? "error not-a-zip" : "error truncated-zip"]);
    }
  });

  it.each<[string, (zip: Buffer) => void]>([
    ["more entries than there are", (zip) => zip.writeUInt16LE(9, zip.length - 12)],
    ["an impossible number of entries", (zip) => zip.fill(0xff, zip.length - 14, zip.length - 6)],
    ["a directory beyond the end", (zip) => zip.writeUInt32LE(0x7fffffff, zip.length - 6)],
    ["a second disk", (zip) => zip.writeUInt16LE(1, zip.length - 18)],
    ["a comment that isn't there", (zip) => zip.writeUInt16LE(7, zip.length - 2)],
  ])("an end record with %s", async (_, damage) => {
    const zip = writeZip([INDEX]);
    damage(zip);
    expect(codes(await survived(zip))).toEqual([expect.stringMatching(/^error (truncated|damaged)-zip$/)]);
  });

  it("zip64 records that lie", async () => {
    const zip = writeZip(many(70_000, (index) => ({ name: `${index}` })));
    const at = zip.lastIndexOf("PK\x06\x06", undefined, "latin1");
    zip.writeBigUInt64LE(2n ** 62n, at + 32);
    expect(codes(await survived(zip))).toEqual(["error damaged-zip"]);
  });
});

describe("zips that are too much", { timeout: 120_000 }, () => {
  it("200,000 entries", async () => {
    const report = await survived(
      writeZip([INDEX, ...many(200_000, (index) => ({ name: `d${index % 999}/${index}.txt` }))]),
    );
    expect(report.artifacts.map(({ files }) => files).sort()).toEqual([1, 200_001]);
  });

  it("tens of thousands of entries of one name are one finding", async () => {
    const report = await survived(writeZip([INDEX, ...many(80_000, () => ({ name: "same.txt" }))]));
    expect(found(report)).toEqual(["unsafe-entry-name/repeated"]);
  });

  it("more packages than any function has", async () => {
    const content = '{"name":"p","version":"1.0.0"}';
    const packages = many(12_000, (index) => ({ name: `node_modules/p${index}/package.json`, content }));
    expect(codes(await survived(writeZip([INDEX, ...packages])))).toEqual(["error too-many-packages"]);
  });

  it("names of 64 KiB", async () => {
    const long = (index: number, part: string) => `${index}/`.padEnd(65_000, part);
    const names = many(100, (index) => ({
      name: `${long(index, index % 2 === 0 ? "a/" : "node_modules/")}x.js`,
    }));
    const report = await survived(writeZip([INDEX, ...names]));
    expect(found(report)).toEqual(["unsafe-entry-name/impossible"]);
    expect(report.findings[0]?.message.length).toBeLessThan(600);
  });

  it("names that are no text, and names that JavaScript has other plans for", async () => {
    const noText = many(200, (index) => ({
      name: Buffer.from(Array.from({ length: 30 }, (_, at) => 128 + ((index * 31 + at * 7) % 128))),
    }));
    const names = [
      "__proto__",
      "constructor/prototype.js",
      "node_modules/__proto__/package.json",
      "node_modules/toString/index.js",
    ];
    await survived(
      writeZip([
        INDEX,
        ...noText,
        ...noText.map((entry) => ({ ...entry, flags: 0 })),
        ...names.map((name) => ({ name, content: "{}" })),
      ]),
    );
  });

  it("links in circles, chains, and out of the tree", async () => {
    const chain = many(20_000, (index) => ({ name: `l${index}`, content: `l${index + 1}`, mode: 0o120777 }));
    const fan = many(60, (index) => ({
      name: `f${index}`,
      content: `f${index + 1}/`.repeat(300),
      mode: 0o120777,
    }));
    const out = ["/etc/passwd", "../../../etc/passwd", ".", "..", "/"].map((content, index) => ({
      name: `o${index}`,
      content,
      mode: 0o120777,
    }));
    const report = await survived(
      writeZip([INDEX, { name: "node_modules", content: "/srv", mode: 0o120777 }, ...chain, ...fan, ...out]),
    );
    expect(JSON.stringify(report)).not.toContain("root:");
  });

  it("a header that leads through gigabytes", async () => {
    const elf = craftBinary({ libraries: ["libc.so.6"], distance: 4096 });
    // The dynamic section seems to lie 900 MB into the file.
    elf.writeBigUInt64LE(900_000_000n, 64 + 56 + 8);
    elf.writeBigUInt64LE(BigInt(1_000_000_000), 64 + 32);
    const far = zeros("a.node", 900);
    const head = deflateRawSync(elf, { finishFlush: 2 });
    const content = Buffer.concat([head, Buffer.from(far.content ?? "")]);
    const entry = { name: "a.node", method: 99, content, bytes: 900 * MEGABYTE + elf.length };
    const pad = { name: "pad.bin", content: Buffer.alloc(6 * MEGABYTE), method: 0 };
    await survived(deflated(writeZip([INDEX, entry, pad])));
  });
});

it("chains and lists of thousands crash nothing", { timeout: 120_000 }, async () => {
  const chain = many(3000, (index) => ({
    name: `z${index}.js`,
    content: `exports.a = () => import("./z${(index * 7 + 1) % 3000}.js"); require("./z${index + 1}.js");`,
  }));
  await survived(writeZip([{ name: "index.js", content: `require("./z0.js");${HANDLER}` }, ...chain]));
  const comments = many(150_000, () => INDEX)
    .map((_, index) => `// src/a${index}.ts\n`)
    .join("");
  await survived(writeZip([{ name: "index.js", content: HANDLER + comments }]));
  const sources = many(150_000, () => INDEX).map((_, index) => `a${index}.js`);
  const map = JSON.stringify({ version: 3, sources, names: [], mappings: "AAAA,ACAA;".repeat(2000) });
  const bundle = `${"var a=1;\n".repeat(9000)}${HANDLER}//# sourceMappingURL=index.js.map\n`;
  await survived(
    writeZip([
      { name: "index.js", content: bundle },
      { name: "index.js.map", content: map },
    ]),
  );
  const manifest = JSON.stringify({ name: "a", main: `${"../".repeat(500_000)}x` });
  await survived(
    writeZip([
      { name: "index.js", content: `require("a");${HANDLER}` },
      { name: "node_modules/a/package.json", content: manifest },
    ]),
  );
});
