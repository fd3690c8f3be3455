/** What a made-up native binary says of itself. */
export interface BinaryShape {
  readonly format?: "ELF" | "Mach-O" | "PE";
  /** As `uname -m` has it, "x86_64" by default; several make a universal Mach-O. */
  readonly machine?: string | readonly string[];
  /** Names of libraries that it asks for. */
  readonly libraries?: readonly string[];
  /** Versions that it asks for, by library: { "libc.so.6": ["GLIBC_2.17"] }; a leading "?" makes one weak. */
  readonly versions?: Readonly<Record<string, readonly string[]>>;
  readonly interpreter?: string;
  /** Default: a shared library. */
  readonly type?: "shared" | "executable" | "object";
  readonly isProgram?: boolean;
  /** EI_OSABI. */
  readonly abi?: number;
  /** Bytes between the strings and the dynamic section: how far into the file that lies. */
  readonly distance?: number;
}

const ELF_MACHINES: Readonly<Record<string, number>> = { x86_64: 62, arm64: 183, arm: 40, i686: 3 };
const MACHO_MACHINES: Readonly<Record<string, number>> = { x86_64: 0x01000007, arm64: 0x0100000c };
const PE_MACHINES: Readonly<Record<string, number>> = { x86_64: 0x8664, arm64: 0xaa64, i686: 0x14c };

/** The bytes of a native binary with nothing in it but headers. */
export function craftBinary(shape: BinaryShape): Buffer {
  if (shape.format === "Mach-O") return machO(shape);
  return shape.format === "PE" ? pe(shape) : elf(shape);
}

function machines(shape: BinaryShape): readonly string[] {
  return typeof shape.machine === "object" ? shape.machine : [shape.machine ?? "x86_64"];
}

function elf(shape: BinaryShape): Buffer {
  const [machine = "x86_64"] = machines(shape);
  const strings = new Strings();
  const needed = (shape.libraries ?? []).map((name) => strings.add(name));
  const versions = versionTable(shape.versions ?? {}, strings);
  const interpreter =
    shape.interpreter === undefined ? Buffer.alloc(0) : Buffer.from(`${shape.interpreter}\0`);
  const [interpreterAt, stringsAt] = [512, 512 + interpreter.length];
  const versionsAt = stringsAt + strings.bytes.length;
  const dynamicAt = versionsAt + versions.length + (shape.distance ?? 0);
  const BASE = 0x10000;
  const dynamic = Buffer.concat(
    [
      ...needed.map((at) => [1, at]),
      [5, BASE + stringsAt],
      [10, strings.bytes.length],
      ...(versions.length === 0
        ? []
        : [
            [0x6ffffffe, BASE + versionsAt],
            [0x6fffffff, Object.keys(shape.versions ?? {}).length],
          ]),
      ...(shape.isProgram === true ? [[0x6ffffffb, 0x08000000]] : []),
      [0, 0],
    ].map(([tag = 0, value = 0]) => words(tag, value)),
  );
  const segments = [
    segment(1, 0, BASE, dynamicAt + dynamic.length),
    segment(2, dynamicAt, BASE + dynamicAt, dynamic.length),
    ...(shape.interpreter === undefined
      ? []
      : [segment(3, interpreterAt, BASE + interpreterAt, interpreter.length)]),
  ];
  const head = Buffer.alloc(512);
  head.write("\x7fELF\x02\x01\x01", "latin1");
  head[7] = shape.abi ?? 0;
  head.writeUInt16LE({ object: 1, executable: 2, shared: 3 }[shape.type ?? "shared"], 16);
  head.writeUInt16LE(ELF_MACHINES[machine] ?? 0, 18);
  head.writeBigUInt64LE(64n, 32);
  head.writeUInt16LE(56, 54);
  head.writeUInt16LE(segments.length, 56);
  Buffer.concat(segments).copy(head, 64);
  const gap = Buffer.alloc(shape.distance ?? 0);
  return Buffer.concat([head, interpreter, strings.bytes, versions, gap, dynamic]);
}

class Strings {
  bytes = Buffer.alloc(1);

  add(text: string): number {
    const at = this.bytes.length;
    this.bytes = Buffer.concat([this.bytes, Buffer.from(`${text}\0`)]);
    return at;
  }
}

function versionTable(versions: Readonly<Record<string, readonly string[]>>, strings: Strings): Buffer {
  const libraries = Object.entries(versions);
  return Buffer.concat(
    libraries.map(([library, names], index) => {
      const head = Buffer.alloc(16);
      head.writeUInt16LE(1, 0);
      head.writeUInt16LE(names.length, 2);
      head.writeUInt32LE(strings.add(library), 4);
      head.writeUInt32LE(16, 8);
      head.writeUInt32LE(index === libraries.length - 1 ? 0 : 16 + names.length * 16, 12);
      const rows = names.map((name, row) => {
        const aux = Buffer.alloc(16);
        aux.writeUInt16LE(name.startsWith("?") ? 2 : 0, 4);
        aux.writeUInt32LE(strings.add(name.replace("?", "")), 8);
        aux.writeUInt32LE(row === names.length - 1 ? 0 : 16, 12);
        return aux;
      });
      return Buffer.concat([head, ...rows]);
    }),
  );
}

function segment(type: number, offset: number, address: number, bytes: number): Buffer {
  const row = Buffer.alloc(56);
  row.writeUInt32LE(type, 0);
  words(offset, address).copy(row, 8);
  words(bytes, bytes).copy(row, 32);
  return row;
}

function words(...numbers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(numbers.length * 8);
  for (const [index, number] of numbers.entries()) bytes.writeBigUInt64LE(BigInt(number), index * 8);
  return bytes;
}

function machO(shape: BinaryShape): Buffer {
  const all = machines(shape);
  const bytes = Buffer.alloc(512);
  const type = { object: 1, executable: 2, shared: 6 }[shape.type ?? "shared"];
  if (all.length === 1) {
    bytes.writeUInt32LE(0xfeedfacf, 0);
    bytes.writeUInt32LE(MACHO_MACHINES[all[0] ?? ""] ?? 0, 4);
    bytes.writeUInt32LE(type, 12);
    return bytes;
  }
  bytes.writeUInt32BE(0xcafebabe, 0);
  bytes.writeUInt32BE(all.length, 4);
  for (const [index, machine] of all.entries())
    bytes.writeUInt32BE(MACHO_MACHINES[machine] ?? 0, 8 + index * 20);
  return bytes;
}

function pe(shape: BinaryShape): Buffer {
  const [machine = "x86_64"] = machines(shape);
  const bytes = Buffer.alloc(512);
  bytes.write("MZ", 0, "latin1");
  bytes.writeUInt32LE(0x80, 0x3c);
  bytes.write("PE\0\0", 0x80, "latin1");
  bytes.writeUInt16LE(PE_MACHINES[machine] ?? 0, 0x84);
  bytes.writeUInt16LE(0x20b, 0x98);
  return bytes;
}
