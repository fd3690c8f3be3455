import type { Architecture } from "../function.js";
import type { Binary } from "./binary.js";
import { isHigher } from "./elf-dynamic.js";

/** What a function runs on. */
export interface Target {
  /** Null where nobody said. */
  readonly architecture: Architecture | null;
  /** "Amazon Linux 2023"; null where the runtime isn't known. */
  readonly systemName: string | null;
  /** The C library's version there, or the newest of all runtimes'. */
  readonly glibc: readonly [number, number];
  /** Base names of the libraries that the artifact brings along. */
  readonly shipped: ReadonlySet<string>;
}

/** Why a binary doesn't load: the first thing that differs. */
export type Misfit = "system" | "machine" | "libc" | "glibc";

const MISFITS: readonly Misfit[] = ["system", "machine", "libc", "glibc"];

/** Null for what loads, as far as headers tell. */
export function misfit(binary: Binary, target: Target): Misfit | null {
  if (binary.system !== "linux") return "system";
  const machines = target.architecture === null ? ["x86_64", "arm64"] : [target.architecture];
  if (!binary.machines.some((machine) => machines.includes(machine))) return "machine";
  const { linked } = binary;
  if (linked === null) return null;
  if (linked.libc === "musl") return bringsMusl(target.shipped) ? null : "libc";
  if (linked.glibc === null || !isHigher(linked.glibc, target.glibc)) return null;
  return target.shipped.has("libc.so.6") ? null : "glibc";
}

/** The one that is least far from loading. */
export function closest(misfits: readonly Misfit[]): Misfit | null {
  return MISFITS.findLast((one) => misfits.includes(one)) ?? null;
}

function bringsMusl(shipped: ReadonlySet<string>): boolean {
  return [...shipped].some((name) => name.startsWith("libc.musl-") || name.startsWith("ld-musl-"));
}
