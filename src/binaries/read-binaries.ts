import type { Artifact, ArtifactFile } from "../artifact/artifact.js";
import { InputError } from "../errors.js";
import type { Binary, ReadBytes } from "./binary.js";
import { isElf, readElf } from "./elf.js";
import { isMachO, readMachO } from "./mach-o.js";
import { isPe, readPe } from "./pe.js";

/** Every format's first header and its table of segments fit into this. */
const HEAD_BYTES = 4096;
/** Smaller than any header. */
const MINIMUM_BYTES = 64;

/** Bytes that are inflated in all for what lies far into files; Lambda unzips no more than a quarter of a gigabyte. */
const MAXIMUM_INFLATED_BYTES = 512 * 1024 * 1024;

const known = new WeakMap<Artifact["files"], Map<string, Promise<ReadonlyMap<string, Binary>>>>();

/**
 * The native binaries of an artifact by path. Files whose names allow for one are opened, once for all rules; what
 * they are linked against is read for Linux on `machines` only, since it lies far into them.
 */
export async function readBinaries(
  artifact: Artifact,
  machines: readonly string[],
): Promise<ReadonlyMap<string, Binary>> {
  const before = known.get(artifact.files) ?? new Map<string, Promise<ReadonlyMap<string, Binary>>>();
  known.set(artifact.files, before);
  const key = machines.join();
  const binaries = before.get(key) ?? readAll(artifact, machines);
  before.set(key, binaries);
  return binaries;
}

async function readAll(
  artifact: Artifact,
  machines: readonly string[],
): Promise<ReadonlyMap<string, Binary>> {
  const binaries = new Map<string, Binary>();
  let left = MAXIMUM_INFLATED_BYTES;
  for (const file of artifact.files.values()) {
    if (!mayBeBinary(file)) continue;
    const read: ReadBytes = async (start, length) => {
      if (start + length > HEAD_BYTES) left -= Math.min(start + length, file.bytes);
      const isAffordable = left >= 0 || start + length <= HEAD_BYTES;
      return isAffordable ? artifact.readPart(file.path, start, length) : Buffer.alloc(0);
    };
    const binary = await readBinary(read, machines);
    if (binary !== null) binaries.set(file.path, binary);
  }
  return binaries;
}

/** Null for what is no native binary, or can't be read. */
export async function readBinary(read: ReadBytes, machines: readonly string[]): Promise<Binary | null> {
  try {
    const head = await read(0, HEAD_BYTES);
    if (isElf(head)) return await readElf(head, read, machines);
    if (isMachO(head)) return readMachO(head);
    return isPe(head) ? readPe(head) : null;
  } catch (error) {
    // A damaged file is told where it is needed; a number out of range is a header that lies.
    if (error instanceof InputError || error instanceof RangeError) return null;
    throw error;
  }
}

const LIBRARY = /\.(?:node|dylib|dll|exe|pyd|bin|so(?:\.\d+)*)$/i;
/** Prisma's engines end in the version of OpenSSL that they want: "…-openssl-3.0.x". */
const ENGINE = /-openssl-[\d.]+x$/;
/** Without an extension, but text for sure. */
const TEXT =
  /^(?:licen[cs]e|readme|changelog|changes|history|authors|contributors|copying|notice|makefile|codeowners|security)/i;

function mayBeBinary({ path, bytes, isLink }: ArtifactFile): boolean {
  if (isLink || bytes < MINIMUM_BYTES || path.startsWith("__MACOSX/")) return false;
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (name.includes(".")) return LIBRARY.test(name) || ENGINE.test(name);
  return !TEXT.test(name);
}
