import { expect, test } from "vitest";
import { isDevelopmentPackage } from "../../src/lambda/development-packages.js";
import { LIGHTER_CHOICES, lighterChoice } from "../../src/lambda/lighter.js";

test("a row is two sentences with a source, each package once, sorted", () => {
  for (const { instead, reason, source, checked } of LIGHTER_CHOICES) {
    expect(instead).toMatch(/^[A-Z].*\.$/);
    expect(reason).toMatch(/^\S.*\.$/);
    expect(() => new URL(source)).not.toThrow();
    expect(checked).toMatch(/^\d{4}-\d\d-\d\d$/);
  }
  const names = LIGHTER_CHOICES.map((choice) => choice.package.replace("@faker-js/", ""));
  expect(new Set(LIGHTER_CHOICES.map((choice) => choice.package)).size).toBe(LIGHTER_CHOICES.length);
  expect(names).toEqual(names.toSorted());
});

test("a choice is by exact name", () => {
  expect(lighterChoice("moment")?.instead).toContain("dayjs");
  expect(lighterChoice("uuid")?.instead).toContain("version 4");
  expect(lighterChoice("moment-range")).toBeNull();
  expect(lighterChoice("toString")).toBeNull();
});

test("packages for development, by name, scope and prefix", () => {
  const development = [
    "typescript",
    "jest",
    "eslint",
    "webpack",
    "aws-cdk-lib",
    "@types/node",
    "eslint-plugin-import",
  ];
  expect(development.filter((name) => !isDevelopmentPackage(name))).toEqual([]);
  const used = [
    "typescript-ioc",
    "express",
    "@aws-sdk/types",
    "types-registry",
    "constructs-x",
    "jsdom",
    "prettier",
  ];
  expect(used.filter(isDevelopmentPackage)).toEqual([]);
});
