import type { Sourced } from "./fact.js";

/** US dollars for one GB-second on demand, first tier, us-east-1. */
export const DURATION_PRICES: Sourced & { readonly x86_64: number; readonly arm64: number } = {
  x86_64: 0.0000166667,
  arm64: 0.0000133334,
  source: "https://aws.amazon.com/lambda/pricing/",
  checked: "2026-11-21",
};

/** What arm64 is cheaper by for the same GB-seconds, in whole percent. */
export function armDiscountPercent(): number {
  return Math.round((1 - DURATION_PRICES.arm64 / DURATION_PRICES.x86_64) * 100);
}
