import { cpSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { SourceLinter } from "../src/index.js";
import { FIXTURES } from "./support/fixture.js";
import { writeTree } from "./support/tree.js";

const ONLY = ["client-in-handler", "heavy-top-level-import", "ineffective-lazy-import"];

/*
 * The first files of a project are looked at one by one, saved ones after them out of one look at all, unsaved ones
 * always alone: whichever it was, the same is said of a file.
 */
it.each(ONLY)("says the same of a file alone and among all: fixtures/%s", async (rule) => {
  const cwd = writeTree({ "package.json": "{}" });
  cpSync(join(FIXTURES, rule), cwd, { recursive: true });
  const paths = readdirSync(cwd, { recursive: true, encoding: "utf8" }).filter((path) =>
    /\.[cm]?[jt]sx?$/.test(path),
  );
  const linter = new SourceLinter({
    cwd,
    config: { rules: { "heavy-top-level-import": ["warning", { minimum: 0 }] } },
  });
  const said = async (path: string, text: string) => {
    const found = await linter.lint(join(cwd, path), text, { only: ONLY });
    return found.map(({ message, location, chain, functions, confidence }) => ({
      message,
      location,
      chain,
      functions,
      confidence,
    }));
  };
  const alone = new Map<string, unknown>();
  let findings = 0;
  for (const path of paths) {
    const found = await said(path, `${readFileSync(join(cwd, path), "utf8")}\n`);
    alone.set(path, found);
    findings += found.length;
  }
  expect(findings).toBeGreaterThan(4);
  for (const path of paths) {
    expect([path, await said(path, readFileSync(join(cwd, path), "utf8"))]).toEqual([path, alone.get(path)]);
  }
});
