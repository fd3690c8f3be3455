import type { LinkedAgainst, ReadBytes } from "./binary.js";
import { numberAt, type Segment, textAt } from "./elf-fields.js";

// https://refspecs.linuxfoundation.org/elf/gabi4+/ch5.dynamic.html and, for the versions,
// https://refspecs.linuxfoundation.org/LSB_5.0.0/LSB-Core-generic/LSB-Core-generic/symversion.html
const LOAD = 1;
const DYNAMIC = 2;
const TAG = {
  needed: 1,
  strings: 5,
  stringBytes: 10,
  flags1: 0x6ffffffb,
  versions: 0x6ffffffe,
  versionCount: 0x6fffffff,
};
const FLAG_PROGRAM = 0x08000000;
const WEAK = 2;
const MAXIMUM_DYNAMIC_BYTES = 64 * 1024;
const MAXIMUM_STRING_BYTES = 32 * 1024 * 1024;
/** Some hundred versions of 16 bytes each. */
const MAXIMUM_VERSION_BYTES = 64 * 1024;

export interface Linking {
  readonly linked: LinkedAgainst | null;
  readonly isPositionIndependentProgram: boolean;
  readonly isAndroid: boolean;
}

/** What the dynamic section asks for. Inconsistent tables count as far as they can be read. */
export async function readLinked(
  segments: readonly Segment[],
  interpreter: string | null,
  read: ReadBytes,
): Promise<Linking> {
  const dynamic = segments.find(({ type }) => type === DYNAMIC);
  const entries = dynamic === undefined ? [] : await readEntries(dynamic, read);
  const last = (tag: number) => entries.findLast((entry) => entry.tag === tag)?.value ?? null;
  const isPositionIndependentProgram = ((last(TAG.flags1) ?? 0) & FLAG_PROGRAM) !== 0;
  const strings = fileOffset(segments, last(TAG.strings));
  const names = entries.filter(({ tag }) => tag === TAG.needed).map(({ value }) => value);
  if (strings === null) return { linked: null, isPositionIndependentProgram, isAndroid: false };
  const table = await read(strings, Math.min(last(TAG.stringBytes) ?? 0, MAXIMUM_STRING_BYTES));
  const libraries = names.map((at) => textAt(table, at)).filter((name) => name !== "");
  const versions = fileOffset(segments, last(TAG.versions));
  const wanted =
    versions === null
      ? []
      : versionNames(await read(versions, MAXIMUM_VERSION_BYTES), last(TAG.versionCount) ?? 0, table);
  return {
    linked: { libc: libcOf(libraries, interpreter), glibc: highestGlibc(wanted), libraries },
    isPositionIndependentProgram,
    isAndroid: isAndroid(libraries, interpreter),
  };
}

async function readEntries({ offset, bytes }: Segment, read: ReadBytes) {
  const table = await read(offset, Math.min(bytes, MAXIMUM_DYNAMIC_BYTES));
  const entries: { readonly tag: number; readonly value: number }[] = [];
  for (let at = 0; at + 16 <= table.length; at += 16) {
    const tag = numberAt(table, at);
    if (tag === 0) break;
    entries.push({ tag, value: numberAt(table, at + 8) });
  }
  return entries;
}

/** Where something lies in the file that the loader finds by its address. */
function fileOffset(segments: readonly Segment[], address: number | null): number | null {
  if (address === null) return null;
  const segment = segments.find(
    (one) => one.type === LOAD && address >= one.address && address < one.address + one.bytes,
  );
  return segment === undefined ? null : address - segment.address + segment.offset;
}

/** GCC's own library has versions that are called like glibc's. */
const NOT_GLIBC = /^libgcc_s\./;

/** Names of the versions that have to be there; a weak one may be absent. */
function versionNames(table: Buffer, count: number, strings: Buffer): string[] {
  const names: string[] = [];
  let at = 0;
  for (let left = count; left > 0 && at + 16 <= table.length; left -= 1) {
    let aux = at + table.readUInt32LE(at + 8);
    const isOther = NOT_GLIBC.test(textAt(strings, table.readUInt32LE(at + 4)));
    for (
      let more = isOther ? 0 : table.readUInt16LE(at + 2);
      more > 0 && aux + 16 <= table.length;
      more -= 1
    ) {
      if ((table.readUInt16LE(aux + 4) & WEAK) === 0)
        names.push(textAt(strings, table.readUInt32LE(aux + 8)));
      const step = table.readUInt32LE(aux + 12);
      if (step === 0) break;
      aux += step;
    }
    const step = table.readUInt32LE(at + 12);
    if (step === 0) break;
    at += step;
  }
  return names;
}

function highestGlibc(versions: readonly string[]): readonly [number, number] | null {
  let highest: readonly [number, number] | null = null;
  for (const version of versions) {
    const [, major, minor] = /^GLIBC_(\d{1,3})\.(\d{1,3})(?:\.\d{1,3})?$/.exec(version) ?? [];
    // Relative relocations came with 2.36: https://sourceware.org/glibc/wiki/Release/2.36
    const found: readonly [number, number] | null =
      version === "GLIBC_ABI_DT_RELR" ? [2, 36] : major === undefined ? null : [Number(major), Number(minor)];
    if (found !== null && (highest === null || isHigher(found, highest))) highest = found;
  }
  return highest;
}

/** Whether a version of glibc is newer than another. */
export function isHigher(a: readonly [number, number], b: readonly [number, number]): boolean {
  return a[0] > b[0] || (a[0] === b[0] && a[1] > b[1]);
}

/** musl's library is called by its loader's name on Alpine, and just libc.so by other toolchains. */
function libcOf(libraries: readonly string[], interpreter: string | null): LinkedAgainst["libc"] {
  if (libraries.includes("libc.so.6")) return "glibc";
  const isMusl =
    libraries.some((name) => name === "libc.so" || name.startsWith("libc.musl-")) ||
    interpreter?.includes("/ld-musl-") === true;
  return isMusl ? "musl" : null;
}

function isAndroid(libraries: readonly string[], interpreter: string | null): boolean {
  if (interpreter?.startsWith("/system/bin/linker") === true) return true;
  return (
    libraries.includes("libc.so") &&
    ["liblog.so", "libdl.so", "libm.so"].some((name) => libraries.includes(name))
  );
}
