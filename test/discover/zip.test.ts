import { createWriteStream, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { expect, it } from "vitest";
import { ZipFile } from "yazl";
import { writeTree } from "../support/tree.js";
import { zipFolder } from "../support/zip-folder.js";
import { bytesOf, COMMONJS, functionsOf, linted, MANIFEST, problemsOf } from "./support.js";

async function zipped(file: string, entries: Readonly<Record<string, string>>): Promise<void> {
  const zip = new ZipFile();
  for (const [path, content] of Object.entries(entries)) zip.addBuffer(Buffer.from(content), path);
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(file));
}

it("a zip is one function, named after its file", async () => {
  const cwd = writeTree({ "dist/api.zip": "" });
  await zipped(join(cwd, "dist/api.zip"), { "src/app.js": COMMONJS, "package.json": MANIFEST("app") });
  const report = await linted(cwd, ["dist/api.zip"]);
  expect(functionsOf(report)).toEqual(["api: zip dist/api.zip src/app.handler"]);
  expect(bytesOf(report)).toEqual([COMMONJS.length + MANIFEST("app").length]);
  expect(functionsOf(await linted(cwd, ["dist"]))).toEqual(functionsOf(report));
});

it("a zip with several handlers at one level is a function for each over the same artifact", async () => {
  const cwd = writeTree({ "x.txt": "" });
  await zipped(join(cwd, "service.zip"), {
    "a.js": COMMONJS,
    "b.js": COMMONJS,
    "node_modules/d/package.json": MANIFEST("d"),
    "node_modules/d/index.js": COMMONJS,
  });
  const report = await linted(cwd, ["service.zip"]);
  expect(functionsOf(report)).toEqual([
    "service/a: zip service.zip a.handler",
    "service/b: zip service.zip b.handler",
  ]);
  expect(report.artifacts).toHaveLength(1);
});

it("macOS's leftovers are neither packages nor handlers", async () => {
  const cwd = writeTree({ "x.txt": "" });
  await zipped(join(cwd, "mac.zip"), {
    "index.js": COMMONJS,
    "__MACOSX/._index.js": COMMONJS,
    "__MACOSX/node_modules/a/package.json": MANIFEST("a"),
    "node_modules/a/package.json": MANIFEST("a"),
  });
  const report = await linted(cwd, ["mac.zip"]);
  expect(functionsOf(report)).toEqual(["mac: zip mac.zip index.handler"]);
  expect(report.artifacts[0]?.packages.map(({ id }) => id)).toEqual(["node_modules/a"]);
});

it("a zip made on Windows keeps its backslashes and is measured all the same", async () => {
  const cwd = writeTree({ "x.txt": "" });
  const slashes = join(cwd, "unix.zip");
  await zipped(slashes, { "index.js": COMMONJS, "lib/a.js": "exports.a = 1;\n" });
  const { readFileSync } = await import("node:fs");
  const bytes = readFileSync(slashes);
  writeFileSync(
    join(cwd, "windows.zip"),
    Buffer.from(bytes.toString("latin1").replaceAll("lib/a.js", "lib\\a.js"), "latin1"),
  );
  const report = await linted(cwd, ["windows.zip"]);
  expect(bytesOf(report)).toEqual([COMMONJS.length + 15]);
  expect(functionsOf(report)).toEqual(["windows: zip windows.zip index.handler"]);
});

it("a zip in a zip is a file like any other", async () => {
  const cwd = writeTree({ "in/index.js": COMMONJS });
  await zipFolder(join(cwd, "in"), join(cwd, "in/earlier.zip"));
  await zipFolder(join(cwd, "in"), join(cwd, "function.zip"));
  const report = await linted(cwd, ["function.zip"]);
  expect(report.artifacts).toHaveLength(1);
  expect(report.artifacts[0]?.files).toBe(2);
});

it("a broken zip in a folder leaves the others", async () => {
  const cwd = writeTree({ "dist/broken.zip": "PK\u0003\u0004 not really", "dist/orders/index.js": COMMONJS });
  await zipped(join(cwd, "dist/good.zip"), { "index.js": COMMONJS });
  const report = await linted(cwd, ["dist"]);
  expect(report.functions.map(({ name }) => name)).toEqual(["good", "orders"]);
  expect(problemsOf(report)).toEqual(["error truncated-zip dist/broken.zip"]);
});
