import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type BuildFailure, type BuildOptions, type BuildResult, build, context } from "esbuild";
import { describe, expect, it } from "vitest";
import { type LambdaLintOptions, lambdaLint } from "../../plugins/esbuild/index.js";
import type { Report } from "../../src/report.js";
import { runMain } from "../support/run-main.js";
import { PROJECT, STRICT, stderrOf, writeProject } from "./project.js";

const IMPORT = { file: "src/pdf.ts", line: 3, column: 0, lineText: 'import heavy from "heavy";' };

function optionsFor(
  cwd: string,
  plugin: LambdaLintOptions = {},
  more: BuildOptions = {},
): BuildOptions & { absWorkingDir: string } {
  return {
    absWorkingDir: cwd,
    entryPoints: ["src/orders.ts"],
    bundle: true,
    platform: "node",
    outdir: "dist",
    logLevel: "silent",
    plugins: [lambdaLint(plugin)],
    ...more,
  };
}

async function failureOf(options: BuildOptions): Promise<BuildFailure> {
  return build(options).then(
    () => expect.fail("the build passed"),
    (error: BuildFailure) => error,
  );
}

const idsOf = (messages: BuildResult["errors"]): string[] => messages.map(({ id }) => id);

describe("messages", () => {
  it("warn at the import in the user's source, from any working directory", async () => {
    const { warnings, errors, metafile } = await build(optionsFor(writeProject()));
    expect(errors).toEqual([]);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatchObject({
      id: "oversized-dependency",
      pluginName: "lambda-lint",
      location: IMPORT,
      text: expect.stringMatching(/^heavy@1\.2\.3 takes 20\.\d kB.*\(oversized-dependency\)$/),
    });
    expect(Object.keys(metafile?.outputs ?? {})).toEqual(["dist/orders.js"]);
  });

  it("point at the entry point when they are about the whole artifact", async () => {
    const config = { budgets: [{ type: "total", maximumError: "1 kB" }] } as const;
    const { errors, message } = await failureOf(optionsFor(writeProject(), { config }));
    expect(idsOf(errors)).toEqual(["budget"]);
    expect(errors[0]?.location).toMatchObject({ file: "src/orders.ts", line: 1, column: 0 });
    expect(message).toMatch(
      /^Build failed with 1 error:\nsrc\/orders\.ts:1:0: ERROR: \[plugin: lambda-lint\] /,
    );
  });

  it("have no place where the entry point is no file", async () => {
    const virtual = {
      name: "virtual",
      setup({ onResolve, onLoad }: Parameters<ReturnType<typeof lambdaLint>["setup"]>[0]) {
        onResolve({ filter: /^made-up$/ }, ({ path }) => ({ path, namespace: "virtual" }));
        onLoad({ filter: /.*/, namespace: "virtual" }, () => ({
          contents: 'export { pdf as handler } from "./src/pdf.ts";',
          resolveDir: cwd,
        }));
      },
    };
    const cwd = writeProject();
    const config = { budgets: [{ type: "total", maximumError: "1 kB" }] } as const;
    const plugins = [virtual, lambdaLint({ config })];
    const { errors } = await failureOf({ ...optionsFor(cwd), entryPoints: ["made-up"], plugins });
    expect(errors).toMatchObject([{ id: "budget", location: null }]);
  });

  it("count columns in bytes", async () => {
    const cwd = writeProject({
      "src/orders.ts":
        '/* ä */ import heavy from "heavy";\nexport const handler = async () => heavy.slice(1);\n',
    });
    const { warnings } = await build(optionsFor(cwd));
    expect(warnings[0]?.location).toMatchObject({ file: "src/orders.ts", line: 1, column: 9 });
  });

  it("leave out what the config ignores", async () => {
    const config = {
      ...STRICT,
      ignore: [{ rule: "oversized-dependency", package: "heavy", reason: "PDFs" }],
    };
    expect((await build(optionsFor(writeProject(), { config }))).warnings).toEqual([]);
  });
});

describe("failOn", () => {
  it.each([
    ["error", 0, 1],
    ["warning", 1, 0],
    ["info", 1, 0],
    ["never", 0, 1],
  ] as const)("%s: %i errors, %i warnings of a warning", async (failOn, errors, warnings) => {
    const options = optionsFor(writeProject(), { failOn });
    const result = await build(options).catch((failure: BuildFailure) => failure);
    expect([result.errors.length, result.warnings.length]).toEqual([errors, warnings]);
    expect(result instanceof Error).toBe(errors > 0);
  });

  it("never: not even an exceeded budget fails", async () => {
    const config = { budgets: [{ type: "total", maximumError: 1 }] } as const;
    const { warnings } = await build(optionsFor(writeProject(), { config, failOn: "never" }));
    expect(idsOf(warnings)).toEqual(["budget"]);
  });

  it("is the config's when not given, and so is maxWarnings", async () => {
    const strict = await failureOf(optionsFor(writeProject(), { config: { ...STRICT, failOn: "warning" } }));
    expect(idsOf(strict.errors)).toEqual(["oversized-dependency"]);
    const counted = await failureOf(optionsFor(writeProject(), { config: { ...STRICT, maxWarnings: 0 } }));
    expect(idsOf(counted.errors)).toEqual(["max-warnings"]);
    expect(idsOf(counted.warnings)).toEqual(["oversized-dependency"]);
    expect(
      (await build(optionsFor(writeProject(), { config: { ...STRICT, maxWarnings: 1 } }))).errors,
    ).toEqual([]);
  });
});

describe("budgets", () => {
  it("hold for zip, init and packages inside the build, on disk or not", async () => {
    const config = {
      budgets: [
        { type: "zip", maximumError: 10 },
        { type: "init", maximumError: "1 kB" },
        { type: "package", name: "heavy", maximumError: 0 },
      ],
    } as const;
    const onDisk = await failureOf(optionsFor(writeProject(), { config }));
    const inMemory = await failureOf(optionsFor(writeProject(), { config }, { write: false }));
    expect(idsOf(onDisk.errors)).toEqual(["budget", "budget", "budget"]);
    expect(inMemory.errors.map(({ text }) => text)).toEqual(onDisk.errors.map(({ text }) => text));
  });
});

describe("table", () => {
  it("is printed once a build, with a line per function and per warning", async () => {
    const options = optionsFor(writeProject({ "src/other.ts": "export const handler = async () => {};\n" }));
    const entryPoints = ["src/orders.ts", "src/other.ts"];
    const text = await stderrOf(() => build({ ...options, entryPoints, logLevel: "warning", color: false }));
    expect(text.match(/^lambda-lint$/gm)).toHaveLength(1);
    expect(text).toMatch(/^ {2}src\/orders\.ts +- +2\d\.\d kB +20\.\d kB {2}1 warning$/m);
    expect(text).toMatch(/^ {2}src\/other\.ts +- .* ok$/m);
    expect(text).toMatch(/^ {2}warning src\/pdf\.ts:3:1 heavy@1\.2\.3 takes /m);
    for (const line of text.split("\n")) expect(line).not.toContain("\u001B");
  });

  it("is silent under logLevel silent, findings or not", async () => {
    const cwd = writeProject();
    expect(await stderrOf(() => build(optionsFor(cwd)))).toBe("");
    expect(await stderrOf(() => failureOf(optionsFor(cwd, { failOn: "warning" })))).toBe("");
  });

  it("says nothing of a build without JavaScript", async () => {
    const cwd = writeProject({ "src/a.css": "a { color: red }" });
    const options = { ...optionsFor(cwd), entryPoints: ["src/a.css"], logLevel: "warning" as const };
    expect(await stderrOf(() => build(options))).toBe("");
  });
});

describe("failures", () => {
  it("adds nothing to a build that failed already", async () => {
    const cwd = writeProject({ "src/pdf.ts": "import heavy from 'heavy'\nexport const = 1;\n" });
    const { errors, warnings } = await failureOf(optionsFor(cwd));
    expect(errors).toMatchObject([{ pluginName: "", text: expect.stringContaining("Expected") }]);
    expect(warnings).toEqual([]);
  });

  it("says what is wrong with a config, a line per mistake and no stack", async () => {
    const cwd = writeProject({ "lambda-lint.config.json": '{"budgets":[{"type":"totl"}],"failon":"error"}' });
    const { errors } = await failureOf(optionsFor(cwd));
    expect(errors.length).toBeGreaterThan(1);
    for (const { id, text, notes, pluginName } of errors) {
      expect({ id, notes, pluginName }).toEqual({ id: "config", notes: [], pluginName: "lambda-lint" });
      expect(text).toMatch(/^lambda-lint\.config\.json: /);
      expect(text).not.toContain("\n");
    }
    expect(errors.map(({ text }) => text).join("\n")).toContain("failOn");
  });
});

describe("config", () => {
  it("is found upwards from absWorkingDir", async () => {
    const root = writeProject();
    const cwd = join(root, "packages/api");
    mkdirSync(join(cwd, "src"), { recursive: true });
    writeFileSync(join(cwd, "src/orders.ts"), PROJECT["src/pdf.ts"] as string);
    const { warnings } = await build(optionsFor(cwd));
    expect(warnings[0]?.location).toMatchObject({ file: "src/orders.ts", line: 3 });
  });

  it("is read again at every build, and named by path", async () => {
    const cwd = writeProject({ "quiet.json": "{}" });
    expect((await build(optionsFor(cwd, { config: "quiet.json" }))).warnings).toEqual([]);
    const builds = await context(optionsFor(cwd));
    try {
      expect((await builds.rebuild()).warnings).toHaveLength(1);
      writeFileSync(join(cwd, "lambda-lint.config.json"), "{}");
      expect((await builds.rebuild()).warnings).toHaveLength(0);
    } finally {
      await builds.dispose();
    }
  });
});

describe("ways to build", () => {
  it("rebuild() gives the same messages twice, and new ones for new code", async () => {
    const cwd = writeProject();
    const builds = await context(optionsFor(cwd));
    try {
      const first = await builds.rebuild();
      const second = await builds.rebuild();
      expect(second.warnings).toEqual(first.warnings);
      expect(first.warnings).toHaveLength(1);
      writeFileSync(join(cwd, "src/pdf.ts"), 'export const pdf = (): string => "none";\n');
      expect((await builds.rebuild()).warnings).toEqual([]);
    } finally {
      await builds.dispose();
    }
  });

  it("watch() lints every build anew", async () => {
    const cwd = writeProject();
    const results: BuildResult[] = [];
    let arrived = () => {};
    const next = () => new Promise<void>((resolve) => (arrived = resolve));
    const listen = {
      name: "listen",
      setup: ({ onEnd }: Parameters<ReturnType<typeof lambdaLint>["setup"]>[0]) =>
        onEnd((result) => {
          results.push({ ...result, warnings: [...result.warnings] });
          arrived();
        }),
    };
    const watcher = await context({ ...optionsFor(cwd), plugins: [lambdaLint(), listen] });
    try {
      const first = next();
      await watcher.watch();
      await first;
      const second = next();
      writeFileSync(join(cwd, "src/orders.ts"), "export const handler = async () => 1;\n");
      await second;
    } finally {
      await watcher.dispose();
    }
    expect(results.map(({ warnings }) => warnings.length)).toEqual([1, 0]);
  });

  it("write: false reads what stays in memory, and the result keeps it", async () => {
    const cwd = writeProject();
    const result = await build(optionsFor(cwd, {}, { write: false }));
    expect(result.warnings).toHaveLength(1);
    expect(result.outputFiles?.map(({ path }) => path)).toEqual([join(cwd, "dist/orders.js")]);
  });

  it("several entries with splitting: a function each, lazy chunks in its bytes and not in its init", async () => {
    const cwd = writeProject({
      "src/lazy.ts": 'export const handler = async () => (await import("./pdf.js")).pdf();\n',
    });
    const config = { budgets: [{ type: "init", function: "src/lazy.ts", maximumError: "1 kB" }] } as const;
    const split = { entryPoints: ["src/orders.ts", "src/lazy.ts"], splitting: true, format: "esm" as const };
    const text = await stderrOf(() =>
      build({ ...optionsFor(cwd, { config }, split), logLevel: "warning", color: false }),
    );
    expect(text.match(/^ {2}src\/.*kB/gm)).toHaveLength(2);
    expect(text).toMatch(/^ {2}src\/lazy\.ts +- +2\d\.\d kB +\d+ B/m);
  });

  it("packages: external leaves nothing to find, bundle: false does no harm", async () => {
    const cwd = writeProject();
    expect((await build(optionsFor(cwd, {}, { packages: "external" }))).warnings).toEqual([]);
    expect((await build(optionsFor(cwd, {}, { bundle: false }))).warnings).toEqual([]);
  });

  it("metafile: false, outfile, and plugins beside it", async () => {
    const cwd = writeProject();
    const seen: string[] = [];
    const beside = {
      name: "beside",
      setup: ({ onEnd }: Parameters<ReturnType<typeof lambdaLint>["setup"]>[0]) =>
        onEnd(({ metafile }) => {
          seen.push(...Object.keys(metafile?.outputs ?? {}));
        }),
    };
    const options = optionsFor(cwd, {}, { metafile: false, outfile: "out/index.js" });
    const { outdir: _, ...single } = options;
    const { warnings } = await build({ ...single, plugins: [beside, ...(single.plugins ?? []), beside] });
    expect(idsOf(warnings)).toEqual(["oversized-dependency"]);
    expect(seen).toEqual(["out/index.js", "out/index.js"]);
  });

  it("absolute paths in the metafile mean the same", async () => {
    const { warnings } = await build(optionsFor(writeProject(), {}, { absPaths: ["metafile"] }));
    expect(warnings).toMatchObject([{ id: "oversized-dependency", location: IMPORT }]);
  });
});

describe("beside the command", () => {
  it.each([[true], [false]])(
    "finds what the command finds in the written metafile (minify: %s)",
    async (minify) => {
      const cwd = writeProject();
      const { warnings, metafile } = await build(optionsFor(cwd, {}, { minify, sourcemap: true }));
      writeFileSync(join(cwd, "dist/meta.json"), JSON.stringify(metafile));
      const { stdout } = await runMain(["dist", "--format", "json"], { cwd });
      const { findings } = JSON.parse(stdout) as Report;
      expect(warnings.map(({ id, text }) => [id, text])).toEqual(
        findings
          .filter(({ severity }) => severity !== "info")
          .map(({ rule, message, fix }) => [rule, `${message} ${fix} (${rule})`]),
      );
      expect(readFileSync(join(cwd, "dist/orders.js"), "utf8").length).toBeGreaterThan(20_000);
    },
  );
});
