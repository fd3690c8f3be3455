import type { Sourced } from "./fact.js";
import { type RuntimeFacts, runtimeFacts } from "./runtimes.js";

/** What native binaries find on a Linux that functions run on. */
export interface OperatingSystemFacts extends Sourced {
  readonly name: RuntimeFacts["operatingSystem"];
  /** The C library's version: binaries that ask for a higher one don't load. */
  readonly glibc: readonly [number, number];
}

const TOOLCHAIN: Sourced = {
  source: "https://docs.aws.amazon.com/linux/al2023/ug/glibc-gcc-and-binutils.html",
  checked: "2026-11-20",
};

export const OPERATING_SYSTEMS: Readonly<Record<RuntimeFacts["operatingSystem"], OperatingSystemFacts>> = {
  "Amazon Linux 2": { name: "Amazon Linux 2", glibc: [2, 26], ...TOOLCHAIN },
  "Amazon Linux 2023": { name: "Amazon Linux 2023", glibc: [2, 34], ...TOOLCHAIN },
};

/** Runtimes without a language: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-provided.html, checked 2026-11-20. */
const PROVIDED: Readonly<Record<string, RuntimeFacts["operatingSystem"]>> = {
  "provided.al2": "Amazon Linux 2",
  "provided.al2023": "Amazon Linux 2023",
};

/** The Linux under a runtime ("nodejs22.x", "provided.al2"); null for one that isn't known. */
export function operatingSystem(runtime: string | null): OperatingSystemFacts | null {
  const name = runtimeFacts(runtime)?.operatingSystem ?? PROVIDED[runtime ?? ""];
  return name === undefined ? null : OPERATING_SYSTEMS[name];
}
