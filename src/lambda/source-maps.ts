import type { Sourced } from "./fact.js";

/**
 * What source maps cost where they are turned on: ms for a bundle of 342 kB (two clients of AWS SDK v3, esbuild 0.28),
 * Node 20, measured by this project on the day given. That reading them takes time when a stack trace is first asked
 * for is what Node says, too.
 */
export const SOURCE_MAP_COST = {
  bundleBytes: 342_247,
  loadMs: { off: 39, on: 50 },
  firstStackMs: { off: 3, on: 34 },
  source: "https://nodejs.org/api/cli.html#--enable-source-maps",
  checked: "2026-11-20",
} as const satisfies Sourced & Readonly<Record<string, unknown>>;
