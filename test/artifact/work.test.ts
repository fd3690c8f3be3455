import { join } from "node:path";
import { build } from "esbuild";
import { beforeAll, expect, test } from "vitest";
import { toRequest } from "../../src/api.js";
import type { Artifact } from "../../src/artifact/artifact.js";
import { openZip } from "../../src/artifact/zip.js";
import { plainSubject } from "../../src/discover/plain-subject.js";
import { readBundles } from "../../src/discover/read-bundles.js";
import type { LintOptions } from "../../src/index.js";
import { discoverOptions, lintSubjects } from "../../src/lint.js";
import { manifest, NAMING, plant, temporaryFolder, zipFolder } from "./trees.js";

const folder = temporaryFolder();
const LARGE = `module.exports = ${JSON.stringify("x".repeat(10_000))};\n`;
let zip = "";
beforeAll(() => {
  zip = zipFolder(
    plant(folder, {
      "index.js": 'const used = require("used");\nexports.handler = async () => used();\n',
      "package.json": manifest("app"),
      "data.json": JSON.stringify({ large: LARGE }),
      "node_modules/used/package.json": manifest("used"),
      "node_modules/used/index.js": 'module.exports = require("./deep");\n',
      "node_modules/used/deep.js": "module.exports = () => 1;\n",
      "node_modules/used/never.js": LARGE,
      "node_modules/used/README.md": LARGE,
      "node_modules/unused/package.json": manifest("unused"),
      "node_modules/unused/index.js": LARGE,
    }),
  );
});

/** What a run inflates: how often each file, and how many bytes in all. */
async function workOf(options: LintOptions, archive = zip) {
  const times: Record<string, number> = {};
  let bytes = 0;
  const counted = (path: string, content: Buffer): Buffer => {
    times[path] = (times[path] ?? 0) + 1;
    bytes += content.length;
    return content;
  };
  const inner = await openZip(archive, NAMING);
  const artifact: Artifact = {
    ...{ id: inner.id, path: inner.path, role: inner.role, kind: inner.kind },
    ...{ files: inner.files, zipBytes: inner.zipBytes, problems: inner.problems },
    read: async (path, maximum) => counted(path, await inner.read(path, maximum)),
    readPart: async (path, start, length) => counted(path, await inner.readPart(path, start, length)),
    close: () => inner.close(),
  };
  const request = await toRequest([], {
    cwd: folder,
    config: {},
    asOf: "2026-11-20",
    cache: false,
    ...options,
  });
  const open = () => plainSubject(artifact, discoverOptions(request));
  const report = await lintSubjects([{ id: artifact.id, open }], request);
  return { report, times, bytes };
}

test("size rules read handlers and manifests only", async () => {
  const { times, bytes, report } = await workOf({ only: ["artifact-size"] });
  expect(report.artifacts).toHaveLength(1);
  expect({ times, bytes }).toMatchInlineSnapshot(`
    {
      "bytes": 168,
      "times": {
        "index.js": 1,
        "node_modules/unused/package.json": 1,
        "node_modules/used/package.json": 1,
        "package.json": 1,
      },
    }
  `);
});

test("all rules leave documents alone, and scripts that nothing loads", async () => {
  const { times, bytes, report } = await workOf({});
  expect(report.problems).toEqual([]);
  expect({ times, bytes }).toMatchInlineSnapshot(`
    {
      "bytes": 10266,
      "times": {
        "data.json": 1,
        "index.js": 1,
        "node_modules/unused/package.json": 1,
        "node_modules/used/deep.js": 1,
        "node_modules/used/index.js": 1,
        "node_modules/used/package.json": 1,
        "package.json": 1,
      },
    }
  `);
});

/** A bundle that is no small file, with its map. */
async function zippedBundle(): Promise<string> {
  const sources = plant(folder, {
    "index.js": 'import { data } from "./data.js";\nexport const handler = async () => data;\n',
    "data.js": `export const data = ${JSON.stringify("data ".repeat(50_000))};\n`,
  });
  const built = plant(folder, {});
  await build({
    entryPoints: [join(sources, "index.js")],
    outfile: join(built, "index.mjs"),
    ...{ bundle: true, minify: true, format: "esm", sourcemap: true, logLevel: "silent" },
  });
  return zipFolder(built);
}

test("a bundle is inflated once by all rules", async () => {
  const { times, report } = await workOf({}, await zippedBundle());
  expect(report.problems).toEqual([]);
  expect(times).toHaveProperty(["index.mjs"], 1);
});

test("what a bundle's originals import is looked for once", async () => {
  const artifact = await openZip(await zippedBundle(), NAMING);
  const { bundles } = await readBundles(artifact, ["index.mjs"], async () => null, folder);
  const bundle = bundles.get("index.mjs");
  expect((await bundle?.graph())?.modules).toHaveLength(2);
  expect(await bundle?.graph()).toBe(await bundle?.graph());
});
