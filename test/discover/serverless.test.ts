import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { FIXTURES } from "../support/fixture.js";
import { writeTree } from "../support/tree.js";
import { zipFolder } from "../support/zip-folder.js";
import { bundle, functionsOf, linted, problemsOf } from "./support.js";

/** What serverless 3.40 packaged (with serverless-esbuild 1.57), trimmed to what concerns functions. */
const BUILDS = join(FIXTURES, "serverless");
const TEMPLATE = ".serverless/cloudformation-template-update-stack.json";
const STATE = ".serverless/serverless-state.json";
const only = ["artifact-size"];

function copyOf(build: string): string {
  const cwd = mkdtempSync(join(tmpdir(), "lambda-lint-"));
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
  cpSync(join(BUILDS, build), cwd, { recursive: true });
  return cwd;
}

describe("what `serverless package` wrote", () => {
  test("one zip for all, functions with their own, a layer, a container", async () => {
    const report = await linted(join(BUILDS, "one-zip"), [".serverless"], { only });
    expect(functionsOf(report)).toEqual([
      "createOrder: zip .serverless/shop.zip src/orders.create",
      "listOrders: zip .serverless/shop.zip src/orders.list",
      "nightly: zip .serverless/shop.zip src/nightly.handler",
      "report: zip .serverless/shop.zip py/report.handler",
      "resize-image: zip .serverless/resize-image.zip src/nightly.handler",
    ]);
    expect(problemsOf(report)).toEqual([`note container-function ${TEMPLATE}`, `note not-node ${TEMPLATE}`]);
    expect(report.problems[0]?.message).toMatch(/^container: /);
    const layers = [".serverless/shared.zip"];
    expect(report.functions).toMatchObject([
      { runtime: "nodejs20.x", architecture: "arm64", memory: 512, timeout: 10, layers, template: TEMPLATE },
      { runtime: "nodejs20.x", architecture: "x86_64", memory: 256, timeout: 29, layers },
      { runtime: "nodejs18.x", architecture: "arm64", memory: 512, timeout: 10, layers: [] },
      { runtime: "python3.11", layers: [] },
      { runtime: "nodejs20.x", layers },
    ]);
  });

  test("zips one by one, one that the user made, code in the template, the framework's own function", async () => {
    const cwd = copyOf("individually");
    cpSync(join(cwd, ".serverless/alpha.zip"), join(cwd, ".serverless/custom-resources.zip"));
    const report = await linted(cwd, [".serverless"], { only });
    expect(problemsOf(report)).toEqual([]);
    expect(functionsOf(report)).toEqual([
      "CustomDashresourceDashexistingDashs3LambdaFunction: zip .serverless/custom-resources.zip s3/handler.handler",
      `Seed: directory ${TEMPLATE}#Seed index.handler`,
      "alpha: zip .serverless/alpha.zip src/a.handler",
      "beta_two: zip .serverless/beta_two.zip ./src/b.handler",
      "gamma-delta: zip .serverless/gamma-delta.zip src/a.handler",
      "legacy: zip prebuilt/legacy.zip main.run",
    ]);
  });

  test.each(readdirSync(BUILDS))(
    "%s: every function of the state and the template, and no other",
    async (build) => {
      const cwd = copyOf(build);
      if (build === "individually") writeFileSync(join(cwd, ".serverless/custom-resources.zip"), "");
      const read = (path: string) => JSON.parse(readFileSync(join(cwd, path), "utf8"));
      const declared = Object.values(read(TEMPLATE).Resources as Record<string, Declared>)
        .filter(
          ({ Type, Properties }) => Type === "AWS::Lambda::Function" && Properties.PackageType !== "Image",
        )
        .map(({ Properties: { Handler, Runtime, MemorySize = 128, Timeout = 3, Code } }) =>
          [Handler, Runtime, MemorySize, Timeout, Code.S3Key?.split("/").at(-1) ?? "inline"].join(" "),
        )
        .filter((line) => !line.endsWith("custom-resources.zip"));
      const report = await linted(cwd, [".serverless"], { only });
      const found = report.functions.map(({ handler, runtime, memory, timeout, artifact }) =>
        [
          handler,
          runtime,
          memory,
          timeout,
          artifact.includes("#") ? "inline" : artifact.split("/").at(-1),
        ].join(" "),
      );
      expect(found.sort()).toEqual(declared.sort());
      const keys = Object.entries(
        read(STATE).service.functions as Record<string, { readonly image?: string }>,
      )
        .filter(([, { image }]) => image === undefined)
        .map(([key]) => key);
      expect(report.functions.map(({ name }) => name).filter((name) => name !== "Seed")).toEqual(keys.sort());
    },
  );

  interface Declared {
    readonly Type: string;
    readonly Properties: {
      readonly PackageType?: string;
      readonly Handler: string;
      readonly Runtime: string;
      readonly MemorySize?: number;
      readonly Timeout?: number;
      readonly Code: { readonly S3Key?: string };
    };
  }
});

describe("metafiles of bundlers", () => {
  test("serverless-esbuild's, in the zip: packages and init are exact", async () => {
    const report = await linted(join(BUILDS, "esbuild-individually"), [".serverless"]);
    const orders = report.artifacts.find(({ id }) => id === ".serverless/orders.zip");
    expect(orders?.packages.map(({ name, bytes }) => [name, bytes])).toEqual([["tiny", 123]]);
    expect(report.functions.map(({ name, init }) => [name, init?.modules])).toEqual([
      // The bundle itself, with esbuild's helpers, and its originals.
      ["nightly", 3],
      ["orders", 4],
    ]);
  });

  test.each<[string, string, string]>([
    ["serverless-esbuild's, that stayed in its folder", ".esbuild/.build", "src/orders-meta.json"],
    ["version 4's, that stayed in its folder", ".serverless/build", "meta.json"],
  ])("%s", async (_, folder, name) => {
    const cwd = writeTree({
      "src/orders.ts": 'import { tiny } from "tiny";\nexport const create = async () => tiny();\n',
      "node_modules/tiny/package.json": '{"name":"tiny","version":"1.0.0"}',
      "node_modules/tiny/index.js": "export const tiny = () => 'tiny'.repeat(3);\n",
      [STATE]: JSON.stringify({ service: { functions: { orders: { handler: "src/orders.create" } } } }),
      [TEMPLATE]: JSON.stringify({
        Resources: { OrdersLambdaFunction: lambda({ S3Key: "s/shop.zip" }, "src/orders.create") },
      }),
      [`${folder}/.keep`]: "",
      "zipped/.keep": "",
    });
    const outfile = `${folder}/src/orders.js`;
    await bundle(cwd, {
      entryPoints: ["src/orders.ts"],
      outfile,
      format: "cjs",
      minify: true,
      outExtension: {},
    });
    cpSync(join(cwd, outfile), join(cwd, "zipped/src/orders.js"));
    await zipFolder(join(cwd, "zipped"), join(cwd, ".serverless/shop.zip"));
    const without = await linted(cwd, [".serverless"]);
    await bundle(cwd, {
      entryPoints: ["src/orders.ts"],
      outfile,
      format: "cjs",
      minify: true,
      outExtension: {},
      metafilePath: `${folder}/${name}`,
    });
    const report = await linted(cwd, [".serverless"]);
    expect(without.artifacts[0]?.packages).toEqual([]);
    expect(report.artifacts[0]?.packages.map((pkg) => pkg.name)).toEqual(["tiny"]);
    expect(report.functions[0]?.init).toMatchObject({ modules: 3 });
  });
});

function lambda(code: Readonly<Record<string, string>>, handler = "index.handler") {
  return {
    Type: "AWS::Lambda::Function",
    Properties: { Handler: handler, Runtime: "nodejs22.x", Code: code },
  };
}

describe("named otherwise", () => {
  test.each([STATE, TEMPLATE, "./.serverless/", ".serverless"])("%s is the same", async (path) => {
    expect(functionsOf(await linted(join(BUILDS, "esbuild"), [path], { only }))).toEqual([
      "nightly: zip .serverless/shop.zip src/nightly.handler",
      "orders: zip .serverless/shop.zip src/api/orders.create",
    ]);
  });

  test("packaged into another folder, and moved from the machine that did", async () => {
    const cwd = copyOf("individually");
    renameSync(join(cwd, ".serverless"), join(cwd, "release"));
    const report = await linted(cwd, ["release"], { only });
    expect(report.functions.map(({ artifact }) => artifact).sort()).toEqual([
      "prebuilt/legacy.zip",
      "release/alpha.zip",
      "release/beta_two.zip",
      "release/cloudformation-template-update-stack.json#Seed",
      "release/gamma-delta.zip",
    ]);
    expect(problemsOf(report)).toEqual(["error code-missing release/custom-resources.zip"]);
  });
});

describe("what isn't whole", () => {
  test("a zip that is gone is named with the functions that it was for; the others are linted", async () => {
    const cwd = copyOf("one-zip");
    rmSync(join(cwd, ".serverless/shop.zip"));
    rmSync(join(cwd, ".serverless/shared.zip"));
    const report = await linted(cwd, [".serverless"], { only });
    expect(report.functions.map(({ name }) => name)).toEqual(["resize-image"]);
    const missing = report.problems.filter(({ level }) => level === "error");
    expect(missing.map(({ code, path }) => [code, path])).toEqual([
      ["code-missing", ".serverless/shared.zip"],
      ["code-missing", ".serverless/shop.zip"],
    ]);
    expect(missing[1]?.message).toMatch(/createOrder, listOrders and 2 more functions are deployed from it/);
  });

  test.each<[string, (cwd: string) => void, string]>([
    ["no template", (cwd) => rmSync(join(cwd, TEMPLATE)), `error serverless-file-missing ${TEMPLATE}`],
    ["a broken template", (cwd) => writeFileSync(join(cwd, TEMPLATE), "{"), `error invalid-yaml ${TEMPLATE}`],
    [
      "a broken state",
      (cwd) => writeFileSync(join(cwd, STATE), "{"),
      `error broken-serverless-build ${STATE}`,
    ],
    [
      "an empty state",
      (cwd) => writeFileSync(join(cwd, STATE), "{}"),
      `error broken-serverless-build ${STATE}`,
    ],
    [
      "another cloud",
      (cwd) => writeFileSync(join(cwd, STATE), '{"service":{"provider":{"name":"google"},"functions":{}}}'),
      `error not-lambda ${STATE}`,
    ],
  ])("%s", async (_, change, problem) => {
    const cwd = copyOf("esbuild");
    change(cwd);
    const report = await linted(cwd, [".serverless"], { only });
    expect(problemsOf(report)).toEqual([problem]);
    expect(report.functions).toEqual([]);
  });

  test("references in the state that lead nowhere, or in a ring", async () => {
    const cwd = copyOf("esbuild-individually");
    const functions = {
      orders: { $ref: '$["service"]["functions"]["orders"]' },
      nightly: { $ref: '$["x"][9]["y"]' },
    };
    writeFileSync(join(cwd, STATE), JSON.stringify({ service: { functions } }));
    const report = await linted(cwd, [".serverless"], { only });
    expect(report.functions.map(({ name }) => name)).toEqual(["nightly", "orders"]);
  });

  test("zips without the state are zips", async () => {
    const cwd = copyOf("esbuild-individually");
    rmSync(join(cwd, STATE));
    const report = await linted(cwd, [".serverless"], { only });
    expect(report.functions.map(({ artifact, runtime }) => [artifact, runtime])).toEqual([
      [".serverless/nightly.zip", null],
      [".serverless/orders.zip", null],
    ]);
  });

  test("two functions that are called the same, one of them in `resources`", async () => {
    const cwd = writeTree({
      [STATE]: JSON.stringify({
        service: { functions: { Seed: { handler: "index.handler" } } },
        package: { artifactDirectoryName: "s" },
      }),
      [TEMPLATE]: JSON.stringify({
        Resources: {
          Seed: lambda({ ZipFile: "exports.handler = async () => 1;" }),
          SeedLambdaFunction: lambda({ S3Key: "s/seed.zip" }),
          Other: lambda({ S3Bucket: "somebody", S3Key: "else/seed.zip" }),
        },
      }),
    });
    cpSync(join(BUILDS, "individually/prebuilt/legacy.zip"), join(cwd, ".serverless/seed.zip"));
    const report = await linted(cwd, [".serverless"], { only });
    expect(functionsOf(report)).toEqual([
      `Seed: directory ${TEMPLATE}#Seed index.handler`,
      "SeedLambdaFunction: zip .serverless/seed.zip index.handler",
    ]);
    expect(problemsOf(report)).toEqual([`note code-in-s3 ${TEMPLATE}`]);
  });
});
