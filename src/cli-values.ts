import { InvalidArgumentError } from "commander";
import { RUNTIME_ID } from "./lambda/setting-shapes.js";

/*
 * Values of flags, checked. All throw commander's InvalidArgumentError, which names the flag.
 */

export function addIds(value: string, before: readonly string[] = []): readonly string[] {
  return [
    ...before,
    ...value
      .split(",")
      .map((id) => id.trim())
      .filter(Boolean),
  ];
}

export function addLayer(value: string, before: readonly string[] = []): readonly string[] {
  if (value === "") throw new InvalidArgumentError("Expected a path or an ARN.");
  return [...before, value];
}

export function parseAmount(
  { least, most }: { readonly least: number; readonly most: number },
  unit: string,
) {
  return (value: string): number => {
    const amount = /^\d{1,6}$/.test(value) ? Number(value) : Number.NaN;
    if (amount >= least && amount <= most) return amount;
    throw new InvalidArgumentError(`Expected ${least} to ${most} ${unit}.`);
  };
}

export function parseCount(value: string): number {
  if (!/^\d+$/.test(value)) throw new InvalidArgumentError("Expected a whole number.");
  return Number(value);
}

export function parseRuntime(value: string): string {
  if (!RUNTIME_ID.test(value))
    throw new InvalidArgumentError("Expected a Lambda runtime, such as nodejs22.x.");
  return value;
}

export function parseDay(value: string): string {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(value) ? new Date(`${value}T00:00:00Z`) : null;
  if (day === null || Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== value) {
    throw new InvalidArgumentError("Expected a day as YYYY-MM-DD.");
  }
  return value;
}

/** One of several parts of a run, counted from 1. */
export interface ShardNumber {
  readonly index: number;
  readonly count: number;
}

export function parseShard(value: string): ShardNumber {
  const [, index = 0, count = 0] = /^(\d{1,6})\/(\d{1,6})$/.exec(value)?.map(Number) ?? [];
  if (index >= 1 && index <= count) return { index, count };
  throw new InvalidArgumentError("Expected i/n, such as 1/4 for the first of four parts.");
}

/** Each takes memory of its own. */
const MAXIMUM_THREADS = 64;

export function parseThreads(value: string): number {
  const count = /^\d{1,2}$/.test(value) ? Number(value) : 0;
  if (count >= 1 && count <= MAXIMUM_THREADS) return count;
  throw new InvalidArgumentError(`Expected 1 to ${MAXIMUM_THREADS}.`);
}
