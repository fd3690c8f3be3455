import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lint, type Report, UsageError } from "../src/index.js";
import { expectExactSizes } from "./support/identity.js";
import { runMain } from "./support/run-main.js";
import { writeTree } from "./support/tree.js";
import { zipFolder } from "./support/zip-folder.js";

const HANDLER = "exports.handler = async () => {};\n";
const RUNS = { numRuns: 60 } as const;

/** Bytes, text, and real beginnings that go wrong later. */
function rubbish(seed: Buffer): fc.Arbitrary<Buffer> {
  const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
  const damaged = fc
    .array(fc.tuple(fc.nat(Math.max(0, seed.length - 1)), fc.nat(255)), { minLength: 1, maxLength: 8 })
    .map((changes) => {
      const copy = Buffer.from(seed);
      for (const [at, value] of changes) copy[at] = value;
      return copy;
    });
  const cut = fc.nat(seed.length).map((length) => seed.subarray(0, length));
  return fc.oneof(
    bytes,
    fc.string({ maxLength: 200 }).map((text) => Buffer.from(text)),
    damaged,
    cut,
  );
}

/** JSON shaped like the seed's, with values of any kind in between. */
const json = fc.oneof(
  fc.json(),
  fc.record({ inputs: fc.jsonValue(), outputs: fc.jsonValue() }).map((value) => JSON.stringify(value)),
  fc
    .record({
      inputs: fc.dictionary(fc.string(), fc.record({ bytes: fc.nat(), imports: fc.jsonValue() })),
      outputs: fc.dictionary(
        fc.oneof(fc.string(), fc.constant("dist/a.js")),
        fc.record({
          bytes: fc.nat(),
          inputs: fc.constant({}),
          imports: fc.constant([]),
          entryPoint: fc.string(),
        }),
      ),
    })
    .map((value) => JSON.stringify(value)),
);

/** A report or a UsageError; whatever else is thrown is a crash. */
async function outcome(cwd: string, paths: readonly string[]): Promise<Report | null> {
  try {
    const report = await lint(paths, { cwd, config: {}, asOf: "2026-11-20" });
    expectExactSizes(report);
    for (const { message } of report.problems) expect(message).not.toMatch(/\n|undefined|\[object/);
    expect(report.artifacts.length + report.problems.length).toBeGreaterThan(0);
    return report;
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return null;
  }
}

describe("any bytes give a report, a problem or a word on wrong usage", () => {
  it("as a zip", async () => {
    const cwd = writeTree({
      "in/index.js": HANDLER,
      "in/node_modules/a/package.json": '{"name":"a","version":"1.0.0"}',
    });
    await zipFolder(join(cwd, "in"), join(cwd, "seed.zip"));
    const { readFileSync } = await import("node:fs");
    const property = fc.asyncProperty(rubbish(readFileSync(join(cwd, "seed.zip"))), async (bytes) => {
      writeFileSync(join(cwd, "any.zip"), bytes);
      await outcome(cwd, ["any.zip"]);
    });
    await fc.assert(property, { numRuns: 200 });
  });

  it("as a metafile", async () => {
    const cwd = writeTree({});
    const property = fc.asyncProperty(json, async (text) => {
      writeFileSync(join(cwd, "any.json"), text);
      await outcome(cwd, ["any.json"]);
    });
    await fc.assert(property, { numRuns: 200 });
  });

  it("as a source map, its bundle and a package.json", async () => {
    const cwd = writeTree({ "dist/index.js": "", "dist/index.js.map": "" });
    const map = Buffer.from(
      JSON.stringify({
        version: 3,
        sources: ["../src/a.ts", "../node_modules/x/index.js"],
        names: [],
        mappings: "AAAA,OCAA;ADAA",
      }),
    );
    const bundle = Buffer.from(
      `// src/a.ts\nvar a = 1;\n// node_modules/x/index.js\nvar b = 2;\n${HANDLER}//# sourceMappingURL=index.js.map\n`,
    );
    const property = fc.asyncProperty(rubbish(map), rubbish(bundle), async (anyMap, anyBundle) => {
      writeFileSync(join(cwd, "dist/index.js.map"), anyMap);
      writeFileSync(join(cwd, "dist/index.js"), anyBundle);
      await outcome(cwd, ["dist"]);
      await outcome(cwd, ["dist/index.js.map"]);
    });
    await fc.assert(property, RUNS);
  });

  it("as a package.json of the artifact and of its packages", async () => {
    const cwd = writeTree({
      "app/index.js": `require("a");\n${HANDLER}`,
      "app/package.json": "",
      "app/node_modules/a/package.json": "",
      "app/node_modules/a/index.js": "",
    });
    const manifest = fc.oneof(
      fc.json(),
      fc
        .dictionary(
          fc.constantFrom("name", "version", "main", "exports", "dependencies", "type", "module"),
          fc.jsonValue(),
        )
        .map((value) => JSON.stringify(value)),
    );
    const property = fc.asyncProperty(manifest, manifest, async (own, dependency) => {
      writeFileSync(join(cwd, "app/package.json"), own);
      writeFileSync(join(cwd, "app/node_modules/a/package.json"), dependency);
      await outcome(cwd, ["app"]);
    });
    await fc.assert(property, RUNS);
  });

  it("as a config file", async () => {
    const cwd = writeTree({ "dist/index.js": HANDLER });
    const config = fc.oneof(
      rubbish(Buffer.from('{"budgets":[{"type":"zip","maximumError":"1 MB"}],"rules":{"budget":"off"}}')),
      fc.json().map((text) => Buffer.from(text)),
      fc
        .dictionary(
          fc.constantFrom("budgets", "rules", "ignore", "overrides", "awsSdk", "paths", "functions"),
          fc.jsonValue(),
        )
        .map((value) => Buffer.from(JSON.stringify(value))),
    );
    const property = fc.asyncProperty(config, async (bytes) => {
      writeFileSync(join(cwd, "lambda-lint.config.json"), bytes);
      const { code, stderr } = await runMain(["dist", "--format", "json"], { cwd });
      expect(stderr).not.toMatch(/crashed|\n\s+at /);
      expect([0, 1, 2]).toContain(code);
      if (code === 2) expect(stderr).not.toBe("");
    });
    await fc.assert(property, RUNS);
  });
});

const name = fc.constantFrom("a", "b", "@s/c", "lodash", "@aws-sdk/client-s3");
const version = fc.constantFrom("1.0.0", "1.2.0", "2.0.0", "3.0.0-rc.1");
const code = fc
  .array(
    fc.oneof(
      name.map((one) => `require("${one}");`),
      fc.constant("module.exports = 1;"),
      fc.constant("import('./x.js');"),
      name.map((one) => `exports.f = () => require("${one}");`),
    ),
    { maxLength: 4 },
  )
  .map((lines) => lines.join("\n"));
const installed = fc.record({
  name,
  version,
  code,
  dependencies: fc.array(name, { maxLength: 3 }),
  inside: fc.option(name),
});
const tree = fc.record({
  own: code,
  packages: fc.array(installed, { maxLength: 8 }),
  data: fc.nat(3000),
  extra: fc.option(code),
});

function filesOf(value: typeof tree extends fc.Arbitrary<infer T> ? T : never): Record<string, string> {
  const files: Record<string, string> = {
    "package.json": '{"name":"app","version":"1.0.0"}',
    "index.js": `${value.own}\n${HANDLER}`,
    "data.txt": "x".repeat(value.data),
  };
  if (value.extra !== null) files["lib/extra.js"] = value.extra;
  for (const one of value.packages) {
    const folder = `${one.inside === null ? "" : `node_modules/${one.inside}/`}node_modules/${one.name}`;
    const dependencies = Object.fromEntries(one.dependencies.map((dependency) => [dependency, "*"]));
    files[`${folder}/package.json`] = JSON.stringify({ name: one.name, version: one.version, dependencies });
    files[`${folder}/index.js`] = one.code;
  }
  return files;
}

describe("any small tree", () => {
  it("is attributed to the byte, the same as a zip and as a folder, the same twice", {
    timeout: 60_000,
  }, async () => {
    const property = fc.asyncProperty(tree, async (value) => {
      const files = filesOf(value);
      const cwd = writeTree(
        Object.fromEntries(Object.entries(files).map(([path, text]) => [`app/${path}`, text])),
      );
      await zipFolder(join(cwd, "app"), join(cwd, "app.zip"));
      const [folder, again, zip] = [
        await outcome(cwd, ["app"]),
        await outcome(cwd, ["app"]),
        await outcome(cwd, ["app.zip"]),
      ];
      expect(JSON.stringify(again)).toBe(JSON.stringify(folder));
      expect(folder?.artifacts[0]?.unzippedBytes).toBe(
        Object.values(files).reduce((sum, text) => sum + Buffer.byteLength(text), 0),
      );
      const sizes = (report: Report | null) =>
        report?.artifacts.map(({ files: count, unzippedBytes, ownBytes, unattributedBytes, packages }) => ({
          ...{ count, unzippedBytes, ownBytes, unattributedBytes },
          packages: packages.map(({ zippedBytes: _, ...rest }) => rest),
        }));
      expect(sizes(zip)).toEqual(sizes(folder));
      // What a zip lacks is missing; what a folder lacks may be packed beside it, which is less sure.
      const found = (report: Report | null) =>
        report?.findings
          .filter(({ rule }) => rule !== "unresolved-import")
          .map(({ rule, messageId, packages, saved }) => [
            rule,
            messageId,
            packages,
            saved.artifactBytes,
            saved.initBytes,
          ]);
      const lacking = (report: Report | null) =>
        report?.findings
          .filter(({ rule }) => rule === "unresolved-import")
          .flatMap(({ packages }) => packages);
      expect(lacking(zip)).toEqual(lacking(folder));
      expect(found(zip)).toEqual(found(folder));
      expect(zip?.functions[0]?.init).toEqual(folder?.functions[0]?.init);
      for (const { retainedBytes, bytes } of folder?.artifacts[0]?.packages ?? [])
        expect(retainedBytes).toBeGreaterThanOrEqual(bytes);
    });
    await fc.assert(property, RUNS);
  });

  it("saves no more than there is, and claims no byte twice", async () => {
    const property = fc.asyncProperty(tree, async (value) => {
      const cwd = writeTree(
        Object.fromEntries(Object.entries(filesOf(value)).map(([path, text]) => [`app/${path}`, text])),
      );
      const config = {
        rules: {
          "oversized-dependency": ["warning", { unbundled: 10, bundled: 10 }],
          "duplicate-package": ["warning", { unbundled: 10, bundled: 10 }],
        },
      } as const;
      const report = await lint(["app"], { cwd, config, asOf: "2026-11-20" });
      const total = report.artifacts[0]?.unzippedBytes ?? 0;
      const saved = report.findings.reduce((sum, finding) => sum + (finding.saved.artifactBytes ?? 0), 0);
      expect(saved).toBeLessThanOrEqual(total);
    });
    await fc.assert(property, RUNS);
  });
});
