import { execFileSync } from "node:child_process";
import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { globSync } from "tinyglobby";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { parseArguments } from "../src/cli.js";
import { COMMAND_NAMES, isCommandName } from "../src/commands/names.js";
import { RULES } from "../src/rules/index.js";
import { ruleTable, withRuleTable } from "./support/readme-rules.js";
import { writeTree } from "./support/tree.js";

const ROOT = join(import.meta.dirname, "..");
const README = join(ROOT, "README.md");
const text = readFileSync(README, "utf8");
const { exports }: { readonly exports: Readonly<Record<string, string | { readonly types: string }>> } =
  JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
/** The sources of what the package exports. Longer names first: an alias is for what lies below it too. */
const OWN: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(exports)
    .flatMap(([path, one]) => (typeof one === "string" ? [] : [{ path, types: one.types }]))
    .map(({ path, types }) => [
      path.replace(".", "lambda-lint"),
      join(ROOT, types.replace("./dist/types/", "").replace(".d.ts", ".ts")),
    ])
    .reverse(),
);

/** All that is written for people; generated examples are no documentation. */
const documents = [
  "README.md",
  "CONTRIBUTING.md",
  "bench/README.md",
  ...globSync("docs/**/*.md", { cwd: ROOT }),
]
  .map((path) => readFileSync(join(ROOT, path), "utf8"))
  .join("\n");

function fences(): { readonly language: string; readonly code: string }[] {
  return [...documents.matchAll(/^ *```(\w*)\n(.*?)^ *```$/gms)].map(([, language = "", code = ""]) => ({
    language,
    code,
  }));
}

function blocks(...languages: readonly string[]): string[] {
  return fences()
    .filter(({ language }) => languages.includes(language))
    .map(({ code }) => code);
}

it("has code in languages that are looked at here, or hold no code", () => {
  expect(documents.match(/^ *```\S*$/gm)).toHaveLength(2 * fences().length);
  const others = fences().filter(({ language }) => !/^(sh|ts|js|mjs|json|jsonc|yaml)$/.test(language));
  expect(others).toEqual([]);
});

it("lists every rule as the registry has it (UPDATE_README=1 renews the table)", () => {
  const renewed = withRuleTable(text, ruleTable(RULES));
  if (process.env.UPDATE_README) writeFileSync(README, renewed);
  else expect(text).toBe(renewed);
});

it("shows commands that parse", () => {
  const commands = blocks("sh").flatMap((code) =>
    code.split("\n").filter((line) => line.startsWith("npx lambda-lint")),
  );
  expect(commands.length).toBeGreaterThan(2);
  for (const command of commands) {
    const argv = command
      .replace(/\s+#.*$/, "")
      .split(/\s+/)
      .slice(1);
    // Commands of their own are looked at below.
    if (isCommandName(argv[1])) continue;
    const stream = { write: () => true };
    const options = parseArguments({
      argv: ["node", ...argv],
      env: {},
      stdout: stream,
      stderr: stream,
      cwd: () => "/",
    });
    expect([command, typeof options]).toEqual([command, "object"]);
  }
});

it("names every command", () => {
  for (const name of COMMAND_NAMES) expect(text).toContain(`npx lambda-lint ${name}`);
});

it("names each flag as the command does", () => {
  // Workflows call other commands too.
  const own = text.replaceAll(/```yaml.*?```/gs, "");
  const flags = new Set(own.match(/(?<=[`\s])--[a-z][a-z-]+/g));
  const help = ["src/cli.ts", "src/cli-outputs.ts"]
    .map((path) => readFileSync(join(ROOT, path), "utf8"))
    .join();
  for (const flag of flags) expect(help).toContain(flag);
});

describe("code", () => {
  // What needs a deploy tool is run where that is installed: test/deploy-tools.
  const ofTool = /from "aws-cdk-lib"|^\/\/ (esbuild-plugins\.cjs|sst\.config\.ts)\n/;
  const snippets = blocks("ts", "js", "mjs").filter((code) => !ofTool.test(code));

  it("compiles", { timeout: 60_000 }, () => {
    expect(snippets.length).toBeGreaterThan(2);
    const cwd = writeTree(Object.fromEntries(snippets.map((code, index) => [`snippet-${index}.mts`, code])));
    symlinkSync(join(ROOT, "node_modules"), join(cwd, "node_modules"));
    const program = ts.createProgram(
      snippets.map((_, index) => join(cwd, `snippet-${index}.mts`)),
      {
        target: ts.ScriptTarget.ES2023,
        module: ts.ModuleKind.NodeNext,
        moduleResolution: ts.ModuleResolutionKind.NodeNext,
        paths: Object.fromEntries(
          Object.entries({ ...OWN, esbuild: join(ROOT, "node_modules/esbuild/lib/main.d.ts") }).map(
            ([name, file]) => [name, [file]],
          ),
        ),
        typeRoots: [join(ROOT, "node_modules/@types")],
        types: ["node"],
        resolveJsonModule: true,
        strict: true,
        noEmit: true,
        skipLibCheck: true,
      },
    );
    // What the sources themselves get wrong is the type check's to say.
    const wrong = snippets
      .flatMap((_, index) =>
        ts.getPreEmitDiagnostics(program, program.getSourceFile(join(cwd, `snippet-${index}.mts`))),
      )
      .map((found) => ts.flattenDiagnosticMessageText(found.messageText, "\n"));
    expect(wrong).toEqual([]);
  });

  it.each(snippets.map((code, index) => ({ code, title: code.split("\n")[0], index })))(
    "runs: $title",
    { timeout: 60_000 },
    async ({ code }) => {
      const cwd = writeTree({
        "snippet.mts": code,
        "src/orders.ts": "export const handler = async (): Promise<number> => 1;\n",
        "dist/index.js": "exports.handler = async () => {};\n",
      });
      symlinkSync(join(ROOT, "node_modules"), join(cwd, "node_modules"));
      await build({
        entryPoints: [join(cwd, "snippet.mts")],
        outfile: join(cwd, "snippet.mjs"),
        bundle: true,
        platform: "node",
        format: "esm",
        mainFields: ["module", "main"],
        alias: OWN,
        external: ["typescript", "jiti", "esbuild"],
        banner: {
          js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
        },
        logLevel: "silent",
      });
      const run = () =>
        execFileSync(process.execPath, ["snippet.mjs"], { cwd, stdio: ["ignore", "pipe", "pipe"] });
      expect(run).not.toThrow();
    },
  );

  it("holds a configuration that is accepted whole", async () => {
    const code = snippets.find((one) => one.includes("defineConfig") && one.includes("budgets"));
    const literal = /defineConfig\((\{.*\})\)/s.exec(code ?? "")?.[1];
    const { runMain } = await import("./support/run-main.js");
    const cwd = writeTree({ "lambda-lint.config.mjs": `export default ${literal};\n` });
    const run = await runMain(["--print-config"], { cwd });
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.parse(run.stdout).budgets).toHaveLength(4);
  });
});
