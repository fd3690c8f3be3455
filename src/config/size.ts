import * as v from "valibot";
import { messageOf } from "../errors.js";

const UNIT_BYTES: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1000,
  mb: 1000 ** 2,
  gb: 1000 ** 3,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
};

/** Also the pattern in the JSON Schema, which knows no flags. */
const SIZE_PATTERN = /^\s*(\d+(?:\.\d+)?)\s*((?:[kKmMgG][iI]?)?[bB])\s*$/;

const SIZE_EXPECTED = 'a size such as "500 kB" (1000), "1 MiB" (1024) or a number of bytes';

/**
 * A size in bytes, rounded to a whole one: "500 kB" is 500,000 and "1 MiB" is 1,048,576; the case of a unit
 * is free. Throws a RangeError that says what is wrong with the text.
 */
export function parseSize(size: string | number): number {
  if (typeof size === "number") return checkBytes(size, String(size));
  const [, amount, unit] = SIZE_PATTERN.exec(size) ?? [];
  const factor = UNIT_BYTES[unit?.toLowerCase() ?? ""];
  if (amount === undefined || factor === undefined) throw new RangeError(reasonAgainst(size));
  return checkBytes(Math.round(Number(amount) * factor), JSON.stringify(size));
}

function checkBytes(bytes: number, shown: string): number {
  if (Number.isNaN(bytes)) throw new RangeError(`expected ${SIZE_EXPECTED}, found NaN`);
  if (bytes < 0) throw new RangeError(`a size can't be negative, found ${shown}`);
  if (bytes > Number.MAX_SAFE_INTEGER) throw new RangeError(`${shown} is too large for a size`);
  if (!Number.isInteger(bytes)) throw new RangeError(`bytes are whole numbers, found ${shown}`);
  return bytes;
}

function reasonAgainst(text: string): string {
  const shown = JSON.stringify(text.slice(0, 40));
  const bare = text.trim();
  if (bare.startsWith("-")) return `a size can't be negative, found ${shown}`;
  if (/^[\d.]+$/.test(bare)) return `${shown} has no unit; write ${bare} for bytes, or "${bare} kB"`;
  if (/^\d+,/.test(bare)) return `${shown} has a comma; write the number with a point`;
  const unit = /^\d+(?:\.\d+)?\s*([a-zA-Z]+)$/.exec(bare)?.[1];
  if (unit !== undefined) return `unknown unit "${unit}" in ${shown}; use B, kB, MB, GB, KiB, MiB or GiB`;
  return `expected ${SIZE_EXPECTED}, found ${shown}`;
}

const say = ({ input }: { readonly input: string | number }): string => {
  try {
    return `${parseSize(input)} bytes`;
  } catch (error) {
    return messageOf(error);
  }
};

/** A size as it is written. */
const sizeInput = v.union(
  [v.pipe(v.string(), v.regex(SIZE_PATTERN, say)), v.pipe(v.number(), v.integer(say), v.minValue(0, say))],
  `expected ${SIZE_EXPECTED}`,
);

const toBytes = v.rawTransform<string | number, number>(({ dataset, addIssue, NEVER }) => {
  try {
    return parseSize(dataset.value);
  } catch (error) {
    addIssue({ message: messageOf(error) });
    return NEVER;
  }
});

/** A size in a configuration or in a rule's options; gives bytes. */
export const sizeSchema = v.pipe(sizeInput, toBytes);

/** The same with a description for the JSON Schema, which knows nothing of what follows a transformation. */
export const describedSize = (description: string) => v.pipe(sizeInput, v.description(description), toBytes);
