import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "..");
const temporary = mkdtempSync(join(tmpdir(), "lambda-lint-package-"));
const project = join(temporary, "project");
let tarball = "";
let packed = "";

function run(command: string, args: readonly string[], cwd: string): string {
  return execFileSync(command, args, {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    maxBuffer: 64 * 1024 * 1024,
  });
}

function installed(command: string): string {
  return join(project, "node_modules/.bin", command);
}

beforeAll(() => {
  packed = run("npm", ["pack", "--pack-destination", temporary], ROOT);
  tarball = join(temporary, packed.trim());
});
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

describe("the package", () => {
  it("is named on npm pack's stdout, and nothing else is", () => {
    expect(packed).toMatch(/^lambda-lint-\d+\.\d+\.\d+\.tgz\n$/);
  });

  it("holds what it needs, and nothing else", () => {
    const files = run("tar", ["-tzf", tarball], ROOT)
      .trim()
      .split("\n")
      .map((path) => path.replace("package/", ""));
    const expected = [
      ...[
        "LICENSE",
        "README.md",
        "package.json",
        "dist/bin.js",
        "dist/core.js",
        "dist/typescript.cjs",
        "dist/index.js",
        "dist/esbuild.js",
      ],
      ...["dist/licenses.txt", "dist/schema/config.json", "dist/schema/report.json"],
      ...["dist/types/src/index.d.ts", "dist/types/plugins/esbuild/index.d.ts"],
    ];
    expect(files).toEqual(expect.arrayContaining(expected));
    const others = files.filter((path) => !expected.includes(path));
    for (const path of others) expect(path).toMatch(/^dist\/(types\/(src|plugins)\/[\w/-]+\.d\.ts)$/);
    expect(files).not.toContain("dist/types/src/run.d.ts");
  });

  it("says nothing of the machine that built it, and has the licence of all that it bundles", () => {
    const all = run("tar", ["-xzOf", tarball], ROOT);
    expect(all).not.toContain(ROOT);
    const licenses = readFileSync(join(ROOT, "dist/licenses.txt"), "utf8");
    for (const name of ["commander", "yauzl", "valibot", "acorn", "typescript"])
      expect(licenses).toMatch(new RegExp(`^${name} \\d`, "m"));
  });

  it("passes publint", () => {
    expect(run("npx", ["publint", "--strict", tarball], ROOT)).toContain("All good!");
  });
});

describe("in an empty project", () => {
  beforeAll(() => {
    execFileSync("mkdir", [project]);
    writeFileSync(join(project, "package.json"), '{ "private": true, "type": "module" }');
    const flags = ["--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund"];
    run("npm", ["install", ...flags, tarball, "esbuild", "typescript@6", "@types/node@20"], project);
  });

  it("lints as a command, with a config in TypeScript, and a bundle by its source map", () => {
    writeFileSync(
      join(project, "lambda-lint.config.ts"),
      'import { defineConfig } from "lambda-lint";\nexport default defineConfig({ budgets: [{ type: "total", maximumWarning: 1 }] });\n',
    );
    writeFileSync(join(project, "a.js"), "export const a = () => Date.now();\n");
    writeFileSync(
      join(project, "b.js"),
      'import { a } from "./a.js";\nexport const handler = async () => a();\n',
    );
    const esbuild = [
      "esbuild",
      "b.js",
      "--bundle",
      "--minify",
      "--platform=node",
      "--sourcemap",
      "--outdir=dist",
    ];
    run(installed("esbuild"), esbuild, project);
    const report = JSON.parse(run(installed("lambda-lint"), ["dist/b.js", "--format", "json"], project));
    expect(report.problems).toEqual([]);
    expect(report.artifacts).toMatchObject([{ kind: "source-map" }]);
    expect(report.findings).toMatchObject([{ rule: "budget", severity: "warning" }]);
    expect(run(installed("lambda-lint"), ["--version"], project)).toBe(`${report.tool.version}\n`);
  });

  it("finds everything that it loads only when asked for: sources, templates, every format", () => {
    const source = `import { S3Client } from "@aws-sdk/client-s3";
export const handler = async () => new S3Client({});
`;
    const template = `Resources:
  Orders:
    Type: AWS::Lambda::Function
    Properties: { Code: fn, Handler: index.handler, Runtime: nodejs22.x, Timeout: 900, TracingConfig: { Mode: Active } }
`;
    // Beside the project: what lies in one with dependencies is taken for sources that a build packs.
    const stack = join(temporary, "stack");
    execFileSync("mkdir", ["-p", join(project, "src"), join(stack, "fn")]);
    writeFileSync(join(project, "src/orders.ts"), source);
    writeFileSync(join(stack, "fn/index.js"), "exports.handler = async () => {};\n");
    writeFileSync(join(stack, "template.yaml"), template);
    const found = (cwd: string, path: string) => {
      const args = [path, "--format", "json"];
      const { stdout } = spawnSync(installed("lambda-lint"), args, { cwd, encoding: "utf8" });
      return JSON.parse(stdout).findings.map(({ rule }: { rule: string }) => rule);
    };
    for (const path of ["src", "src/orders.ts"]) expect(found(project, path)).toEqual(["client-in-handler"]);
    expect(found(stack, "template.yaml")).toContain("timeout");
    for (const format of ["text", "sarif", "github", "gitlab", "junit", "markdown", "html"]) {
      const { status, stdout, stderr } = spawnSync(installed("lambda-lint"), ["fn", "--format", format], {
        cwd: stack,
        encoding: "utf8",
      });
      expect([format, status, stderr]).toEqual([format, 0, ""]);
      // Without findings there are no annotations.
      expect(stdout === "").toBe(format === "github");
    }
    expect(run(installed("lambda-lint"), ["explain", "timeout"], project)).toContain("Sources:");
  });

  it("exports the API, the plugin and both schemas", () => {
    writeFileSync(
      join(project, "use.js"),
      `import config from "lambda-lint/schema/config.json" with { type: "json" };
      import report from "lambda-lint/schema/report.json" with { type: "json" };
      import { lint } from "lambda-lint";
      import { lambdaLint } from "lambda-lint/esbuild";
      import { build } from "esbuild";
      const built = await build({ entryPoints: ["b.js"], bundle: true, write: false, logLevel: "silent", plugins: [lambdaLint()] });
      const { summary } = await lint(["dist/b.js"]);
      console.log(JSON.stringify([typeof config.$schema, typeof report.$schema, summary.warnings, built.warnings.length]));`,
    );
    expect(JSON.parse(run("node", ["--no-warnings", "use.js"], project))).toEqual(["string", "string", 1, 1]);
  });

  it("has types that resolve as Node resolves, library checks included", () => {
    writeFileSync(
      join(project, "use.ts"),
      `import { defineConfig, lint, type Report } from "lambda-lint";
      import { lambdaLint } from "lambda-lint/esbuild";
      import type { Plugin } from "esbuild";
      export const plugin: Plugin = lambdaLint({ failOn: "warning", config: defineConfig({ awsSdk: "bundle" }) });
      export const report: Promise<Report> = lint(["dist"]);
      // @ts-expect-error: the types are there, so a wrong one is told
      export const wrong = defineConfig({ awsSdk: "never" });`,
    );
    const flags = ["--strict", "--noEmit", "--module", "nodenext", "--target", "es2023", "--types", "node"];
    run(installed("tsc"), [...flags, "use.ts"], project);
  });
});
