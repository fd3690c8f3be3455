import type { Binary, ReadBytes, System } from "./binary.js";
import { readLinked } from "./elf-dynamic.js";
import { numberAt, type Segment, textAt } from "./elf-fields.js";

// Numbers are those of the System V ABI: https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html
const MACHINES: Readonly<Record<number, string>> = {
  3: "i686",
  8: "mips",
  20: "ppc",
  21: "ppc64",
  22: "s390x",
  40: "arm",
  62: "x86_64",
  183: "arm64",
  243: "riscv64",
  258: "loongarch64",
};
const SYSTEMS: Readonly<Record<number, System>> = { 2: "netbsd", 6: "solaris", 9: "freebsd", 12: "openbsd" };
const EXECUTABLE = 2;
const SHARED = 3;
const INTERPRETER = 3;
/** Of 56 bytes each. Nothing has more than some dozens. */
const MAXIMUM_SEGMENTS = 200;
const MAXIMUM_INTERPRETER_BYTES = 4096;

export function isElf(head: Buffer): boolean {
  return head.length >= 64 && head.readUInt32BE(0) === 0x7f454c46;
}

/**
 * Null for object files, core dumps, and what only starts like ELF. What it is linked against, far into the file, is
 * read for `machines` only. Throws what `read` throws.
 */
export async function readElf(
  head: Buffer,
  read: ReadBytes,
  machines: readonly string[],
): Promise<Binary | null> {
  const [is64Bit, isLittle] = [head[4] === 2, head[5] === 1];
  const type = isLittle ? head.readUInt16LE(16) : head.readUInt16BE(16);
  if (type !== EXECUTABLE && type !== SHARED) return null;
  const machineId = isLittle ? head.readUInt16LE(18) : head.readUInt16BE(18);
  const machine = MACHINES[machineId] ?? `machine ${machineId}`;
  const system = SYSTEMS[head[7] ?? 0] ?? "linux";
  const plain: Binary = {
    format: "ELF",
    system,
    machines: [machine],
    isProgram: type === EXECUTABLE,
    linked: null,
  };
  if (!is64Bit || !isLittle || system !== "linux") return plain;
  const segments = await readSegments(head, read);
  const interpreter = await readInterpreter(segments, head, read);
  if (!machines.includes(machine)) return { ...plain, isProgram: plain.isProgram || interpreter !== null };
  const { linked, isPositionIndependentProgram, isAndroid } = await readLinked(segments, interpreter, read);
  return {
    ...plain,
    system: isAndroid ? "android" : system,
    isProgram: type === EXECUTABLE || interpreter !== null || isPositionIndependentProgram,
    linked,
  };
}

async function readSegments(head: Buffer, read: ReadBytes): Promise<Segment[]> {
  const [offset, size, count] = [numberAt(head, 32), head.readUInt16LE(54), head.readUInt16LE(56)];
  if (size < 56 || count > MAXIMUM_SEGMENTS) return [];
  const end = offset + size * count;
  const table = end <= head.length ? head.subarray(offset, end) : await read(offset, size * count);
  const segments: Segment[] = [];
  for (let at = 0; at + 56 <= table.length; at += size) {
    segments.push({
      type: table.readUInt32LE(at),
      offset: numberAt(table, at + 8),
      address: numberAt(table, at + 16),
      bytes: numberAt(table, at + 32),
    });
  }
  return segments;
}

/** The dynamic linker's path, null for what isn't started by one. */
async function readInterpreter(
  segments: readonly Segment[],
  head: Buffer,
  read: ReadBytes,
): Promise<string | null> {
  const segment = segments.find(({ type }) => type === INTERPRETER);
  if (segment === undefined || segment.bytes > MAXIMUM_INTERPRETER_BYTES) return null;
  const end = segment.offset + segment.bytes;
  const path =
    end <= head.length ? head.subarray(segment.offset, end) : await read(segment.offset, segment.bytes);
  return textAt(path, 0);
}
