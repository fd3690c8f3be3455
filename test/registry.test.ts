import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ruleHelp } from "../src/rule-help.js";
import { RULES } from "../src/rules/index.js";
import { FIXTURES } from "./support/fixture.js";

const SOURCE = join(import.meta.dirname, "../src/rules");

it("ids are unique", () => {
  expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length);
});

it("every rule file is registered", () => {
  const defined = readdirSync(SOURCE)
    .filter((name) => name.endsWith(".ts"))
    .map((name) => name.slice(0, -".ts".length));
  const others = ["aws-sdk-facts", "define-rule", "index", "package-text", "rule-help"];
  expect(defined.filter((name) => !others.includes(name))).toEqual(
    expect.arrayContaining(RULES.map(({ id }) => id)),
  );
});

describe.each(RULES)("$id", (rule) => {
  it("is kebab-case and called as its file", () => {
    expect(rule.id).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
    expect(existsSync(join(SOURCE, `${rule.id}.ts`))).toBe(true);
  });

  it("says what and why in whole sentences", () => {
    for (const text of [rule.summary, rule.why]) expect(text).toMatch(/^[A-Z`].*\.$/s);
    expect(rule.summary).not.toContain("\n");
    expect(rule.summary.length).toBeLessThanOrEqual(120);
    expect(ruleHelp(rule)).not.toMatch(/undefined|\[object/);
    // Every report carries it.
    expect(ruleHelp(rule).length).toBeLessThan(6000);
  });

  it("names its sources", () => {
    expect(rule.docs.length).toBeGreaterThan(0);
    for (const url of rule.docs) expect(new URL(url).protocol).toBe("https:");
    expect(new Set(rule.docs).size).toBe(rule.docs.length);
  });

  it("has messages with ids in camelCase", () => {
    expect(rule.messageIds.length).toBeGreaterThan(0);
    for (const id of rule.messageIds) expect(id).toMatch(/^[a-z][A-Za-z0-9]*$/);
  });

  it("has a bad and a good fixture", () => {
    const folder = join(FIXTURES, rule.id);
    const names = existsSync(folder) ? readdirSync(folder) : [];
    expect(names.some((name) => name.startsWith("bad-"))).toBe(true);
    expect(names.some((name) => name.startsWith("good-"))).toBe(true);
  });
});
