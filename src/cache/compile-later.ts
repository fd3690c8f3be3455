import { setFlagsFromString } from "node:v8";

/**
 * From when on V8 takes a function to be worth optimizing, by Node's major version: as it is there, and four times as
 * late. A run is over before much of what V8 optimizes by default is of use to it: it takes a fifth off the wall clock
 * of 500 handlers, a tenth off that of a metafile, a third off a zip's CPU time (bench/README.md). Flags of V8's own have
 * other names and defaults in each version, and from 24 on, with one more compiler, there is nothing to be had.
 */
const BUDGETS: Readonly<Record<string, { readonly usual: string; readonly later: string }>> = {
  20: { usual: "--interrupt-budget=67584", later: "--interrupt-budget=270336" },
  22: { usual: "--invocation-count-for-turbofan=3000", later: "--invocation-count-for-turbofan=12000" },
};

let isLater = false;

/** Has V8 optimize later for the rest of this process: for the command alone, whose process it is. */
export function compileLater(version = process.versions.node): void {
  const budget = budgetOf(version);
  if (budget === null || isLater) return;
  isLater = true;
  setFlagsFromString(budget.later);
  // What is compiled is kept when all is over, by Node or by compiled.ts, and taken where the flags are the same.
  process.prependOnceListener("exit", () => setFlagsFromString(budget.usual));
}

/** Loads code as Node started: what was compiled and kept under other flags V8 doesn't take, Node's own modules included. */
export function asUsual<T>(load: () => T, version = process.versions.node): T {
  const budget = isLater ? budgetOf(version) : null;
  if (budget === null) return load();
  setFlagsFromString(budget.usual);
  try {
    return load();
  } finally {
    setFlagsFromString(budget.later);
  }
}

function budgetOf(version: string): { readonly usual: string; readonly later: string } | null {
  return BUDGETS[version.split(".", 1)[0] ?? ""] ?? null;
}
