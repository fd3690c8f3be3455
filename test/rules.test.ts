import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { compareText } from "../src/finding.js";
import { type Finding, lint, type Report } from "../src/index.js";
import type { Example, Rule } from "../src/rules/define-rule.js";
import { RULES } from "../src/rules/index.js";
import { type ExpectedFinding, FIXTURES, fixtureCases, lintFixture } from "./support/fixture.js";
import { expectExactSizes } from "./support/identity.js";
import { writeTree } from "./support/tree.js";

/** Rules whose fixtures say in a case.json what has to be found. */
const CASED = RULES.filter(({ id }) => {
  const folder = join(FIXTURES, id);
  return (
    existsSync(folder) && readdirSync(folder).some((name) => existsSync(join(folder, name, "case.json")))
  );
});
/** Rules that speak about what others report. */
const EXAMPLE_RULES: Readonly<Record<string, readonly string[]>> = {
  "unused-suppression": ["client-in-handler", "unused-suppression"],
};
const seen = new Set<string>();

describe.each(CASED)("$id", (rule) => {
  const cases = fixtureCases(rule.id);

  it("has a bad and a good fixture", () => {
    expect(cases.some(({ name }) => name.startsWith("bad-"))).toBe(true);
    expect(cases.some(({ name }) => name.startsWith("good-"))).toBe(true);
    expect(cases.filter(({ name }) => !/^(?:bad|good)-/.test(name))).toEqual([]);
  });

  it.each(cases)("fixture $name", async ({ name, fixture }) => {
    // Its own rule and those that it expects: a tiny artifact always lacks something that another rule asks for.
    const only = [...new Set([rule.id, ...fixture.expect.map((one) => one.rule)])];
    const report = await lintFixture(join(FIXTURES, rule.id, name), fixture, only);
    expectExactSizes(report);
    note(report);
    const found = report.findings
      .filter(({ suppressed }) => suppressed === null)
      .toSorted((a, b) => compareText(keyOf(a), keyOf(b)));
    const expected = fixture.expect.toSorted((a, b) => compareText(keyOf(a), keyOf(b)));
    expect(found.map(comparable)).toEqual(expected.map(comparable));
    expected.forEach((one, index) => {
      expectDetails(found[index], one);
    });
    expect(report.problems.filter(({ level }) => level === "error")).toEqual([]);
    expect(found.some((finding) => finding.rule === rule.id)).toBe(name.startsWith("bad-"));
  });
});

describe.each(RULES)("examples of $id", (rule) => {
  it("reports its bad example and stays silent about the good one", async () => {
    const bad = await lintExample(rule, rule.examples.bad);
    note(bad);
    expect(bad.findings.map((finding) => finding.rule)).toContain(rule.id);
    const good = await lintExample(rule, rule.examples.good);
    expect(good.findings.filter(({ suppressed }) => suppressed === null)).toEqual([]);
  });

  it("words every finding: what is, what to write instead, one line each", async () => {
    const { findings } = await lintExample(rule, rule.examples.bad);
    for (const { message, fix } of findings) {
      expect(`${message}${fix}`).not.toMatch(/\n|undefined|NaN|\[object/);
      expect(message).toMatch(/\.$/);
      expect(fix).toMatch(/\.$/);
    }
  });
});

afterAll(() => {
  const all = CASED.flatMap((rule) => rule.messageIds.map((id) => `${rule.id}/${id}`));
  expect(all.filter((id) => !seen.has(id))).toEqual([]);
});

function note(report: Report): void {
  for (const { rule, messageId } of report.findings) seen.add(`${rule}/${messageId}`);
}

type Comparable = Pick<Finding, "rule" | "messageId" | "severity" | "confidence" | "packages">;

function keyOf({ rule, messageId, packages }: Pick<Finding, "rule" | "messageId" | "packages">): string {
  return [rule, messageId, ...packages].join(" ");
}

function comparable({ rule, messageId, severity, confidence, packages }: Comparable) {
  return { rule, messageId, severity, confidence, packages };
}

function expectDetails(finding: Finding | undefined, expected: ExpectedFinding): void {
  if (finding === undefined) throw new Error(`no finding for ${expected.messageId}`);
  if (expected.saved !== undefined) expect(finding.saved).toMatchObject(expected.saved);
  if (expected.function !== undefined) expect(finding.functions).toEqual([expected.function]);
  if (expected.chain !== undefined) expect(finding.chain.map(({ label }) => label)).toEqual(expected.chain);
  for (const part of expected.says ?? []) expect(finding.message).toContain(part);
  for (const part of expected.neverSays ?? []) expect(finding.message + finding.fix).not.toContain(part);
  for (const part of expected.fixSays ?? []) expect(finding.fix).toContain(part);
  for (const part of expected.fixNeverSays ?? []) expect(finding.fix).not.toContain(part);
}

async function lintExample(rule: Rule, example: Example): Promise<Report> {
  const files = Object.entries(example.files).map(
    ([path, content]) => [`artifact/${path}`, content] as const,
  );
  const cwd = writeTree(Object.fromEntries(files));
  return lint([`artifact/${example.path ?? ""}`], {
    cwd,
    only: EXAMPLE_RULES[rule.id] ?? [rule.id],
    config: example.config ?? {},
    asOf: "2026-11-20",
  });
}
