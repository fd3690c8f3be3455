import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openDirectory } from "../../src/artifact/directory.js";
import { openZip } from "../../src/artifact/zip.js";
import { readBinaries, readBinary } from "../../src/binaries/read-binaries.js";
import { type BinaryShape, craftBinary } from "../support/craft-binary.js";
import { writeTree } from "../support/tree.js";
import { zipFolder } from "../support/zip-folder.js";

const BOTH = ["arm64", "x86_64"];
const NAMING = { id: "x", path: "x", role: "function" } as const;

const read = (bytes: Buffer, machines: readonly string[] = BOTH) =>
  readBinary(async (start, length) => bytes.subarray(start, start + length), machines);

describe("headers", () => {
  it.each<[string, BinaryShape, object | null]>([
    [
      "a library",
      { libraries: ["libm.so.6", "libc.so.6"] },
      {
        system: "linux",
        machines: ["x86_64"],
        isProgram: false,
        linked: { libc: "glibc", glibc: null, libraries: ["libm.so.6", "libc.so.6"] },
      },
    ],
    [
      "the highest version that isn't weak",
      {
        libraries: ["libc.so.6"],
        versions: {
          "libm.so.6": ["GLIBC_2.29", "GLIBC_2.2.5"],
          "libc.so.6": ["GLIBC_2.9", "?GLIBC_2.38", "GLIBC_PRIVATE"],
        },
      },
      { linked: { glibc: [2, 29] } },
    ],
    [
      "relative relocations",
      { libraries: ["libc.so.6"], versions: { "libc.so.6": ["GLIBC_ABI_DT_RELR", "GLIBC_2.17"] } },
      { linked: { glibc: [2, 36] } },
    ],
    [
      "versions that are GCC's",
      { libraries: ["libc.so.6"], versions: { "libgcc_s.so.1": ["GLIBC_2.99"] } },
      { linked: { glibc: null } },
    ],
    [
      "musl by its name",
      { machine: "arm64", libraries: ["libc.musl-aarch64.so.1"] },
      { machines: ["arm64"], linked: { libc: "musl" } },
    ],
    [
      "musl without a name",
      { libraries: ["libgcc_s.so.1", "libc.so"] },
      { system: "linux", linked: { libc: "musl" } },
    ],
    [
      "musl by its loader",
      { interpreter: "/lib/ld-musl-x86_64.so.1" },
      { isProgram: true, linked: { libc: "musl" } },
    ],
    ["Android", { libraries: ["libc.so", "libdl.so"] }, { system: "android" }],
    [
      "Android by its loader",
      { interpreter: "/system/bin/linker64" },
      { system: "android", isProgram: true },
    ],
    ["FreeBSD", { abi: 9 }, { system: "freebsd", linked: null }],
    ["a program", { type: "executable" }, { isProgram: true }],
    ["a program that may lie anywhere", { isProgram: true }, { isProgram: true }],
    ["another machine", { machine: "arm", libraries: ["libc.so.6"] }, { machines: ["arm"], linked: null }],
    ["an object file", { type: "object" }, null],
    [
      "macOS",
      { format: "Mach-O", machine: "arm64" },
      { format: "Mach-O", system: "darwin", machines: ["arm64"] },
    ],
    [
      "a universal Mach-O",
      { format: "Mach-O", machine: ["x86_64", "arm64"] },
      { machines: ["x86_64", "arm64"] },
    ],
    ["an object file of macOS", { format: "Mach-O", type: "object" }, null],
    ["Windows", { format: "PE", machine: "arm64" }, { format: "PE", system: "windows", machines: ["arm64"] }],
  ])("%s", async (_, shape, expected) => {
    const binary = await read(craftBinary(shape));
    if (expected === null) expect(binary).toBeNull();
    else expect(binary).toMatchObject(expected);
  });

  it("takes Java's classes and .NET's assemblies for what they are", async () => {
    const javaClass = Buffer.from(`cafebabe0000003d${"00".repeat(100)}`, "hex");
    expect(await read(javaClass)).toBeNull();
    const assembly = craftBinary({ format: "PE", machine: "i686" });
    assembly.writeUInt16LE(0x10b, 0x98);
    expect(await read(assembly)).not.toBeNull();
    assembly.writeUInt32LE(0x2008, 0x98 + 96 + 14 * 8);
    expect(await read(assembly)).toBeNull();
  });

  it("reads what lies far into a file for the wanted machines only", async () => {
    const bytes = craftBinary({ libraries: ["libc.so.6"], distance: 100_000 });
    let last = 0;
    const counted = async (start: number, length: number) => {
      last = Math.max(last, start);
      return bytes.subarray(start, start + length);
    };
    expect(await readBinary(counted, ["arm64"])).toMatchObject({ machines: ["x86_64"], linked: null });
    expect(last).toBe(0);
    expect(await readBinary(counted, ["x86_64"])).toMatchObject({ linked: { libc: "glibc" } });
    expect(last).toBeGreaterThan(100_000);
  });

  it("survives any header", async () => {
    const whole = craftBinary({
      libraries: ["libc.so.6"],
      versions: { "libc.so.6": ["GLIBC_2.17", "GLIBC_2.28"] },
      interpreter: "/lib64/ld-linux-x86-64.so.2",
    });
    const formats = [whole, craftBinary({ format: "PE" }), craftBinary({ format: "Mach-O", machine: BOTH })];
    const damaged = fc
      .tuple(fc.constantFrom(...formats), fc.array(fc.tuple(fc.nat(800), fc.nat(255))))
      .map(([bytes, changes]) => {
        const copy = Buffer.from(bytes);
        for (const [at, value] of changes) if (at < copy.length) copy[at] = value;
        return copy;
      });
    const cut = fc.tuple(damaged, fc.nat(800)).map(([bytes, length]) => bytes.subarray(0, length));
    await fc.assert(
      fc.asyncProperty(fc.oneof(damaged, cut), async (bytes) => {
        const binary = await read(bytes);
        expect(binary === null || binary.machines.length > 0).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });
});

describe("an artifact's binaries", () => {
  const elf = craftBinary({ type: "executable" });

  it("are looked for where names allow for one", async () => {
    const cwd = writeTree({
      "artifact/a.node": elf,
      "artifact/lib/b.so.1.2": elf,
      "artifact/bootstrap": elf,
      "artifact/schema-engine-rhel-openssl-3.0.x": elf,
      "artifact/LICENSE": elf,
      "artifact/c.js": elf,
      "artifact/d.node": "no binary, whatever its name says, and long enough for a header of one",
      "artifact/e.node": "",
      "artifact/link": { link: "bootstrap" },
      "artifact/__MACOSX/a.node": elf,
    });
    const artifact = await openDirectory(join(cwd, "artifact"), NAMING);
    const found = await readBinaries(artifact, BOTH);
    expect([...found.keys()]).toEqual([
      "a.node",
      "bootstrap",
      "lib/b.so.1.2",
      "schema-engine-rhel-openssl-3.0.x",
    ]);
  });

  it("are the same in a folder and in its zip, real ones too", async () => {
    const real = join(import.meta.dirname, "../../node_modules/@esbuild");
    const file = join(writeTree({}), "real.zip");
    await zipFolder(real, file);
    const [folder, zip] = [await openDirectory(real, NAMING), await openZip(file, NAMING)];
    const [fromFolder, fromZip] = [await readBinaries(folder, BOTH), await readBinaries(zip, BOTH)];
    expect(fromZip).toEqual(fromFolder);
    expect(fromFolder.size).toBeGreaterThan(0);
    const machine = { x64: "x86_64", arm64: "arm64" }[process.arch as string] ?? "";
    for (const { machines } of fromFolder.values()) expect(machines).toContain(machine);
    await zip.close();
  });
});
