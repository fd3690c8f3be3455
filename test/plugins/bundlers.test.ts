import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { writeTree } from "../support/tree.js";
import { type BuildRequest, buildWith, NAMES } from "./bundlers.js";
import { HEAVY_PACKAGE, STRICT } from "./project.js";

const PROJECT = {
  ...HEAVY_PACKAGE,
  "src/orders.js": 'import { pdf } from "./pdf.js";\nexport const handler = async () => pdf();\n',
  "src/pdf.js": '// ä: two bytes\n\nimport heavy from "heavy";\nexport const pdf = () => heavy.slice(1);\n',
  "src/lazy.js": 'export const handler = async () => (await import("./pdf.js")).pdf();\n',
};
const write = (more = {}): string =>
  writeTree({ ...PROJECT, "lambda-lint.config.json": JSON.stringify(STRICT), ...more });

/** The figures of budgets, since those are what bundlers are told: `Init loads 20.6 kB` and so on. */
async function sizes(name: string, request: Omit<BuildRequest, "options">): Promise<Record<string, string>> {
  const budgets = [
    { type: "total", maximumWarning: 1 },
    { type: "init", maximumWarning: 1 },
    { type: "package", name: "heavy", maximumWarning: 1 },
  ] as const;
  const { warnings } = await buildWith(name, {
    ...request,
    options: { config: { budgets: [...budgets] }, only: ["budget"] },
  });
  const found = warnings.flatMap((text) => [...text.matchAll(/(\S+) (?:has|loads|takes) ([^,]+), /g)]);
  return Object.fromEntries(found.map(([, what = "", size = ""]) => [what, size]));
}

const kilobytes = (size = ""): number => Number.parseFloat(size) / (size.includes("kB") ? 1 : 1000);

describe.each(NAMES)("%s", (name) => {
  it("warns at the import in the user's source, with the same words as all others", async () => {
    const { warnings, errors } = await buildWith(name, { cwd: write() });
    expect(errors).toEqual([]);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(
      /heavy@1\.2\.3 takes 20\.\d kB, \d\d% of the artifact\. Import only the part that is used; .* \(oversized-dependency\)$/,
    );
    if (name === "rollup") expect(warnings[0]).toContain("src/pdf.js (3:0)");
  });

  it("fails with all that is at or above failOn, and passes with never", async () => {
    const config = { ...STRICT, budgets: [{ type: "total", maximumError: "1 kB" }] } as const;
    const cwd = write();
    const failed = await buildWith(name, {
      cwd,
      options: { failOn: "warning", config: { ...config, budgets: [...config.budgets] } },
    });
    const text = failed.errors.join("\n");
    expect(text).toContain("over the budget of 1.00 kB");
    expect(text).toContain("heavy@1.2.3 takes");
    // What esbuild has built is on disk before its plugins are asked.
    if (name !== "esbuild") expect(readdirSync(cwd)).not.toContain("dist");
    const passed = await buildWith(name, {
      cwd,
      options: { failOn: "never", config: { ...config, budgets: [...config.budgets] } },
    });
    expect([passed.errors.length, passed.warnings.length]).toEqual([0, 2]);
  });

  it("says what is wrong with a config", async () => {
    const { errors } = await buildWith(name, {
      cwd: write({ "lambda-lint.config.json": '{"failon":"error"}' }),
    });
    expect(errors.join("\n")).toMatch(/lambda-lint\.config\.json: .*failOn/s);
  });

  it("leaves out of init what is loaded later, a chunk of its own or not where that is deferred", async () => {
    const cwd = write();
    const entry = { lazy: "src/lazy.js" };
    const split = await sizes(name, { cwd, entry });
    expect(kilobytes(split.artifact)).toBeGreaterThan(20);
    expect(kilobytes(split.Init)).toBeLessThan(1);
    const whole = await sizes(name, { cwd, entry, whole: true });
    // Rollup evaluates all that is in a chunk as soon as that is loaded.
    if (name === "rollup") expect(kilobytes(whole.Init)).toBeGreaterThan(20);
    else expect(kilobytes(whole.Init)).toBeLessThan(2);
  });

  it("tells what lies in one file although it is asked for later", async () => {
    const handler =
      'export const handler = async ({ kind }) => (kind === "pdf" ? (await import("./pdf.js")).pdf() : kind);\n';
    const request = { cwd: write({ "src/lazy.js": handler }), entry: { lazy: "src/lazy.js" } };
    const rules = { "ineffective-lazy-import": ["warning", { minimum: "10 kB" }] } as const;
    const options = { config: { rules }, only: ["ineffective-lazy-import"], failOn: "info" } as const;
    const told = async (whole: boolean) =>
      (await buildWith(name, { ...request, whole, options })).errors.join("\n");
    expect(await told(false)).toBe("");
    const stays =
      /`import\("\.\/pdf\.js"\)` defers running the module, .* 20\.\d kB .* stay in dist\/lazy\.m?js/;
    // Rollup evaluates it with the rest: its bytes are init's.
    if (name === "rollup") expect(await told(true)).toBe("");
    else expect(await told(true)).toMatch(stays);
  });

  it("gives a minified bundle's bytes to the package, with a source map and (estimated or not) without", async () => {
    // Without the blanks that would pass for indentation.
    const dense = `module.exports = ${JSON.stringify("heavy.".repeat(3_400))};\n`;
    for (const sourcemap of [true, false]) {
      const cwd = write({ "node_modules/heavy/index.js": dense });
      const found = await sizes(name, { cwd, minify: true, sourcemap });
      expect(kilobytes(found.heavy)).toBeGreaterThan(19.5);
      expect(kilobytes(found.heavy)).toBeLessThan(20.9);
      const isTold = sourcemap || name === "esbuild" || name === "webpack";
      expect([name, sourcemap, found.heavy?.includes("estimated")]).toEqual([name, sourcemap, !isTold]);
    }
  });

  it("counts the bytes that are written, each function by itself", async () => {
    const cwd = write({ "src/other.js": "export const handler = async () => 1;\n" });
    const entry = { orders: "src/orders.js", other: "src/other.js" };
    // Several entries of esbuild share a chunk with its helpers.
    const whole = name === "esbuild";
    const { table } = await buildWith(name, { cwd, entry, whole, options: { only: ["budget"] } });
    const told = [...table.matchAll(/^ {2}src\/\w+\.js +- +([\d.]+) (k?B)/gm)].map(([, size]) => size);
    expect(told).toHaveLength(2);
    const written = readdirSync(join(cwd, "dist"), { recursive: true, encoding: "utf8" })
      .filter((path) => /\.m?js$/.test(path))
      .map((path) => statSync(join(cwd, "dist", path)).size);
    const shown = written.map((size) => (size < 1000 ? `${size}` : (size / 1000).toFixed(1)));
    expect(shown).toContain(told[0]);
  });

  it("reads the sources behind the handlers, as the code rules do", async () => {
    const cwd = write({
      "src/orders.js": 'import { query } from "./db.js";\nexport const handler = async () => query();\n',
      "src/db.js":
        'import { S3Client } from "@aws-sdk/client-s3";\nexport const query = () => new S3Client({}).config.region();\n',
    });
    const options = { only: ["client-in-handler"] };
    const { errors } = await buildWith(name, { cwd, external: ["@aws-sdk/client-s3"], options });
    expect(errors.join()).toMatch(/S3Client.* \(client-in-handler\)/);
  });

  it("finds nothing where packages stay outside", async () => {
    const outside = await buildWith(name, {
      cwd: write(),
      external: ["heavy"],
      options: { only: ["oversized-dependency"] },
    });
    expect([outside.errors, outside.warnings]).toEqual([[], []]);
  });
});
