import * as v from "valibot";
import { messageOf } from "../errors.js";
import { parseSize } from "./size.js";

/** How much more than before something may have. */
export type Increase = { readonly percent: number } | { readonly bytes: number };

const PERCENT = /^\s*(\d+(?:\.\d+)?)\s*%\s*$/;

/** "5%" or "20 kB". Throws a RangeError that says what is wrong with the text. */
function parseIncrease(text: string | number): Increase {
  const percent = typeof text === "string" ? PERCENT.exec(text)?.[1] : undefined;
  return percent === undefined ? { bytes: parseSize(text) } : { percent: Number(percent) };
}

/** The most that something of `before` bytes may have, in whole bytes. */
export function increased(before: number, by: Increase): number {
  return "percent" in by ? Math.floor(before * (1 + by.percent / 100)) : before + by.bytes;
}

export const increaseSchema = v.pipe(
  v.union([v.string(), v.number()], 'expected "5%" or a size such as "20 kB"'),
  v.description('More than the baseline by this is an error: "5%" or "20 kB". Needs a baseline.'),
  v.rawTransform<string | number, Increase>(({ dataset, addIssue, NEVER }) => {
    try {
      return parseIncrease(dataset.value);
    } catch (error) {
      addIssue({ message: messageOf(error) });
      return NEVER;
    }
  }),
);
