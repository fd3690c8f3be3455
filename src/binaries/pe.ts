import type { Binary } from "./binary.js";

// https://learn.microsoft.com/en-us/windows/win32/debug/pe-format
const MACHINES: Readonly<Record<number, string>> = {
  332: "i686",
  452: "arm",
  34404: "x86_64",
  43620: "arm64",
};
const HEADER_AT = 0x3c;
/** From the optional header's start to its table of directories, in files for 32 and for 64 bits. */
const DIRECTORIES_AT: Readonly<Record<number, number>> = { 267: 96, 523: 112 };
const DOTNET_DIRECTORY = 14;

export function isPe(head: Buffer): boolean {
  if (head.length < 64 || head.toString("latin1", 0, 2) !== "MZ") return false;
  const at = head.readUInt32LE(HEADER_AT);
  return at + 24 <= head.length && head.toString("latin1", at, at + 4) === "PE\0\0";
}

/** Null for .NET assemblies, which run wherever .NET does. */
export function readPe(head: Buffer): Binary | null {
  const at = head.readUInt32LE(HEADER_AT);
  const optional = at + 24;
  const directories = optional + 2 <= head.length ? DIRECTORIES_AT[head.readUInt16LE(optional)] : undefined;
  const dotnet = directories === undefined ? head.length : optional + directories + DOTNET_DIRECTORY * 8;
  if (dotnet + 4 <= head.length && head.readUInt32LE(dotnet) !== 0) return null;
  const id = head.readUInt16LE(at + 4);
  return {
    format: "PE",
    system: "windows",
    machines: [MACHINES[id] ?? `machine ${id}`],
    isProgram: false,
    linked: null,
  };
}
