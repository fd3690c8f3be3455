import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, inject, it } from "vitest";
import { MANIFEST, NPM_FLAGS, run } from "./pack.js";

const readme = readFileSync(join(import.meta.dirname, "../../README.md"), "utf8");
const modules = join(inject("temporary"), "bare/node_modules");
/** What the README's figures may be off: they are there to be believed, not to be renewed each day. */
const TOLERANCE = 0.07;

beforeAll(() => {
  const folder = join(modules, "..");
  mkdirSync(folder);
  writeFileSync(join(folder, "package.json"), '{ "private": true }');
  run("npm", ["install", ...NPM_FLAGS, inject("packed").tarball], folder);
});

/** MB of what npm installs, without its own notes. */
function megabytes(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (one) => one.isFile() && one.name !== ".package-lock.json",
  );
  return files.reduce((sum, one) => sum + statSync(join(one.parentPath, one.name)).size, 0) / 1e6;
}

it("is as large, installed, as the README says, and has as many packages", () => {
  const [, own, all, packages] =
    /([\d.]+) MB in the package itself, ([\d.]+) MB in (\d+) packages/.exec(readme) ?? [];
  const deviation = (said = "", folder = "") => Math.abs(megabytes(folder) / Number(said) - 1);
  for (const [said, folder] of [
    [own, join(modules, "lambda-lint")],
    [all, modules],
  ] as const) {
    expect(deviation(said, folder), `${megabytes(folder).toFixed(1)} MB`).toBeLessThan(TOLERANCE);
  }
  const installed = readdirSync(modules).filter((name) => !name.startsWith("."));
  expect(installed).toHaveLength(Number(packages));
});

it("says in the README what each dependency is for", () => {
  const [, list = ""] = /with its one dependency:\n\n(.*?)\n\n/s.exec(readme) ?? [];
  const named = [...list.matchAll(/^- `([^`]+)` \w/gm)].map(([, name]) => name);
  expect(named).toEqual(Object.keys(MANIFEST.dependencies));
});

it.each(Object.keys(MANIFEST.exports))(
  "gives %s, imported and required, without the tool that it is for",
  (path) => {
    const name = path.replace(/^\./, "lambda-lint");
    const isJson = path.endsWith(".json");
    const attributes = isJson ? ', { with: { type: "json" } }' : "";
    const code = `import { createRequire } from "node:module";
    const imported = await import("${name}"${attributes});
    const required = createRequire(import.meta.url)("${name}");
    console.log(JSON.stringify([Object.keys(${isJson ? "imported.default" : "imported"}), Object.keys(required)]));`;
    const [imported, required] = JSON.parse(
      run("node", ["--no-warnings", "--input-type=module", "-e", code], join(modules, "..")),
    );
    expect(imported.length).toBeGreaterThan(0);
    expect(required).toEqual(expect.arrayContaining(imported));
  },
);

it("keeps what V8 compiled of the command, and takes all of it the next time", () => {
  const project = join(modules, "..");
  writeFileSync(
    join(project, "orders.ts"),
    'import { S3Client } from "@aws-sdk/client-s3";\nexport const handler = async () => new S3Client({});\n',
  );
  // In a folder of its own: Node since 22.8 keeps it where NODE_COMPILE_CACHE says, the command itself in node_modules.
  const env = { ...process.env, NODE_COMPILE_CACHE: join(project, "compiled") };
  const kept = () =>
    [join(project, "compiled"), join(modules, ".cache/lambda-lint")].flatMap((folder) =>
      !existsSync(folder)
        ? []
        : readdirSync(folder, { recursive: true, withFileTypes: true })
            .filter((one) => one.isFile() && !one.name.endsWith(".json"))
            .map((one) => join(one.parentPath, one.name))
            .map((path) => `${path} ${statSync(path, { bigint: true }).mtimeNs}`),
    );
  const lint = () => {
    const command = join(modules, "lambda-lint/dist/bin.cjs");
    const { status } = spawnSync(process.execPath, [command, "--no-cache", "orders.ts"], {
      cwd: project,
      env,
    });
    expect(status).toBe(1);
    return kept();
  };
  const first = lint();
  expect(first.length).toBeGreaterThan(1);
  expect(lint()).toEqual(first);
});
