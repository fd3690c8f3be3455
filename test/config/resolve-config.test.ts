import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { checkConfig } from "../../src/config/check-config.js";
import { ignoredBy } from "../../src/config/ignored.js";
import { resolveConfig, ruleOptions } from "../../src/config/resolve-config.js";

const rule = {
  id: "r",
  options: v.strictObject({ size: v.optional(v.number(), 5), deep: v.optional(v.boolean(), false) }),
};
const check = (config: unknown) => checkConfig(config, "x", [rule]);

describe("overrides", () => {
  const config = check({
    rules: { r: ["error", { size: 1 }] },
    budgets: [{ type: "total", maximumError: 1 }],
    overrides: [
      {
        functions: "orders*",
        rules: { r: "warning" },
        budgets: [{ type: "zip", maximumError: 2 }],
        ignore: ["a"],
      },
      { functions: ["users", "orders-b"], rules: { r: ["off", { size: 9 }] } },
    ],
  });
  const levels = (name: string) => resolveConfig(config, { id: name, name }).rules.r;

  test("a level alone keeps the options", () => {
    expect(levels("orders-a")).toEqual({ level: "warning", options: { size: 1 } });
  });
  test("later ones win", () => {
    expect(levels("orders-b")).toEqual({ level: "off", options: { size: 9 } });
  });
  test("budgets and ignores add up, for those that match only", () => {
    const orders = resolveConfig(config, { id: "orders-a", name: "orders-a" });
    expect(orders.budgets.map(({ type }) => type)).toEqual(["total", "zip"]);
    expect(orders.ignore).toHaveLength(1);
    expect(resolveConfig(config, { id: "x", name: "x" })).toMatchObject({
      budgets: [{ type: "total" }],
      ignore: [],
    });
  });
  test("a name that is a path is found by its last segment, or whole", () => {
    const byPath = { id: "1", name: "src/orders.ts" };
    expect(resolveConfig(config, byPath).rules.r?.level).toBe("warning");
    const deep = check({ overrides: [{ functions: "src/**", rules: { r: "off" } }] });
    expect(resolveConfig(deep, byPath).rules.r?.level).toBe("off");
  });
});

test("options have the rule's defaults", () => {
  expect(ruleOptions(rule, {})).toEqual({ size: 5, deep: false });
  expect(ruleOptions(rule, check({ rules: { r: ["error", { deep: true }] } }).rules)).toEqual({
    size: 5,
    deep: true,
  });
});

describe("ignore", () => {
  const finding = {
    rule: "r",
    artifact: "dist/orders.zip",
    packages: ["@aws-sdk/client-s3"],
    location: {
      path: "certs/a.pem",
      inside: "dist/orders.zip",
      line: null,
      column: null,
      endLine: null,
      endColumn: null,
    },
  };
  const ignored = (entry: unknown, over: Partial<typeof finding> = {}) =>
    ignoredBy({ ...finding, ...over }, check({ ignore: [entry] }).ignore) !== null;

  test.each([
    ["*.pem", true],
    ["certs/**", true],
    ["./certs/*.pem", true],
    ["dist/orders.zip", true],
    ["dist/**", true],
    ["*.key", false],
    ["other/*.pem", false],
    [{ package: "@aws-sdk/*" }, true],
    [{ package: "client-s3" }, false],
    [{ rule: "r", package: "@aws-sdk/*" }, true],
    [{ rule: "r", path: "nowhere" }, false],
    [{ path: "*.pem", package: "lodash" }, false],
  ])("%j: %s", (entry, expected) => {
    expect(ignored(entry)).toBe(expected);
  });

  test("another rule's entry doesn't count, the first that matches is given", () => {
    const { ignore } = check({
      ignore: [{ path: "x" }, { rule: "r", reason: "one" }, { rule: "r", reason: "two" }],
    });
    expect(ignoredBy(finding, ignore)?.reason).toBe("one");
    expect(ignoredBy({ ...finding, rule: "other" }, ignore)).toBeNull();
  });

  test("paths of the report become paths from the config's folder", () => {
    const onDisk = { ...finding, location: { ...finding.location, path: "src/x.ts", inside: null } };
    const { ignore } = check({ ignore: ["packages/a/src/**"] });
    expect(ignoredBy(onDisk, ignore)).toBeNull();
    expect(ignoredBy(onDisk, ignore, (path) => `packages/a/${path}`)).not.toBeNull();
  });
});
