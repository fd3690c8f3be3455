import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Ajv } from "ajv";
import { describe, expect, it, test } from "vitest";
import type { Report } from "../../src/report.js";
import { FORMATS, type Format } from "../../src/reporters/formats.js";
import { REPORTERS } from "../../src/reporters/index.js";
import { aFinding, aFunction, anArtifact, aReport, aRichReport } from "./sample-report.js";

const OPTIONS = { color: false, width: 80, quiet: false, config: "lambda-lint.config.ts", before: [] };

async function written(format: Format, report: Report): Promise<string> {
  const reporter = await REPORTERS[format]();
  const text = reporter(report, OPTIONS);
  // The page's own style and script are the same in all reports; test/browser looks at what they do.
  return text
    .replace(/<style>.*<\/style>/s, "<style></style>")
    .replace(/<script>.*<\/script>/s, "<script></script>")
    .replaceAll(/sha256-[\w+/=]+/g, "sha256-…");
}

const schemas = createRequire(import.meta.url);
const sarifSchema = JSON.parse(
  readFileSync(schemas.resolve("schemastore/schemas/json/sarif-2.1.0.json"), "utf8"),
);
const isSarif = new Ajv({
  strict: false,
  unicodeRegExp: false,
  validateFormats: false,
  allErrors: true,
}).compile(sarifSchema);

const HOSTILE = '<img src=x onerror=alert(1)>"\n::error::|`@everyone]]>\u202e%';

/** Everything that a report can say, in names that nobody should be able to choose. */
function hostileReport(): Report {
  const place = { path: HOSTILE, inside: null, line: 3, column: 2, endLine: null, endColumn: null };
  return aReport({
    artifacts: [anArtifact([], { id: HOSTILE, path: HOSTILE })],
    functions: [aFunction(HOSTILE, { artifact: HOSTILE, source: null })],
    findings: [
      aFinding({
        message: HOSTILE,
        fix: HOSTILE,
        functions: [HOSTILE],
        location: place,
        packages: [HOSTILE],
        chain: [{ path: HOSTILE, line: 1, column: 1, label: HOSTILE }],
      }),
    ],
    problems: [{ level: "error", code: "damaged-zip", path: HOSTILE, line: null, message: HOSTILE }],
  });
}

describe.each(FORMATS)("%s", (format) => {
  it("writes a rich report", async () => {
    expect(await written(format, aRichReport())).toMatchSnapshot();
  });

  it("writes an empty report", async () => {
    expect(await written(format, aReport())).toMatchSnapshot();
  });

  it("writes the same bytes twice", async () => {
    expect(await written(format, aRichReport())).toBe(await written(format, aRichReport()));
  });

  it("ends with a line end, or is empty", async () => {
    for (const report of [aRichReport(), hostileReport()])
      expect(await written(format, report)).toMatch(/\n$/);
  });
});

test.each([
  ["a rich report", aRichReport],
  ["an empty report", aReport],
  ["hostile names", hostileReport],
])("SARIF of %s is valid by the official schema", async (_, make) => {
  isSarif(JSON.parse(await written("sarif", make())));
  expect(isSarif.errors).toBeNull();
});

test("SARIF shows suppressed findings as such, with the reason", async () => {
  const suppressed = { by: "comment", reason: "one user's credentials" } as const;
  const log = JSON.parse(await written("sarif", aReport({ findings: [aFinding({ suppressed })] })));
  expect(log.runs[0].results[0].suppressions).toEqual([
    { kind: "inSource", justification: "one user's credentials" },
  ]);
});

describe("what is said of an artifact stands", () => {
  const whole = {
    path: "dist/orders.zip",
    inside: null,
    line: null,
    column: null,
    endLine: null,
    endColumn: null,
  };
  const artifacts = [anArtifact([])];
  const fileOf = async (over: { source: string | null; template: string | null }) => {
    const findings = [aFinding({ location: whole })];
    const functions = [aFunction("orders", over)];
    const log = JSON.parse(await written("sarif", aReport({ artifacts, functions, findings })));
    return log.runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri;
  };

  it("at its handler's source, else its template, else the config", async () => {
    expect(await fileOf({ source: "src/orders.ts", template: "template.yaml" })).toBe("src/orders.ts");
    expect(await fileOf({ source: null, template: "template.yaml" })).toBe("template.yaml");
    expect(await fileOf({ source: "dist/orders.zip", template: null })).toBe("lambda-lint.config.ts");
  });

  it("at the import that brought it in, where that is a file of the user's", async () => {
    const chain = [{ path: "src/a b.ts", line: 2, column: 1, label: "import" }];
    const findings = [aFinding({ location: whole, chain })];
    const log = JSON.parse(
      await written("sarif", aReport({ artifacts, functions: [aFunction("orders")], findings })),
    );
    const { artifactLocation, region } = log.runs[0].results[0].locations[0].physicalLocation;
    expect([artifactLocation.uri, region.startLine]).toEqual(["src/a%20b.ts", 2]);
  });
});

describe("hostile names", () => {
  it("can't start a workflow command of their own", async () => {
    const lines = (await written("github", hostileReport())).trimEnd().split("\n");
    expect(lines).toHaveLength(2);
    for (const line of lines) {
      expect(line).toMatch(/^::error [^\n]*::/);
      expect(line.match(/::error/g)?.length).toBeLessThanOrEqual(4);
      const [, properties = ""] = /^::error (.*?)::/.exec(line) ?? [];
      expect(properties).not.toMatch(/\n|::/);
    }
  });

  it("become no markup in Markdown", async () => {
    const text = await written("markdown", hostileReport());
    expect(text).not.toContain("<img");
    expect(text).not.toMatch(/(?<!\\|\w)@everyone/);
    expect(text).not.toContain("\u202e");
  });

  it("become no markup in XML", async () => {
    const text = await written("junit", hostileReport());
    expect(text).not.toMatch(/<img|\u202e/);
    expect(text).toContain("&lt;img");
  });
});

test("GitLab gets a fingerprint of its own for each of two alike", async () => {
  const issues = JSON.parse(await written("gitlab", aReport({ findings: [aFinding(), aFinding()] })));
  expect(new Set(issues.map(({ fingerprint }: { fingerprint: string }) => fingerprint)).size).toBe(2);
});

test("a comment tells sizes with what they differ by from the baseline", async () => {
  const before = [{ id: "orders", total: 5_000_000, zip: null, init: 691_356, packages: {} }];
  const report = aReport({ artifacts: [anArtifact([])], functions: [aFunction("orders")] });
  const text = (await REPORTERS.markdown())(report, { ...OPTIONS, before });
  expect(text).toContain("| <code>orders</code> | 5.68 MB (+13.6%) | 1.23 MB | 346 kB (−50.0%) | 120 |");
});

test("a comment stays below what GitHub takes, and says what it left out", async () => {
  const findings = Array.from({ length: 1000 }, (_, index) =>
    aFinding({ message: `${index} ${"x".repeat(300)}.` }),
  );
  const text = await written("markdown", aReport({ functions: [aFunction("orders")], findings }));
  expect(text.length).toBeLessThan(65_536);
  expect(text).toMatch(/… and \d+ more findings\./);
});
