import { describe, expect, test } from "vitest";
import { evaluateBudgets } from "../../src/config/budgets.js";
import type { Budget } from "../../src/config/config.js";

const orders = {
  id: "stack/Orders",
  name: "Orders",
  totalUnzippedBytes: 1_000,
  zip: { bytes: 500, estimated: true },
  initBytes: 300,
  before: null,
  packages: [
    { name: "@aws-sdk/client-s3", bytes: 100 },
    { name: "@aws-sdk/types", bytes: 10 },
    { name: "lodash", bytes: 7 },
    { name: "lodash", bytes: 5 },
  ],
};

const result = (budget: Budget, fn: Parameters<typeof evaluateBudgets>[1] = orders) =>
  evaluateBudgets([budget], fn)[0];

describe("the boundary: equal is fine, more is not", () => {
  test.each([
    [999, "error"],
    [1_000, "ok"],
    [1_001, "ok"],
  ] as const)("1,000 bytes against maximumError %i: %s", (maximumError, status) => {
    expect(result({ type: "total", maximumError })?.status).toBe(status);
  });

  test("between warning and error", () => {
    const both = (maximumWarning: number, maximumError: number) =>
      result({ type: "total", maximumWarning, maximumError })?.status;
    expect(both(999, 1_000)).toBe("warning");
    expect(both(998, 999)).toBe("error");
    expect(both(1_000, 1_000)).toBe("ok");
  });
});

describe("what is measured", () => {
  test.each<[Budget, number | null]>([
    [{ type: "total", maximumError: 1 }, 1_000],
    [{ type: "zip", maximumError: 1 }, 500],
    [{ type: "init", maximumError: 1 }, 300],
    [{ type: "package", name: "lodash", maximumError: 1 }, 12],
    [{ type: "package", name: "@aws-sdk/*", maximumError: 1 }, 110],
    [{ type: "package", name: "@aws-sdk/client-*", maximumError: 1 }, 100],
    [{ type: "package", name: "*", maximumError: 1 }, 12],
    [{ type: "package", name: "**", maximumError: 1 }, 122],
    [{ type: "package", name: "{lodash,@aws-sdk/types}", maximumError: 1 }, 22],
    [{ type: "package", name: "types", maximumError: 1 }, 0],
  ])("%j: %s", (budget, actual) => {
    expect(result(budget)?.actual).toBe(actual);
  });

  test("only the zip's size is ever estimated", () => {
    expect(result({ type: "zip", maximumError: 1 })?.estimated).toBe(true);
    expect(result({ type: "total", maximumError: 1 })?.estimated).toBe(false);
    expect(
      result({ type: "zip", maximumError: 1 }, { ...orders, zip: { bytes: 5, estimated: false } })?.estimated,
    ).toBe(false);
  });
});

test("a package budget of 0 forbids it, and its absence is fine", () => {
  expect(result({ type: "package", name: "lodash", maximumError: 0 })?.status).toBe("error");
  expect(result({ type: "package", name: "moment", maximumError: 0 })).toMatchObject({
    actual: 0,
    status: "ok",
  });
});

test("an unknown size is unknown, never ok", () => {
  const unknown = { ...orders, zip: null, initBytes: null };
  expect(result({ type: "init", maximumError: 1 }, unknown)).toMatchObject({
    actual: null,
    status: "unknown",
  });
  expect(result({ type: "zip", maximumWarning: 1 }, unknown)).toMatchObject({
    actual: null,
    estimated: false,
    status: "unknown",
  });
});

test("budgets for functions by name, id or glob; order and words are kept", () => {
  const budgets: Budget[] = [
    { type: "total", function: "Ord*", maximumError: 9, message: "ask the team" },
    { type: "total", function: "Users", maximumError: 8 },
    { type: "total", function: "stack/*", maximumWarning: 7 },
  ];
  const results = evaluateBudgets(budgets, orders);
  expect(results.map(({ maximumError, maximumWarning }) => maximumError ?? maximumWarning)).toEqual([9, 7]);
  expect(results[0]).toMatchObject({ function: "stack/Orders", message: "ask the team", name: null });
});
