import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import * as v from "valibot";
import { afterAll, expect, test } from "vitest";
import { analyzeCode } from "../../src/code/analyze.js";
import { sourcesFromDisk } from "../../src/code/project/project.js";
import { clientInHandler } from "../../src/rules/client-in-handler.js";
import type { Rule, RuleContext } from "../../src/rules/define-rule.js";
import { heavyTopLevelImport } from "../../src/rules/heavy-top-level-import.js";
import { ineffectiveLazyImport } from "../../src/rules/ineffective-lazy-import.js";
import { BY_NAME } from "./weights.js";

/** Fixtures about what is no handler. */
const NO_HANDLER = /good-(yargs-command|react-component|main-of-a-program)$/;
const FIXTURES = join(import.meta.dirname, "../../fixtures");

/** A fixture says on the line itself what is reported there: `// expect: client-in-handler`. */
const RULES = [clientInHandler, heavyTopLevelImport, ineffectiveLazyImport];
/** What the fixtures have shown: every message of these rules has to be among it. */
const seen = new Set<string>();

for (const rule of RULES) {
  const names = readdirSync(join(FIXTURES, rule.id)).sort();
  test(`${rule.id} has as many silent fixtures as reporting ones`, () => {
    const bad = names.filter((one) => one.startsWith("bad-")).length;
    expect(names.length).toBe(bad + names.filter((one) => one.startsWith("good-")).length);
    expect(Math.abs(names.length - 2 * bad)).toBeLessThan(names.length / 3);
  });
  test.each(names)(`${rule.id}/%s`, async (name) => {
    const folder = join(FIXTURES, rule.id, name);
    const expected = expectations(folder, rule.id);
    expect(expected.length > 0).toBe(name.startsWith("bad-"));
    expect(await reported(folder, rule)).toEqual(expected);
  });
}

async function reported(folder: string, rule: Rule): Promise<readonly string[]> {
  const files = sourcesFromDisk(["."], folder);
  const model = await analyzeCode({ files, handlers: [], clients: [], weigher: BY_NAME });
  expect(model.problems).toEqual([]);
  expect(model.handlers.length > 0).toBe(!NO_HANDLER.test(folder));
  const context: Pick<RuleContext, "code" | "graph"> = { code: async () => model, graph: async () => null };
  const drafts = await rule.check(context as RuleContext, v.parse(rule.options, {}));
  for (const { messageId } of drafts) seen.add(`${rule.id}/${messageId}`);
  return drafts.map(({ location }) => `${location?.path}:${location?.line}`).sort();
}

afterAll(() => {
  const all = RULES.flatMap((rule) => rule.messageIds.map((id) => `${rule.id}/${id}`));
  // What takes a module graph: test/rules/ineffective-lazy-import.test.ts.
  const byGraph = ["loadedByPackage", "bytesStay"].map((id) => `${ineffectiveLazyImport.id}/${id}`);
  expect(all.filter((id) => !seen.has(id))).toEqual(byGraph);
});

function expectations(folder: string, rule: string): readonly string[] {
  const found: string[] = [];
  for (const file of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue;
    const path = join(file.parentPath, file.name);
    const lines = readFileSync(path, "utf8").split("\n");
    lines.forEach((line, index) => {
      if (line.includes(`// expect: ${rule}`))
        found.push(`${relative(folder, path).replaceAll("\\", "/")}:${index + 1}`);
    });
  }
  return found.sort();
}
