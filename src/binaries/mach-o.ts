import type { Binary } from "./binary.js";

// <mach-o/loader.h>, <mach-o/fat.h> and <mach/machine.h>, as in https://github.com/apple-oss-distributions/xnu
const MACHINES: Readonly<Record<number, string>> = {
  7: "i686",
  12: "arm",
  18: "ppc",
  16777223: "x86_64",
  16777228: "arm64",
};
const UNIVERSAL = 0xcafebabe;
const UNIVERSAL_64 = 0xcafebabf;
const OBJECT = 1;
/** Java's classes start with the same bytes, then their version: 45 or more. */
const MAXIMUM_SLICES = 20;

export function isMachO(head: Buffer): boolean {
  return head.length >= 28 && (isUniversal(head) || order(head) !== null);
}

/** Null for object files. */
export function readMachO(head: Buffer): Binary | null {
  const machines = isUniversal(head) ? slices(head) : single(head);
  if (machines.length === 0) return null;
  return { format: "Mach-O", system: "darwin", machines, isProgram: false, linked: null };
}

function single(head: Buffer): string[] {
  const read = order(head);
  if (read === null || read(12) === OBJECT) return [];
  return [machine(read(4))];
}

function slices(head: Buffer): string[] {
  const step = head.readUInt32BE(0) === UNIVERSAL ? 20 : 32;
  const machines: string[] = [];
  for (let at = 8; at + step <= head.length && machines.length < head.readUInt32BE(4); at += step) {
    machines.push(machine(head.readUInt32BE(at)));
  }
  return machines;
}

function isUniversal(head: Buffer): boolean {
  const magic = head.readUInt32BE(0);
  const count = head.readUInt32BE(4);
  return (magic === UNIVERSAL || magic === UNIVERSAL_64) && count > 0 && count <= MAXIMUM_SLICES;
}

/** How to read numbers of a file for one machine; null when it is none. */
function order(head: Buffer): ((at: number) => number) | null {
  const magic = head.readUInt32LE(0);
  if (magic === 0xfeedface || magic === 0xfeedfacf) return (at) => head.readUInt32LE(at);
  if (magic === 0xcefaedfe || magic === 0xcffaedfe) return (at) => head.readUInt32BE(at);
  return null;
}

function machine(id: number): string {
  return MACHINES[id] ?? `machine ${id}`;
}
