import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { MANIFEST, NPM_FLAGS, run } from "./pack.js";

const { tarball } = inject("packed");
const temporary = inject("temporary");
/** What the project has beside it. */
const BESIDE = [
  ...Object.keys(MANIFEST.peerDependencies).filter((name) => name !== "eslint"),
  "typescript@6",
  "@types/node@20",
];

const MANAGERS = {
  npm: {
    eslint: "eslint@10",
    add: (folder: string, packages: readonly string[]) =>
      run("npm", ["install", ...NPM_FLAGS, ...packages], folder),
  },
  pnpm: {
    eslint: "eslint@9",
    add: (folder: string, packages: readonly string[]) => {
      const pnpm = join(temporary, "tools/node_modules/.bin/pnpm");
      const store = ["--store-dir", join(temporary, "store"), "--ignore-scripts", "--prefer-offline"];
      return run(pnpm, ["add", ...store, ...packages], folder);
    },
  },
};

describe.each(Object.keys(MANAGERS) as (keyof typeof MANAGERS)[])("installed by %s", (manager) => {
  const project = join(temporary, manager);
  const installed = (command: string) => join(project, "node_modules/.bin", command);

  beforeAll(() => {
    mkdirSync(project);
    writeFileSync(join(project, "package.json"), '{ "private": true, "type": "module" }');
    const { add, eslint } = MANAGERS[manager];
    add(project, [tarball, ...BESIDE, eslint]);
    writeFileSync(
      join(project, "lambda-lint.config.ts"),
      'import { defineConfig } from "lambda-lint";\nexport default defineConfig({ budgets: [{ type: "total", maximumWarning: 1 }] });\n',
    );
    writeFileSync(join(project, "a.js"), "export const a = () => Date.now();\n");
    writeFileSync(
      join(project, "b.js"),
      'import { a } from "./a.js";\nexport const handler = async () => a();\n',
    );
    const flags = ["--bundle", "--minify", "--platform=node", "--sourcemap", "--outdir=dist"];
    run(installed("esbuild"), ["b.js", ...flags], project);
  });

  it("lints as a command, with a config in TypeScript, and a bundle by its source map", () => {
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
    const stack = join(temporary, `${manager}-stack`);
    for (const folder of [join(project, "src"), join(stack, "fn")]) mkdirSync(folder, { recursive: true });
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
      `import { lint } from "lambda-lint";
      import { lambdaLint } from "lambda-lint/esbuild";
      import { build } from "esbuild";
      const built = await build({ entryPoints: ["b.js"], bundle: true, write: false, logLevel: "silent", plugins: [lambdaLint()] });
      const { summary } = await lint(["dist/b.js"]);
      console.log(JSON.stringify([summary.warnings, built.warnings.length]));`,
    );
    expect(JSON.parse(run("node", ["--no-warnings", "use.js"], project))).toEqual([1, 1]);
  });

  it("lints in builds of Rollup, Rolldown, Vite and webpack", () => {
    MANAGERS[manager].add(project, ["rollup", "rolldown", "vite", "webpack"]);
    const builds = {
      rollup: '(await (await import("rollup")).rollup({ input: "b.js", plugins: [plugin] })).generate({})',
      rolldown:
        '(await (await import("rolldown")).rolldown({ input: "b.js", plugins: [plugin] })).generate({})',
      vite: '(await import("vite")).build({ build: { ssr: "b.js" }, plugins: [plugin] })',
      webpack:
        'new Promise((done) => webpack({ entry: "./b.js", target: "node", mode: "production", output: { library: { type: "commonjs2" } }, plugins: [plugin] }, done))',
    };
    for (const [name, build] of Object.entries(builds)) {
      const code = `import { lambdaLint } from "lambda-lint/${name}";
        ${name === "webpack" ? 'import webpack from "webpack";' : ""}
        const plugin = lambdaLint();
        await ${build};`;
      const args = ["--no-warnings", "--input-type=module", "-e", code];
      const { status, stderr } = spawnSync("node", args, { cwd: project, encoding: "utf8" });
      // The table, which names the budget of one byte.
      expect([name, status, /budget/.test(stderr)], stderr).toEqual([name, 0, true]);
    }
  });

  it("lints in ESLint's command, the last 9 and the last 10", () => {
    const config = `import lambdaLint from "lambda-lint/eslint";\nexport default [lambdaLint.configs.recommended];\n`;
    writeFileSync(join(project, "eslint.config.js"), config);
    mkdirSync(join(project, "lib"), { recursive: true });
    writeFileSync(
      join(project, "lib/users.js"),
      'import { S3Client } from "@aws-sdk/client-s3";\nexport const handler = async () => new S3Client({});\n',
    );
    const [result] = JSON.parse(run(installed("eslint"), ["lib", "--format", "json"], project));
    const found = [{ ruleId: "lambda-lint/client-in-handler", severity: 1, line: 2, column: 36 }];
    expect(result.messages).toMatchObject(found);
  });

  it("has types that resolve as Node resolves, library checks included", () => {
    const modules = Object.entries(MANIFEST.exports).filter(([, one]) => typeof one === "object");
    const all = modules.map(
      ([path], index) => `export * as m${index} from "${path.replace(".", "lambda-lint")}";\n`,
    );
    writeFileSync(
      join(project, "use.ts"),
      `import { defineConfig, lint, type Report } from "lambda-lint";
      import { lambdaLint } from "lambda-lint/esbuild";
      import type { Plugin } from "esbuild";
      export const plugin: Plugin = lambdaLint({ failOn: "warning", config: defineConfig({ awsSdk: "bundle" }) });
      export const report: Promise<Report> = lint(["dist"]);
      // @ts-expect-error: the types are there, so a wrong one is told
      export const wrong = defineConfig({ awsSdk: "never" });
      // @ts-expect-error: the severity stands first
      export const turned = defineConfig({ rules: { timeout: [{}, "error"] } });
      ${all.join("")}`,
    );
    const flags = ["--strict", "--noEmit", "--module", "nodenext", "--target", "es2023", "--types", "node"];
    const { stdout } = spawnSync(installed("tsc"), [...flags, "use.ts"], { cwd: project, encoding: "utf8" });
    // What the tools' own declarations get wrong is theirs.
    expect(stdout.split("\n").filter((line) => /^use\.ts|lambda-lint\/dist\//.test(line))).toEqual([]);
  });
});
