import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { lint } from "../../src/index.js";
import { ALWAYS, BY_EVERY_WAY, BY_ONE_WAY, OTHERS } from "./heavy-pieces.js";

const COUNT = 100;
const PIECES = { ...ALWAYS, ...BY_EVERY_WAY, ...BY_ONE_WAY };
/** What each piece asks of the event. */
const KEYS = ["type", "action", "httpMethod"] as const;
const KINDS = ["a", "b", "c"];
const USES = [
  'import { work } from "heavy";\nconst use0 = async (event) => work(event);',
  'import heavy from "heavy";\nconst use0 = async (event) => heavy.work(event);',
  'import * as heavy from "heavy";\nconst use0 = async () => [1, 2].map(heavy.work);',
  'import { Doc } from "heavy";\nconst use0 = async () => { const doc = new Doc(); return doc; };',
];
const BIG = `exports.work = () => 1; exports.Doc = class {}; exports.text = "${"x".repeat(200_000)}";\n`;

const oneOf = (pieces: object): fc.Arbitrary<string> => fc.constantFrom(...Object.keys(pieces));
const PROGRAMS = fc.sample(
  fc.record({
    pieces: fc.array(fc.oneof(oneOf(ALWAYS), oneOf(BY_EVERY_WAY), oneOf(BY_ONE_WAY)), {
      minLength: 1,
      maxLength: KEYS.length,
    }),
    use: fc.constantFrom(...USES),
  }),
  { numRuns: COUNT, seed: 20261121 },
);

let folder = "";
/** Which share of the events needs the package, by running the handler on each in a fresh environment. */
let shares: readonly number[] = [];
/** The programs that the rule names, by their bundle's metafile and by their source. */
let named: Readonly<Record<string, ReadonlySet<number>>> = {};

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "lambda-lint-heavy-")));
  mkdirSync(join(folder, "node_modules/heavy"), { recursive: true });
  writeFileSync(join(folder, "node_modules/heavy/package.json"), '{ "name": "heavy", "version": "1.0.0" }');
  writeFileSync(join(folder, "node_modules/heavy/index.js"), BIG);
  for (const [index, { pieces, use }] of PROGRAMS.entries()) {
    const texts = pieces.map((piece, at) => PIECES[piece]?.(`use${at}`, `use${at + 1}`, KEYS[at] ?? "type"));
    const end = `export const handler = async (event) => ({ body: await use${pieces.length}(event) });`;
    writeFileSync(join(folder, `${index}.mjs`), [use, OTHERS, ...texts, end].join("\n"));
  }
  const entryPoints = PROGRAMS.map((_, index) => `${index}.mjs`);
  const runnable = buildSync({
    absWorkingDir: folder,
    entryPoints,
    outdir: "runnable",
    bundle: true,
    format: "cjs",
    platform: "node",
    external: ["heavy"],
    write: false,
  });
  const texts = runnable.outputFiles.map(({ text }) => text);
  shares = await Promise.all(PROGRAMS.map(({ pieces }, index) => shareOf(texts[index] ?? "", pieces.length)));
  const { metafile } = buildSync({
    absWorkingDir: folder,
    entryPoints,
    outdir: "out",
    bundle: true,
    platform: "node",
    metafile: true,
  });
  writeFileSync(join(folder, "meta.json"), JSON.stringify(metafile));
  named = { source: await reported(entryPoints), bundle: await reported(["meta.json"]) };
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

test.each(["source", "bundle"])("what every invocation uses is left alone: %s", (form) => {
  const always = indexes(({ share }) => share === 1);
  expect(always.length).toBeGreaterThan(COUNT / 4);
  expect(described(always.filter((index) => named[form]?.has(index)))).toEqual([]);
});

test.each(["source", "bundle"])("what half of the invocations at most use is named: %s", (form) => {
  // What a memo keeps, and what init asks for, is another question than which events need it.
  const seldom = indexes(({ share, pieces }) => share <= 0.5 && !/memo|top/.test(pieces));
  expect(seldom.length).toBeGreaterThan(COUNT / 4);
  expect(described(seldom.filter((index) => named[form]?.has(index) !== true))).toEqual([]);
});

function indexes(
  has: (one: { readonly share: number; readonly pieces: string }) => boolean,
): readonly number[] {
  return PROGRAMS.flatMap(({ pieces }, index) =>
    has({ share: shares[index] ?? 0, pieces: pieces.join(" ") }) ? [index] : [],
  );
}

function described(which: readonly number[]): readonly string[] {
  return which.map((index) => `${index}: ${PROGRAMS[index]?.pieces.join(" > ")}`);
}

async function reported(paths: readonly string[]): Promise<ReadonlySet<number>> {
  const { findings, functions } = await lint(paths, { cwd: folder });
  expect(functions).toHaveLength(COUNT);
  const heavy = findings.filter(({ rule }) => rule === "heavy-top-level-import");
  return new Set(heavy.map(({ location }) => Number.parseInt(location?.path ?? "", 10)));
}

async function shareOf(text: string, asked: number): Promise<number> {
  const load = new Function("module", "require", "console", text);
  const events = KEYS.slice(0, asked).reduce<readonly object[]>(
    (all, key) => all.flatMap((event) => KINDS.map((kind) => ({ ...event, [key]: kind }))),
    [{ Records: [{}] }],
  );
  let using = 0;
  for (const event of events) {
    let isUsed = false;
    const heavy = {
      get work() {
        isUsed = true;
        return () => 1;
      },
      get Doc() {
        isUsed = true;
        return class {};
      },
    };
    const module: { exports: { handler?: (event: object) => Promise<unknown> } } = { exports: {} };
    load(module, () => heavy, { log() {}, error() {}, warn() {} });
    await module.exports.handler?.(event);
    if (isUsed) using++;
  }
  return using / events.length;
}
