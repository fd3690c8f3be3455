import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build, transformSync } from "esbuild";
import { afterAll, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
const project = realpathSync(mkdtempSync(join(tmpdir(), "lambda-lint-sst-")));
afterAll(() => rmSync(project, { recursive: true, force: true }));

it("the README's hook for SST stops at a finding, with its place in the source, and lets pass what has none", async () => {
  mkdirSync(join(project, "src"));
  mkdirSync(join(project, "node_modules/.bin"), { recursive: true });
  symlinkSync(join(ROOT, "dist/bin.cjs"), join(project, "node_modules/.bin/lambda-lint"));
  writeFileSync(join(project, "package.json"), '{ "name": "shop", "private": true }');
  const client = 'import { S3Client } from "@aws-sdk/client-s3";\n';
  await bundle(`${client}export const handler = async () => new S3Client({}).config;\n`);
  expect(postbuild()).toContain("src/orders.ts:2:36");
  await bundle(
    `${client}const client = new S3Client({});\nexport const handler = async () => client.config;\n`,
  );
  expect(postbuild()).toBe("deployed");
});

/**
 * SST builds by its own binary, which deploys in the same step. Here: esbuild with the options it gives, as read in
 * https://github.com/anomalyco/sst/blob/dev/pkg/runtime/node/build.go (checked 2026-11-21).
 */
async function bundle(code: string): Promise<void> {
  writeFileSync(join(project, "src/orders.ts"), code);
  await build({
    ...{ absWorkingDir: project, entryPoints: ["src/orders.ts"], outfile: `${FOLDER}/bundle.mjs` },
    ...{ bundle: true, platform: "node", format: "esm", mainFields: ["module", "main"], keepNames: true },
    ...{ sourcemap: "linked", external: ["@aws-sdk/*"], logLevel: "silent" },
  });
}

const FOLDER = ".sst/artifacts/Orders-src";

/** What is printed where the recipe's hook rejects, "deployed" where it doesn't. */
function postbuild(): string {
  const readme = readFileSync(join(ROOT, "README.md"), "utf8");
  const [, recipe = ""] = /```ts\n(\/\/ sst\.config\.ts\n.*?)```/s.exec(readme) ?? [];
  const config = transformSync(recipe, { loader: "ts", format: "esm" }).code;
  writeFileSync(
    join(project, "deploy.mjs"),
    `const sst = { aws: { Function: class { constructor(_, { hook }) { this.done = hook.postbuild(${JSON.stringify(FOLDER)}); } } } };
await (${config.trim().replace(/;$/, "")}).done;
console.log("deployed");`,
  );
  try {
    return (
      execFileSync(process.execPath, ["deploy.mjs"], { cwd: project, stdio: "pipe" })
        .toString()
        .split("\n")
        .at(-2) ?? ""
    );
  } catch (error) {
    return String((error as { readonly stdout: Buffer }).stdout);
  }
}
