import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import fc from "fast-check";
import ts from "typescript";
import { afterAll, beforeAll, expect, test } from "vitest";
import { lint } from "../../src/index.js";
import { PIECES } from "./program-pieces.js";

const COUNT = 100;
const HANDLERS = [
  (open: string) => `export const handler = async (event) => [await ${open}(), event];`,
  (open: string) => `export async function handler() { await ${open}(); }`,
  (open: string) => `const run = async () => ({ client: await ${open}() });\nexport { run as handler };`,
];

interface Program {
  readonly pieces: readonly string[];
  readonly handler: number;
  /** How many of the pieces lie in a file of their own. */
  readonly inLibrary: number;
}

const PROGRAMS = fc.record({
  pieces: fc.array(fc.constantFrom(...Object.keys(PIECES)), { minLength: 1, maxLength: 3 }),
  handler: fc.nat(HANDLERS.length - 1),
  inLibrary: fc.nat(2),
});

/** A client by the SDK's name that counts how often one is built. */
const CLIENT =
  "export class S3Client { constructor() { globalThis.clientsBuilt = (globalThis.clientsBuilt ?? 0) + 1; } }\n";

const PROGRAMS_RUN = fc.sample(PROGRAMS, { numRuns: COUNT, seed: 20261121 });
let folder = "";
/** Programs whose later invocations build a client, by Node. */
let built: readonly string[] = [];

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "lambda-lint-programs-")));
  const sdk = join(folder, "node_modules/@aws-sdk/client-s3");
  mkdirSync(sdk, { recursive: true });
  writeFileSync(
    join(sdk, "package.json"),
    '{ "name": "@aws-sdk/client-s3", "version": "3.0.0", "type": "module", "exports": "./index.js" }',
  );
  writeFileSync(join(sdk, "index.js"), CLIENT);
  PROGRAMS_RUN.forEach((program, index) => {
    mkdirSync(join(folder, String(index)));
    for (const [name, text] of filesOf(program)) writeFileSync(join(folder, String(index), name), text);
  });
  const runner = join(import.meta.dirname, "program-runner.mjs");
  const answer: unknown = JSON.parse(execFileSync(process.execPath, [runner, folder], { encoding: "utf8" }));
  built = described(new Set(Array.isArray(answer) ? answer : []));
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

test("a client is reported exactly where Node builds it in later invocations", async () => {
  expect(await reported(PROGRAMS_RUN.map((_, index) => `${index}/index.mjs`))).toEqual(built);
  // Both answers are there to be given.
  expect(built.length).toBeGreaterThan(COUNT / 4);
  expect(built.length).toBeLessThan((COUNT * 3) / 4);
});

test.each([
  ["a bundle", {}],
  ["a minified bundle", { minify: true }],
  [
    "a bundle without private fields and async functions",
    { target: "es2016", supported: { "top-level-await": true, "for-await": true, "async-generator": true } },
  ],
] as const)("and so it is in %s", async (name, options) => {
  const outdir = join(folder, name.replaceAll(" ", "-"));
  await build({
    ...options,
    entryPoints: PROGRAMS_RUN.map((_, index) => ({
      in: join(folder, `${index}/index.mjs`),
      out: `${index}/index`,
    })),
    outdir,
    bundle: true,
    format: "esm",
    platform: "node",
    outExtension: { ".js": ".mjs" },
    external: ["@aws-sdk/*"],
    logLevel: "error",
  });
  expect(
    await reported(
      PROGRAMS_RUN.map((_, index) => `${index}`),
      outdir,
    ),
  ).toEqual(built);
});

test.each([
  ["ES2015", /^topAwait$/],
  // There a mixin's base comes as a parameter, and what a loop goes over by an iterator: neither is told whole.
  ["ES5", /^(topAwait|mixin|values|objsMemo)$/],
] as const)("and so it is in what tsc makes of it for %s", async (target, without) => {
  const outdir = join(folder, target);
  // CommonJS has no await at the top level.
  const isLeftOut = (index: number): boolean =>
    PROGRAMS_RUN[index]?.pieces.some((piece) => without.test(piece)) ?? true;
  const indexes = PROGRAMS_RUN.map((_, index) => index).filter((index) => !isLeftOut(index));
  const compilerOptions = {
    target: ts.ScriptTarget[target],
    module: ts.ModuleKind.CommonJS,
    downlevelIteration: true,
  };
  for (const index of indexes) {
    mkdirSync(join(outdir, String(index)), { recursive: true });
    for (const [name, text] of filesOf(PROGRAMS_RUN[index])) {
      const commonJs = text.replace("./library.mjs", "./library.js");
      const { outputText } = ts.transpileModule(commonJs, { compilerOptions });
      writeFileSync(join(outdir, String(index), name.replace(".mjs", ".js")), outputText);
    }
  }
  const found = await reported(
    indexes.map((index) => `${index}/index.js`),
    outdir,
  );
  expect(found).toEqual(built.filter((one) => !isLeftOut(Number.parseInt(one, 10))));
});

async function reported(paths: readonly string[], cwd = folder): Promise<readonly string[]> {
  const { findings, functions } = await lint(paths, { cwd });
  expect(functions).toHaveLength(paths.length);
  const places = findings.filter(({ rule }) => rule === "client-in-handler");
  return described(new Set(places.map(({ location }) => Number(location?.path.split("/")[0]))));
}

function described(which: ReadonlySet<unknown>): readonly string[] {
  return PROGRAMS_RUN.flatMap((program, index) =>
    which.has(index) ? [`${index}: ${program.pieces.join(" > ")}`] : [],
  );
}

function filesOf(program: Program | undefined): ReadonlyMap<string, string> {
  if (program === undefined) return new Map();
  const { pieces, handler, inLibrary } = program;
  const start = 'import { S3Client } from "@aws-sdk/client-s3";\nconst make = () => new S3Client({});';
  const texts = pieces.map(
    (piece, at) => PIECES[piece]?.(at === 0 ? "make" : `open${at - 1}`, `open${at}`) ?? "",
  );
  const end = HANDLERS[handler]?.(`open${pieces.length - 1}`) ?? "";
  if (inLibrary === 0 || inLibrary >= pieces.length) {
    return new Map([["index.mjs", `${[start, ...texts, end].join("\n")}\n`]]);
  }
  const shared = `open${inLibrary - 1}`;
  return new Map([
    ["library.mjs", `${[start, ...texts.slice(0, inLibrary)].join("\n")}\nexport { ${shared} };\n`],
    [
      "index.mjs",
      `${[`import { ${shared} } from "./library.mjs";`, ...texts.slice(inLibrary), end].join("\n")}\n`,
    ],
  ]);
}
