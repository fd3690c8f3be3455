import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { lint } from "../../src/index.js";

const ROOT = join(import.meta.dirname, "../..");
/** So long that a second thread is worth its start; comments are read quickly. */
const FILLING = "// what nobody reads\n".repeat(5_000);
let folder = "";

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "threads-")));
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  for (let index = 0; index < 24; index++) {
    const place = join(folder, "src", `project-${index}`);
    mkdirSync(place, { recursive: true });
    writeFileSync(
      join(place, "store.ts"),
      'import { S3Client } from "@aws-sdk/client-s3";\nexport const open = () => new S3Client({});\n',
    );
    writeFileSync(
      join(place, "index.ts"),
      `import { open } from "./store";\n${FILLING}export const handler = async () => open();\n`,
    );
  }
  writeFileSync(
    join(folder, "src/project-7/store.ts"),
    'import "@aws-sdk/client-s3";\nexport const open = (: "a syntax error";\n',
  );
  await build({
    stdin: {
      contents: 'export { lint } from "./src/index.js"; export { helpToFollow } from "./src/code/worker.js";',
      resolveDir: ROOT,
      loader: "ts",
    },
    bundle: true,
    platform: "node",
    format: "esm",
    mainFields: ["module", "main"],
    external: ["typescript", "source-map-explorer", "jiti", "esbuild"],
    banner: {
      js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
    },
    outfile: join(folder, "core.mjs"),
  });
  writeFileSync(
    join(folder, "code-worker.js"),
    'import("node:fs").then((fs) => fs.writeFileSync("helped", ""));\nimport("./core.mjs").then((core) => core.helpToFollow());\n',
  );
  writeFileSync(
    join(folder, "run.mjs"),
    'import { lint } from "./core.mjs";\nconsole.log(JSON.stringify(await lint(["src"], { asOf: "2026-11-20" })));\n',
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

test("two threads tell what one tells", async () => {
  const { stdout, stderr } = spawnSync(process.execPath, ["run.mjs"], { cwd: folder, encoding: "utf8" });
  expect(stderr).toBe("");
  expect(existsSync(join(folder, "helped"))).toBe(availableParallelism() > 1);
  const alone = await lint(["src"], { cwd: folder, asOf: "2026-11-20" });
  expect(alone.findings).toHaveLength(23);
  expect(alone.problems).toMatchObject([{ code: "syntax-error" }]);
  expect(JSON.parse(stdout)).toEqual(JSON.parse(JSON.stringify(alone)));
});
