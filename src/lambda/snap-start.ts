import type { Sourced } from "./fact.js";

interface SnapStartFamily extends Sourced {
  readonly runtime: RegExp;
  /** Java's snapshots are free; the others' cost for keeping and for restoring. */
  readonly isCharged: boolean;
}

const SNAP_START: Sourced = {
  source: "https://docs.aws.amazon.com/lambda/latest/dg/snapstart.html",
  checked: "2026-11-21",
};

/** Runtimes that can start from a snapshot of their initialised environment: Java 11, Python 3.12, .NET 8 and later; no Node. */
const FAMILIES: readonly SnapStartFamily[] = [
  { runtime: /^java(?:1[1-9]|[2-9]\d)$/, isCharged: false, ...SNAP_START },
  { runtime: /^python3\.(?:1[2-9]|[2-9]\d)$/, isCharged: true, ...SNAP_START },
  { runtime: /^dotnet(?:[89]|[1-9]\d)$/, isCharged: true, ...SNAP_START },
];

/** Null where the runtime has no SnapStart, or isn't known. */
export function snapStartOf(runtime: string | null): { readonly isCharged: boolean } | null {
  if (runtime === null) return null;
  return FAMILIES.find((family) => family.runtime.test(runtime)) ?? null;
}
