import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { lint } from "../../src/index.js";
import { PIECES } from "./program-pieces.js";

const COUNT = 400;
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

test("a client is reported exactly where Node builds it in later invocations", {
  timeout: 60_000,
}, async () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "lambda-lint-programs-")));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const sdk = join(folder, "node_modules/@aws-sdk/client-s3");
  mkdirSync(sdk, { recursive: true });
  writeFileSync(
    join(sdk, "package.json"),
    '{ "name": "@aws-sdk/client-s3", "version": "3.0.0", "type": "module", "exports": "./index.js" }',
  );
  writeFileSync(join(sdk, "index.js"), CLIENT);
  const programs = fc.sample(PROGRAMS, { numRuns: COUNT, seed: 20261121 });
  programs.forEach((program, index) => {
    mkdirSync(join(folder, String(index)));
    for (const [name, text] of filesOf(program)) writeFileSync(join(folder, String(index), name), text);
  });

  const runner = join(import.meta.dirname, "program-runner.mjs");
  const built = new Set<unknown>(
    JSON.parse(execFileSync(process.execPath, [runner, folder], { encoding: "utf8" })),
  );
  const paths = programs.map((_, index) => `${index}/index.mjs`);
  const { findings, functions } = await lint(paths, { cwd: folder });
  const reported = new Set(
    findings
      .filter(({ rule }) => rule === "client-in-handler")
      .map(({ location }) => Number(location?.path.split("/")[0])),
  );

  expect(functions).toHaveLength(COUNT);
  const described = (which: ReadonlySet<unknown>): string[] =>
    programs.flatMap((program, index) =>
      which.has(index) ? [`${index}: ${program.pieces.join(" > ")}`] : [],
    );
  expect(described(reported)).toEqual(described(built));
  // Both answers are there to be given.
  expect(built.size).toBeGreaterThan(COUNT / 4);
  expect(built.size).toBeLessThan((COUNT * 3) / 4);
});

function filesOf({ pieces, handler, inLibrary }: Program): ReadonlyMap<string, string> {
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
