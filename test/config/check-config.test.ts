import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { checkConfig } from "../../src/config/check-config.js";
import { defineConfig } from "../../src/config/define-config.js";
import { UsageError } from "../../src/errors.js";

const rules = [
  { id: "budget", options: v.strictObject({}) },
  { id: "oversized-dependency", options: v.strictObject({ minimum: v.optional(v.number(), 5) }) },
];

function linesOf(config: unknown): string[] {
  try {
    checkConfig(config, "lambda-lint.config.json", rules);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    const lines = (error as UsageError).message.split("\n");
    expect(lines.filter((line) => !line.startsWith("lambda-lint.config.json: "))).toEqual([]);
    return lines.map((line) => line.slice("lambda-lint.config.json: ".length));
  }
}

test("what is written becomes what is used", () => {
  const written = defineConfig({
    budgets: [{ type: "total", maximumError: "1 MiB", maximumWarning: 5 }],
    rules: { budget: "off", "oversized-dependency": ["warning", { minimum: 3 }] },
    ignore: ["dist/**", { package: "@aws-sdk/*" }],
    overrides: [{ functions: "a*" }],
    clients: [{ module: "@acme/db", export: "Database" }],
  });
  const config = checkConfig(written, "x", rules);
  expect(config.budgets).toEqual([{ type: "total", maximumError: 1_048_576, maximumWarning: 5 }]);
  expect(config.rules).toEqual({
    budget: { level: "off", options: null },
    "oversized-dependency": { level: "warning", options: { minimum: 3 } },
  });
  expect(config.ignore).toEqual([
    { rule: null, path: "dist/**", package: null, reason: null },
    { rule: null, path: null, package: "@aws-sdk/*", reason: null },
  ]);
  expect(config.overrides).toEqual([{ functions: ["a*"], rules: {}, budgets: [], ignore: [] }]);
  expect(config.clients).toEqual([{ module: "@acme/db", export: "Database", kind: "new" }]);
  expect(config.failOn).toBe("error");
});

describe("one line per mistake, all at once", () => {
  test.each<[string, unknown, string[]]>([
    ["no object", [], ["expected the configuration, an object, found an array"]],
    [
      "unknown keys",
      { budgts: [], zzzzzzzz: 1 },
      [
        'unknown key "budgts"; did you mean "budgets"?',
        'unknown key "zzzzzzzz"; known are paths, functions, budgets, rules, ignore, overrides, baseline, awsSdk, clients, failOn, maxWarnings',
      ],
    ],
    [
      "functions",
      {
        functions: [
          { name: "orders", path: "orders.zip", handlr: "index.handler" },
          { name: "orders", path: "" },
          { path: "a", runtime: "node22", architecture: "arm", memory: 64, timeout: 901, handler: "index" },
          { name: "b", path: "b", memory: "512", layers: "layer.zip", environment: { A: 1 } },
        ],
      },
      [
        'functions[0]: unknown key "handlr"; did you mean "handler"?',
        "functions[1].path: must not be empty",
        "functions[2].name: is missing",
        'functions[2].handler: expected file.export, such as "index.handler", found "index"',
        'functions[2].runtime: expected a Lambda runtime, such as "nodejs22.x", found "node22"',
        'functions[2].architecture: expected "x86_64" or "arm64", found "arm"; did you mean "arm64"?',
        "functions[2].memory: expected 128 to 10240 MB, found 64",
        "functions[2].timeout: expected 1 to 900 seconds, found 901",
        'functions[3].layers: expected an array, found "layer.zip"',
        'functions[3].memory: expected a number, found "512"',
        "functions[3].environment.A: expected a string, found 1",
      ],
    ],
    [
      "two functions of one name",
      {
        functions: [
          { name: "orders", path: "a.zip" },
          { name: "orders", path: "b.zip" },
        ],
      },
      ['functions: "orders" is the name of several; a name is of one function'],
    ],
    [
      "keys deep inside",
      { overrides: [{ functions: "a", budgets: [{ type: "zip", maxError: 1, maximumError: 2 }] }] },
      ['overrides[0].budgets[0]: unknown key "maxError"; did you mean "maximumError"?'],
    ],
    [
      "wrong types in several places",
      { budgets: {}, paths: "dist", maxWarnings: "3", failOn: "errors" },
      [
        'paths: expected an array, found "dist"',
        "budgets: expected an array, found an object",
        'failOn: expected "error" or "warning" or "info", found "errors"; did you mean "error"?',
        'maxWarnings: expected a number, found "3"',
      ],
    ],
    [
      "budgets that say nothing, or too much",
      {
        budgets: [
          { type: "total" },
          { type: "package", maximumError: 0 },
          { type: "zip", name: "x", maximumError: 1 },
          { type: "init", maximumWarning: 2, maximumError: 1 },
          { maximumError: "1 MB" },
        ],
      },
      [
        "budgets[0]: needs maximumWarning, maximumError or maximumIncrease",
        'budgets[1]: of type "package" needs a name',
        'budgets[2]: has a name, which only type "package" takes',
        "budgets[3]: has a maximumWarning above its maximumError",
        "budgets[4].type: is missing",
      ],
    ],
    [
      "sizes",
      { budgets: [{ type: "zip", maximumError: "5" }] },
      ['budgets[0].maximumError: "5" has no unit; write 5 for bytes, or "5 kB"'],
    ],
    [
      "rules that don't exist",
      { rules: { budgt: "off" } },
      ['rules: no rule "budgt"; did you mean "budget"?'],
    ],
    [
      "levels",
      { rules: { budget: "on" } },
      ['rules.budget: expected "off", "error", "warning", "info" or [severity, { options }], found "on"'],
    ],
    [
      "options",
      { rules: { "oversized-dependency": ["error", { minimum: "x", minimm: 1 }] } },
      [
        'rules["oversized-dependency"][1].minimum: expected a number, found "x"',
        'rules["oversized-dependency"][1]: unknown key "minimm"; did you mean "minimum"?',
      ],
    ],
    [
      "ignores",
      { ignore: [{ reason: "x" }, 3, { rule: "nope" }] },
      ["ignore[0]: needs rule, path or package", "ignore[1]: expected a string or an object, found 3"],
    ],
    [
      "rules of ignores",
      { ignore: [{ rule: "budgets" }] },
      ['ignore[0].rule: no rule "budgets"; did you mean "budget"?'],
    ],
    [
      "overrides' rules",
      { overrides: [{ functions: [], rules: { x: "off" } }] },
      ['overrides[0].rules: no rule "x"; known are budget, oversized-dependency'],
    ],
  ])("%s", (_name, config, expected) => {
    expect(linesOf(config)).toEqual(expected);
  });
});
