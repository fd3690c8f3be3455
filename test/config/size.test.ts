import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { parseSize, sizeSchema } from "../../src/config/size.js";

describe("sizes", () => {
  test.each([
    ["500 kB", 500_000],
    ["500kb", 500_000],
    ["500 KB", 500_000],
    ["1.5MB", 1_500_000],
    ["1 MiB", 1_048_576],
    ["2 kib", 2_048],
    ["1 GiB", 1_073_741_824],
    ["0.1 GB", 100_000_000],
    ["1.1 MB", 1_100_000],
    ["  12 B ", 12],
    ["0 B", 0],
    [0, 0],
    [262_144_000, 262_144_000],
  ])("%j is %i bytes", (size, bytes) => {
    expect(parseSize(size)).toBe(bytes);
    expect(v.parse(sizeSchema, size)).toBe(bytes);
  });

  test.each([
    ["-1 kB", `a size can't be negative, found "-1 kB"`],
    [-1, "a size can't be negative, found -1"],
    [1.5, "bytes are whole numbers, found 1.5"],
    [Number.NaN, "found NaN"],
    [Number.POSITIVE_INFINITY, "Infinity is too large"],
    ["9999999 GB", '"9999999 GB" is too large'],
    ["500", '"500" has no unit; write 500 for bytes, or "500 kB"'],
    ["1,5 MB", '"1,5 MB" has a comma'],
    ["5 parsecs", 'unknown unit "parsecs" in "5 parsecs"; use B, kB'],
    ["5 iB", 'unknown unit "iB"'],
    ["5 constructor", 'unknown unit "constructor"'],
    ["", 'found ""'],
    ["NaN kB", 'found "NaN kB"'],
    ["1 kB 2 kB", 'found "1 kB 2 kB"'],
    ["1e3 kB", 'found "1e3 kB"'],
  ])("%j is refused", (size, reason) => {
    expect(() => parseSize(size)).toThrow(RangeError);
    expect(() => parseSize(size)).toThrow(reason);
    expect(v.safeParse(sizeSchema, size).success).toBe(false);
  });
});
