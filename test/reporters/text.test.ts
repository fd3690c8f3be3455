import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import type { Report } from "../../src/report.js";
import { reportText } from "../../src/reporters/text.js";
import { aFinding, aFunction, anArtifact, aPackage, aReport, aRichReport } from "./sample-report.js";

const text = (report: Report, options: { color?: boolean; width?: number; quiet?: boolean } = {}) =>
  reportText(report, { color: false, width: 80, quiet: false, config: null, before: [], ...options });

test("a rich report", () => {
  expect(text(aRichReport())).toMatchInlineSnapshot(`
    "orders · index.handler · nodejs22.x · arm64 · 128 MB
      1.23 MB zipped · 3.97 MB unzipped (5.68 MB with layers)
      init 346 kB in 120 modules

      @aws-sdk/client-s3 3.901.0              2.35 MB  █████████████████████████████
      one 1.0.0                                300 kB  ███▊
      two 1.0.0                                270 kB  ███▍
      three 1.0.0                              240 kB  ███
      four 1.0.0                               210 kB  ██▋
      five 1.0.0                               180 kB  ██▎
      six 1.0.0                                150 kB  █▉
      seven 1.0.0                              120 kB  █▌
      2 more packages                          150 kB  █▉
      own code and files                      1.20 kB  ▏
      of no package                             300 B  ▏

      budget zip: about 1.23 MB of 1.00 MB / 2.00 MB, over (warning)
      budget package @aws-sdk/*: of 0 B, size unknown

      error client-in-handler
        src/orders.ts:12:14
        S3Client is built on every invocation: each one pays for its configuration,
        credentials and connections again.
        via: handler (src/orders.ts:3:1) → saveOrder (src/store.ts:20:3)
        saves: 912 kB of the artifact, 300 kB of init
        fix: Build it once, at the top of the module.

      warning oversized-dependency (medium confidence)
        index.js in dist/orders.zip
        moment takes 300 kB.
        fix: Use dayjs.

    problem dist/broken.zip: the zip ends early; build it again
    note src/old.js:7: skipped: unexpected token

    1 error, 1 warning in 1 function; 1 suppressed; 2 problems
    "
  `);
});

test("an empty report", () => {
  expect(text(aReport())).toMatchInlineSnapshot(`
    "no findings in 0 functions
    "
  `);
});

describe("width", () => {
  const many = aReport({
    ...aRichReport(),
    functions: Array.from({ length: 14 }, (_, index) => aFunction(`a-function-with-a-long-name-${index}`)),
    findings: [aFinding({ functions: ["a-function-with-a-long-name-3", "a-function-with-a-long-name-4"] })],
  });
  test.each([40, 60, 80, 120])("no line is wider than %i columns", (width) => {
    for (const report of [aRichReport(), many]) {
      const widest = Math.max(
        ...text(report, { width })
          .split("\n")
          .map((line) => [...line].length),
      );
      expect(widest).toBeLessThanOrEqual(width);
      expect(stripVTControlCharacters(text(report, { width, color: true }))).toBe(text(report, { width }));
    }
  });

  test("a path is never broken, so that it stays a link", () => {
    const path = `src/${"deep/".repeat(20)}orders.ts`;
    const location = { path, inside: null, line: 12, column: 14, endLine: null, endColumn: null };
    expect(text(aReport({ functions: [aFunction("orders")], findings: [aFinding({ location })] }))).toContain(
      `\n    ${path}:12:14\n`,
    );
  });
});

describe("packages", () => {
  const report = (packages: ReturnType<typeof aPackage>[]) =>
    aReport({ artifacts: [anArtifact(packages)], functions: [aFunction("orders")] });

  test("the eight heaviest by bytes, the others summed", () => {
    const packages = Array.from({ length: 11 }, (_, index) => aPackage(`p${index}`, (index + 1) * 1_000_000));
    const out = text(report(packages));
    expect(out.match(/^ {2}p\d+/gm)).toEqual(
      ["p10", "p9", "p8", "p7", "p6", "p5", "p4", "p3"].map((name) => `  ${name}`),
    );
    expect(out).toMatch(/3 more packages +6\.00 MB/);
  });

  test("bars compare: half the bytes, half the bar", () => {
    const out = text(report([aPackage("whole", 400_000), aPackage("half", 200_000), aPackage("speck", 1)]));
    const bar = (name: string) =>
      /[█▏▎▍▌▋▊▉]+/.exec(new RegExp(`${name} .*`).exec(out)?.[0] ?? "")?.[0] ?? "";
    expect(Math.abs(bar("half").length - bar("whole").length / 2)).toBeLessThanOrEqual(1);
    expect(bar("speck")).toBe("▏");
  });

  test("two functions with one artifact describe it once", () => {
    const out = text({ ...report([aPackage("p", 9)]), functions: [aFunction("a"), aFunction("b")] });
    expect(out.match(/^ {2}p 1\.0\.0/gm)).toHaveLength(1);
    expect(out).toContain("packages as above: dist/orders.zip");
  });
});

describe("findings", () => {
  const report = (over: Parameters<typeof aFinding>[0]) =>
    aReport({ functions: [aFunction("orders"), aFunction("users")], findings: [aFinding(over)] });

  test("one that concerns several functions is told once and names the others", () => {
    const out = text(report({ functions: ["users", "orders"] }));
    expect(out.match(/client-in-handler/g)).toHaveLength(1);
    expect(out).toContain("also in: users");
    expect(out.indexOf("client-in-handler")).toBeLessThan(out.indexOf("\nusers"));
  });

  test("one of no function (a layer's) is told too", () => {
    expect(text(report({ functions: [], artifact: "layer.zip" }))).toContain("client-in-handler");
  });

  test("savings stand side by side, and only where claimed", () => {
    expect(text(report({ saved: { artifactBytes: 5_000, zippedBytes: 2_000, initBytes: 1_000 } }))).toContain(
      "saves: 5.00 kB of the artifact, 2.00 kB zipped, 1.00 kB of init",
    );
    expect(text(report({}))).not.toContain("saves");
  });

  test("a long chain keeps its ends", () => {
    const chain = Array.from({ length: 12 }, (_, index) => ({
      path: `f${index}.ts`,
      line: 1,
      column: 1,
      label: `f${index}`,
    }));
    const out = text(report({ chain })).replace(/\s+/g, " ");
    expect(out).toContain("f2 (f2.ts:1:1) → … 6 more … → f9 (f9.ts:1:1)");
    expect(out).toContain("f11 (f11.ts:1:1)");
  });

  test("suppressed ones are counted, not shown", () => {
    const out = text(report({ suppressed: { by: "baseline", reason: "known" } }));
    expect(out).not.toContain("client-in-handler");
    expect(out).toContain("no findings in 2 functions; 1 suppressed");
  });
});

describe("many functions", () => {
  const functions = (count: number) => Array.from({ length: count }, (_, index) => aFunction(`fn-${index}`));

  test("over ten: a line each, details only for those with findings", () => {
    const report = aReport({ functions: functions(11), findings: [aFinding({ functions: ["fn-4"] })] });
    const out = text(report);
    expect(out.match(/^fn-\d+ .*(ok|1 error)$/gm)).toHaveLength(11);
    expect(out.match(/^fn-\d+ · index\.handler/gm)).toEqual(["fn-4 · index.handler"]);
  });

  test("ten: details for each", () => {
    expect(text(aReport({ functions: functions(10) })).match(/^fn-\d+ · index\.handler/gm)).toHaveLength(10);
  });

  test("columns are aligned", () => {
    const rows = text(aReport({ functions: functions(12) }))
      .split("\n")
      .slice(1, 13);
    expect(new Set(rows.map((row) => row.indexOf("ok"))).size).toBe(1);
  });

  test("functions of one name are told apart by id", () => {
    const twins = [aFunction("a/Fn", { name: "Fn" }), aFunction("b/Fn", { name: "Fn" }), ...functions(10)];
    const out = text(aReport({ functions: twins }));
    expect(out).toContain("a/Fn ");
    expect(out).toContain("b/Fn ");
  });
});

describe("quiet", () => {
  test("nothing to complain about: nothing", () => {
    const report = aReport({
      functions: [aFunction("orders")],
      findings: [aFinding({ severity: "warning" })],
    });
    expect(text(report, { quiet: true })).toBe("");
  });

  test("errors and problems only", () => {
    const out = text(aRichReport(), { quiet: true });
    expect(out).toContain("client-in-handler");
    expect(out).toContain("dist/broken.zip");
    expect(out).not.toMatch(/oversized-dependency|█|unzipped/);
  });
});

test("names from an archive can't write to the terminal", () => {
  const evil = "a\u001b[2Jb\nfake line\u202ec\u009b31m\u0007.js";
  const report = aReport({
    artifacts: [anArtifact([aPackage(evil, 10)])],
    functions: [aFunction("orders", { name: evil, handler: evil })],
    findings: [
      aFinding({ message: `${evil} is bad.`, chain: [{ path: evil, line: 1, column: 1, label: evil }] }),
      aFinding({
        location: { path: evil, inside: evil, line: 1, column: 1, endLine: null, endColumn: null },
      }),
    ],
    problems: [{ level: "error", code: "x", path: evil, line: null, message: evil }],
  });
  for (const quiet of [true, false]) {
    const out = text(report, { quiet, width: 400 });
    expect(out.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(out).toContain("a\\x1b[2Jb\\x0afake line\\u{202e}c\\x9b31m\\x07.js");
    expect(out).not.toMatch(/^fake line/m);
  }
});

test("colours are there when asked for", () => {
  expect(text(aRichReport(), { color: true })).toContain("\u001b[31merror\u001b[39m");
  expect(text(aRichReport())).not.toContain("\u001b");
});

describe("what many functions share", () => {
  const functions = ["a", "b", "c"].map((id) => aFunction(id, { artifact: id }));
  const artifacts = functions.map(({ id }) => anArtifact([], { id, path: id }));
  const about = (id: string, over: Parameters<typeof aFinding>[0]) =>
    aFinding({ functions: [id], artifact: id, chain: [], confidence: "high", ...over });
  const whole = { location: null, saved: { artifactBytes: 5, zippedBytes: null, initBytes: null } } as const;

  test("an info about artifacts is told once, with the functions that it holds for", () => {
    const findings = functions.map(({ id }) =>
      about(id, { ...whole, severity: "info", message: `Info on ${id}.`, fix: "Look." }),
    );
    const out = text(aReport({ functions, artifacts, findings }));
    expect(out).toContain("Info on a.");
    expect(out).toContain("also in: b, c");
    expect(out).not.toContain("Info on b.");
  });

  test("infos about lines, warnings and errors stand where they are, a fix once", () => {
    const line = { path: "x.ts", inside: null, line: 3, column: 1, endLine: null, endColumn: null };
    const saved = { artifactBytes: null, zippedBytes: null, initBytes: null };
    const findings = functions.flatMap(({ id }) => [
      about(id, { location: line, saved, severity: "info", message: `Line of ${id}.`, fix: "Remove it." }),
      about(id, {
        ...whole,
        rule: "other",
        severity: "warning",
        message: `Warning on ${id}.`,
        fix: "Bundle it.",
      }),
    ]);
    const out = text(aReport({ functions, artifacts, findings }));
    for (const { id } of functions) expect(out).toContain(`Line of ${id}.`);
    for (const { id } of functions) expect(out).toContain(`Warning on ${id}.`);
    expect(out.match(/fix: Bundle it\./g)).toHaveLength(1);
    expect(out.match(/fix: as above/g)).toHaveLength(4);
  });
});
