import { existsSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type Cache, cacheIn, NO_CACHE } from "../../src/cache/cache.js";
import { checkConfig } from "../../src/config/check-config.js";
import { lint } from "../../src/lint.js";
import type { Report } from "../../src/report.js";
import { RULES } from "../../src/rules/index.js";
import { writeTree } from "../support/tree.js";

const HEAVY = `exports.draw = () => 1;\n${"/".repeat(150_000)}`;
const PACKAGE = '{ "name": "it", "main": "index.js" }';

/** A small project, and what its files may become; what isn't there at first is null. */
const FILES: Readonly<Record<string, readonly (string | null)[]>> = {
  "package.json": ["{}", '{ "workspaces": ["packages/*"] }', "{"],
  "tsconfig.json": [
    "{}",
    '{ "compilerOptions": { "paths": { "@lib/*": ["./src/lib/*"] } } }',
    '{ "extends": "./base.json" }',
    '{ "compilerOptions": { "paths": { "@lib/*": ["./src/other/*"], "heavy": ["./src/constants.ts"] } } }',
  ],
  "base.json": [null, '{ "compilerOptions": { "paths": { "@lib/*": ["./src/other/*"] } } }'],
  "template.yaml": [
    null,
    "Resources:\n  Fn:\n    Type: AWS::Serverless::Function\n    Properties: { CodeUri: src, Handler: orders.create, Runtime: nodejs22.x }\n",
    "Resources:\n  Fn:\n    Type: AWS::Serverless::Function\n    Properties: { CodeUri: src, Handler: users.list, Runtime: nodejs22.x }\n",
    "Resources: [",
  ],
  "src/orders.ts": [
    'import { db } from "./lib/db";\nexport const handler = async () => db();\nexport const create = handler;\n',
    'import { S3Client } from "@aws-sdk/client-s3";\nexport const handler = async () => new S3Client({});\n',
    'import { db } from "@lib/db";\nimport { draw } from "heavy";\nexport const create = async (event) => { if (event.pdf) return draw(); return db(); };\nexport const handler = create;\n',
    'import { S3Client } from "@aws-sdk/client-s3";\nexport const handler = async () => {\n  // lambda-lint-disable-next-line client-in-handler -- once a day\n  return new S3Client({});\n};\n',
    "export const handler = async () => {",
  ],
  "src/users.ts": [
    null,
    'import { shared } from "shared";\nexport const lambdaHandler = async () => shared();\nexport const list = lambdaHandler;\n',
    'import { own } from "mine";\nexport const handler = async () => own();\n',
  ],
  "src/lib/db.ts": [
    'import { S3Client } from "@aws-sdk/client-s3";\nexport const db = () => new S3Client({});\n',
    'import { S3Client } from "@aws-sdk/client-s3";\nconst one = new S3Client({});\nexport const db = () => one;\n',
    'import { draw } from "heavy";\nexport const db = (x?: unknown) => (x ? draw() : 1);\n',
  ],
  "src/constants.ts": ["export const draw = 1;\n"],
  "src/other/db.ts": [null, "export const db = () => 1;\n"],
  "packages/shared/package.json": [null, '{ "name": "shared", "main": "index.ts" }'],
  "packages/shared/index.ts": [
    'import { S3Client } from "@aws-sdk/client-s3";\nexport const shared = () => new S3Client({});\n',
    "export const shared = () => 2;\n",
  ],
  "node_modules/@aws-sdk/client-s3/package.json": ['{ "name": "@aws-sdk/client-s3" }', null],
  "node_modules/@aws-sdk/client-s3/index.js": ["exports.S3Client = class {};\n"],
  "node_modules/heavy/package.json": [PACKAGE, '{ "name": "heavy", "main": "small.js" }', null],
  "node_modules/heavy/index.js": [
    HEAVY,
    'exports.draw = require("./small").draw;\n',
    `require("part");${HEAVY}`,
  ],
  "node_modules/heavy/small.js": ["exports.draw = () => 1;\n", HEAVY],
  "node_modules/part/package.json": [null, PACKAGE],
  "node_modules/part/index.js": [HEAVY, "/".repeat(99_000)],
  "src/node_modules/heavy/package.json": [null, PACKAGE],
};
const PATHS = Object.keys(FILES);

type Edit =
  | { readonly write: string; readonly content: string | null }
  | { readonly rename: string; readonly to: string }
  | { readonly link: string; readonly to: string }
  | { readonly nothing: true };

const write = fc
  .constantFrom(...PATHS)
  .chain((path) =>
    fc.constantFrom(...(FILES[path] ?? []), null).map((content): Edit => ({ write: path, content })),
  );
const rename = fc
  .tuple(
    fc.constantFrom(...PATHS),
    fc.constantFrom(...PATHS, "src/lib/db.js", "src/index.ts", "src/Lib/db.ts"),
  )
  .map(([path, to]): Edit => ({ rename: path, to }));
const link = fc.constantFrom<Edit>(
  { link: "node_modules/shared", to: "../packages/shared" },
  { link: "node_modules/heavy", to: "./part" },
  { link: "src/lib", to: "./other" },
);
const edit = fc.oneof(
  { weight: 6, arbitrary: write },
  { weight: 2, arbitrary: rename },
  { weight: 1, arbitrary: link },
  { weight: 1, arbitrary: fc.constant<Edit>({ nothing: true }) },
);
const asked = fc.record({
  paths: fc.constantFrom(
    ["src"],
    ["."],
    ["src/orders.ts"],
    ["src/lib/db.ts"],
    ["src/orders.ts", "src/users.ts"],
    ["template.yaml"],
  ),
  handler: fc.constantFrom(null, null, "orders.create"),
  config: fc.constantFrom(
    {},
    { clients: [{ module: "mine", export: "own", kind: "call" }] },
    { rules: { "heavy-top-level-import": ["error", { minimum: "10 kB" }] } },
    { rules: { "client-in-handler": "off" } },
  ),
});

function apply(root: string, edited: Edit): void {
  if ("nothing" in edited) return;
  if ("link" in edited) {
    rmSync(join(root, edited.link), { recursive: true, force: true });
    mkdirSync(dirname(join(root, edited.link)), { recursive: true });
    symlinkSync(edited.to, join(root, edited.link));
  } else if ("rename" in edited) {
    const [from, to] = [join(root, edited.rename), join(root, edited.to)];
    if (!existsSync(from)) return;
    mkdirSync(dirname(to), { recursive: true });
    renameSync(from, to);
  } else {
    const place = join(root, edited.write);
    rmSync(place, { force: true });
    if (edited.content === null) return;
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(place, edited.content);
  }
}

/** Of some files the content in which the others matter most. */
const RICH: Readonly<Record<string, number>> = {
  "package.json": 1,
  "tsconfig.json": 2,
  "base.json": 1,
  "template.yaml": 2,
  "src/orders.ts": 2,
  "src/users.ts": 1,
  "src/other/db.ts": 1,
  "packages/shared/package.json": 1,
  "node_modules/heavy/index.js": 1,
  "node_modules/heavy/small.js": 1,
};

function makeRich(root: string, path: string): void {
  apply(root, { write: path, content: FILES[path]?.[RICH[path] ?? 0] ?? null });
}

async function report(
  root: string,
  cache: Cache,
  {
    paths,
    handler,
    config,
  }: { readonly paths: readonly string[]; readonly handler: string | null; readonly config: unknown },
): Promise<Report> {
  return lint({
    cwd: root,
    paths,
    handler,
    config: checkConfig(config, "config", RULES),
    toConfigFolder: (path) => path,
    runtime: null,
    architecture: null,
    memory: null,
    timeout: null,
    layers: [],
    only: [],
    asOf: "2026-11-20",
    modules: false,
    baseline: null,
    shard: null,
    cache,
  });
}

/** A cache that counts how often something is computed for it, and packages and components of which something new is kept. */
function counting(cache: Cache): {
  readonly cache: Cache;
  readonly count: { asked: number; computed: number; packages: number; components: number };
} {
  const count = { asked: 0, computed: 0, packages: 0, components: 0 };
  return {
    count,
    cache: {
      ...cache,
      keep: (kind, inputs, value) => {
        if (kind === "package scans") count.packages += 1;
        if (kind === "component") count.components += 1;
        cache.keep(kind, inputs, value);
      },
      remember: (kind, inputs, parse, compute) => {
        count.asked += 1;
        return cache.remember(kind, inputs, parse, () => {
          count.computed += 1;
          return compute();
        });
      },
    },
  };
}

// What changed a moment ago is compared by its content: to be told by their signatures alone, files must be old.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
});
afterEach(() => {
  vi.useRealTimers();
});

for (const ageMs of [0, 60_000]) {
  it(`never changes a report, whatever is edited (files ${ageMs} ms old)`, async () => {
    const seen = { kept: 0, findings: new Set<string>() };
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(edit, asked), { minLength: 3, maxLength: 7 }), async (steps) => {
        const root = writeTree({ "kept/x": "" });
        const { cache, count } = counting(cacheIn(join(root, "kept"), "build"));
        for (const path of PATHS) makeRich(root, path);
        for (const [edited, request] of steps) {
          apply(root, edited);
          // Longer than a tick of the file system's clock.
          if (ageMs > 0) await sleep(12);
          vi.setSystemTime(Date.now() + ageMs);
          const plain = await report(root, NO_CACHE, request);
          expect(JSON.stringify(await report(root, cache, request))).toBe(JSON.stringify(plain));
          expect(JSON.stringify(await report(root, cache, request))).toBe(JSON.stringify(plain));
          for (const { rule } of plain.findings) seen.findings.add(rule);
        }
        seen.kept += count.asked - count.computed;
      }),
      { numRuns: 24 },
    );
    expect(seen.kept).toBeGreaterThan(50);
    expect([...seen.findings]).toEqual(
      expect.arrayContaining(["client-in-handler", "heavy-top-level-import"]),
    );
  }, 60_000);
}

it("never changes a report by any one edit of a project in which each file matters", async () => {
  const root = writeTree({ "kept/x": "" });
  for (const path of PATHS) makeRich(root, path);
  const { cache } = counting(cacheIn(join(root, "kept"), "build"));
  const request = { paths: ["."], handler: null, config: {} };
  const texts = new Set([JSON.stringify(await report(root, cache, request))]);
  for (const path of PATHS) {
    for (const content of [...(FILES[path] ?? []), null]) {
      apply(root, { write: path, content });
      const plain = JSON.stringify(await report(root, NO_CACHE, request));
      expect(JSON.stringify(await report(root, cache, request)), `${path}: ${content}`).toBe(plain);
      texts.add(plain);
    }
    makeRich(root, path);
    vi.setSystemTime(Date.now() + 60_000);
    await report(root, cache, request);
    await sleep(12);
  }
  expect(texts.size).toBeGreaterThan(12);
});

it("follows no handler and scans no package again while nothing changed, and only then", async () => {
  const root = writeTree({ "kept/x": "" });
  for (const path of PATHS) makeRich(root, path);
  // Older than a tick: else contents are compared, and signatures noted the next time.
  vi.setSystemTime(Date.now() + 60_000);
  const request = { paths: ["src"], handler: null, config: {} };
  const { cache, count } = counting(cacheIn(join(root, "kept"), "build"));
  await report(root, cache, request);
  expect(count).toEqual({ asked: 1, computed: 1, packages: 1, components: 2 });
  await report(root, cache, { ...request, config: { rules: { "client-in-handler": "off" } } });
  expect(count).toEqual({ asked: 2, computed: 1, packages: 1, components: 2 });
  apply(root, { write: "src/lib/db.ts", content: FILES["src/lib/db.ts"]?.[1] ?? null });
  await report(root, cache, request);
  expect(count).toEqual({ asked: 3, computed: 2, packages: 1, components: 2 });
  apply(root, { write: "src/users.ts", content: FILES["src/users.ts"]?.[2] ?? null });
  await report(root, cache, request);
  expect(count).toEqual({ asked: 4, computed: 3, packages: 1, components: 3 });
  apply(root, { write: "node_modules/heavy/small.js", content: "exports.draw = () => 2;\n" });
  await report(root, cache, request);
  expect(count).toEqual({ asked: 5, computed: 4, packages: 2, components: 4 });
});
