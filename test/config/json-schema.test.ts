import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { configJsonSchema } from "../../build-schemas.js";
import { checkConfig } from "../../src/config/check-config.js";
import { RULES } from "../../src/rules/index.js";

const validate = new Ajv({ strict: false }).compile(configJsonSchema(RULES));

const accepts = (config: unknown): boolean => {
  try {
    checkConfig(config, "config", RULES);
    return true;
  } catch {
    return false;
  }
};

describe("the JSON Schema and the validation agree", () => {
  test.each([
    {},
    {
      $schema: "./node_modules/lambda-lint/dist/schema/config.json",
      paths: ["dist"],
      failOn: "warning",
      maxWarnings: 0,
    },
    {
      budgets: [
        { type: "total", maximumError: "1.5 MB" },
        { type: "package", name: "@aws-sdk/*", maximumError: 0 },
      ],
    },
    { rules: { budget: "off", "oversized-dependency": ["error", { bundled: "1 MB" }] } },
    { ignore: ["dist/**", { rule: "budget", reason: "known" }] },
    {
      overrides: [
        { functions: ["a*", "b"], rules: { budget: "info" } },
        { functions: "c", ignore: ["x"] },
      ],
    },
    { clients: [{ module: "@acme/db", export: "Database" }], awsSdk: "bundle" },
    { functions: [{ name: "orders", path: "orders.zip" }] },
    {
      functions: [
        {
          name: "orders",
          path: "dist/orders",
          handler: "src/orders.create",
          runtime: "nodejs22.x",
          architecture: "arm64",
          layers: ["layer.zip", "arn:aws:lambda:eu-west-1:123456789012:layer:shared:4"],
          memory: 512,
          timeout: 29,
          environment: { NODE_OPTIONS: "--enable-source-maps" },
        },
      ],
    },
  ])("on what is right: %j", (config) => {
    expect(validate(config), JSON.stringify(validate.errors)).toBe(true);
    expect(accepts(config)).toBe(true);
  });

  test.each([
    { budgts: [] },
    { budgets: [{ type: "total", maximumError: "1 parsec" }] },
    { budgets: [{ type: "total", maximumError: -1 }] },
    { budgets: [{ type: "all", maximumError: 1 }] },
    { rules: { "no-such-rule": "off" } },
    { rules: { budget: "fatal" } },
    { rules: { "oversized-dependency": ["error", { bundld: 1 }] } },
    { overrides: [{ rules: {} }] },
    { overrides: [{ functions: "a", rules: { "no-such-rule": "off" } }] },
    { clients: [{ module: "x", export: "y", kind: "await" }] },
    { functions: [{ name: "orders" }] },
    { functions: [{ path: "orders.zip" }] },
    { functions: [{ name: "orders", path: "orders.zip", memory: 127 }] },
    { functions: [{ name: "orders", path: "orders.zip", timeout: 1.5 }] },
    { functions: [{ name: "orders", path: "orders.zip", runtime: "nodejs" }] },
    { functions: [{ name: "orders", path: "orders.zip", hander: "index.handler" }] },
    { failOn: "never" },
    { maxWarnings: 1.5 },
  ])("on what is wrong: %j", (config) => {
    expect(validate(config)).toBe(false);
    expect(accepts(config)).toBe(false);
  });
});

test("every rule is listed with its summary", () => {
  const rules = configJsonSchema(RULES).$defs?.rules;
  if (typeof rules !== "object") throw new Error("no rules in the schema");
  for (const { id, summary } of RULES) expect(rules.properties?.[id]).toMatchObject({ description: summary });
});
