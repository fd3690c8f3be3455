import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { LintOptions, Report } from "../../src/index.js";
import { FIXTURES } from "../support/fixture.js";
import { runMain } from "../support/run-main.js";
import { writeTree } from "../support/tree.js";
import { COMMONJS, linted, problemsOf } from "./support.js";

/** Assemblies that CDK wrote, trimmed: test/deploy-tools/cdk.test.ts makes them. */
const ASSEMBLIES = join(FIXTURES, "cdk");
const V1 = "1.204.0";
const V2 = "2.276.0";

/** A copy of an assembly, to change something in. */
function copied(version: string): string {
  const cwd = mkdtempSync(join(tmpdir(), "lambda-lint-cdk-"));
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
  cpSync(join(ASSEMBLIES, version), join(cwd, "cdk.out"), { recursive: true });
  return cwd;
}

function edit(file: string, change: (text: string) => string): void {
  writeFileSync(file, change(readFileSync(file, "utf8")));
}

/** Most of these ask what is found: one rule, which looks at sizes only, does. */
const FOUND: LintOptions = { only: ["artifact-size"] };

async function assembly(version: string, path = version, options = FOUND): Promise<Report> {
  return linted(ASSEMBLIES, [path], options);
}

/** Names without CDK's hash, templates without the assembly's folder. */
function names(report: Report): string[] {
  return report.functions.map(({ name, template }) => {
    const short = name.replace(/[0-9A-F]{8}(?=\/|$)/g, "").replace(/NestedStack\w*(?=\/)/g, "");
    return `${template?.replace(/^[^/]*\//, "")} ${short}`;
  });
}

function byName(report: Report, name: string) {
  const found = report.functions.filter((fn) => fn.name.startsWith(name));
  expect(found).toHaveLength(1);
  return found[0];
}

describe("a CDK assembly", () => {
  it.each([V1, V2])(
    "of version %s gives the functions that CDK's own construct tree has, and no other",
    async (version) => {
      const listed: readonly { id: string; template: string; reachable: boolean }[] = JSON.parse(
        readFileSync(join(ASSEMBLIES, `${version}.functions.json`), "utf8"),
      );
      expect(listed.length).toBeGreaterThan(40);
      const report = await assembly(version);
      const ids = report.functions.map(({ name }) => name.slice(name.lastIndexOf("/") + 1));
      expect(ids.sort()).toEqual(
        listed
          .filter(({ reachable }) => reachable)
          .map(({ id }) => id)
          .sort(),
      );
      // Equal nested stacks share one template; which of their files it is, is CDK's choice.
      const templates = new Set(listed.map(({ template }) => `${version}/${template}`));
      for (const { template } of report.functions) expect(templates).toContain(template);
      for (const { id } of listed.filter(({ reachable }) => !reachable))
        expect(report.problems.map(({ message }) => message).join("\n")).toContain(id);
    },
  );

  it("knows what the template says of a function", async () => {
    const report = await assembly(V2);
    expect(byName(report, "Carts")).toMatchObject({
      handler: "carts.handler",
      runtime: "nodejs22.x",
      architecture: "x86_64",
      memory: 512,
      timeout: 30,
      template: "2.276.0/Shop.template.json",
    });
    expect(byName(report, "Arm")).toMatchObject({ architecture: "arm64", memory: 128, timeout: 3 });
    expect(byName(report, "Named")).toMatchObject({ handler: "index.run" });
  });

  it("opens what functions share once: of one template, of others, of stages", async () => {
    const report = await assembly(V2);
    const users = report.functions.filter(
      ({ handler }) => handler === "users.handler" || handler === "carts.handler",
    );
    const shared = users.filter(({ artifact }) => !artifact.endsWith(".zip"));
    expect(new Set(shared.map(({ artifact }) => artifact)).size).toBe(1);
    expect(shared.length).toBeGreaterThan(8);
    expect(report.artifacts.filter(({ id }) => id === shared[0]?.artifact)).toHaveLength(1);
  });

  it("finds layers as folder and zip, handed to a nested stack, exported to another", async () => {
    for (const version of [V1, V2]) {
      const report = await assembly(version);
      expect(byName(report, "Layered")?.layers.map((id) => id.endsWith(".zip"))).toEqual([false, true]);
      const users = report.functions.filter((fn) => /(^|\/)Users/.test(fn.name) && fn.layers.length === 1);
      expect(users).toHaveLength(4);
      for (const fn of users) expect(fn.totalUnzippedBytes).toBeGreaterThan(0);
    }
  });

  it("says what is out of reach: containers, buckets, code that is a parameter, other languages", async () => {
    expect(problemsOf(await assembly(V2))).toEqual([
      "note code-in-s3 2.276.0/Shop.template.json",
      "note code-unknown 2.276.0/Shop.template.json",
      "note container-function 2.276.0/Shop.template.json",
      "note not-node 2.276.0/Shop.template.json",
    ]);
  });

  it("keeps functions apart that are nested twice from one template", async () => {
    const nested = names(await assembly(V2)).filter((name) => name.startsWith("ShopInner"));
    expect(nested.filter((name) => /Twin\/(Orders|Users)$/.test(name))).toHaveLength(2);
  });

  it("is read from its manifest, from one stage, from one template with what it nests", async () => {
    const whole = await assembly(V2);
    expect(names(await assembly(V2, `${V2}/manifest.json`))).toEqual(names(whole));
    const stage = names(await assembly(V2, `${V2}/assembly-Production`));
    expect(stage).toEqual(names(whole).filter((name) => name.startsWith("assembly-Production/")));
    const shop = names(await assembly(V2, `${V2}/Shop.template.json`));
    expect(shop).toEqual(names(whole).filter((name) => name.startsWith("Shop")));
    const [inner = ""] = readdirSync(join(ASSEMBLIES, V1)).filter((file) =>
      /^ShopInner.*\.nested/.test(file),
    );
    const nested = await assembly(V1, `${V1}/${inner}`);
    expect(nested.functions.map(({ layers }) => layers.length)).toContain(1);
  });

  it("takes what a bundle is made of from the metafile that ships with it", async () => {
    const report = await assembly(V2, V2, {});
    const fn = byName(report, "Metafile");
    expect(fn?.init?.packages).toEqual({ "node_modules/uuid": expect.any(Number) });
    const artifact = report.artifacts.find(({ id }) => id === fn?.artifact);
    expect(artifact?.packages.map(({ name }) => name)).toEqual(["uuid"]);
    // Of another build than the script beside it, it says nothing.
    const cwd = copied(V2);
    const script = join(cwd, "cdk.out", (fn?.artifact ?? "").slice(V2.length + 1), "index.js");
    edit(script, (text) => `${text}\n`);
    const other = await linted(cwd, ["cdk.out"], {});
    expect(byName(other, "Metafile")?.init?.packages).toEqual({});
  });
});

describe("an assembly with something missing", () => {
  it("says which asset it is and what to do, and lints the rest", async () => {
    const cwd = copied(V2);
    const before = await linted(cwd, ["cdk.out"], FOUND);
    const gone = byName(before, "Carts")?.artifact ?? "";
    rmSync(join(cwd, gone), { recursive: true });
    const report = await linted(cwd, ["cdk.out"], FOUND);
    const [problem, ...others] = report.problems.filter(({ level }) => level === "error");
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ code: "code-missing", path: gone });
    expect(problem?.message).toMatch(/^does not exist; .*Users.* Run `cdk synth` again/);
    expect(names(report)).toEqual(
      names({ ...before, functions: before.functions.filter(({ artifact }) => artifact !== gone) }),
    );
    expect((await runMain(["cdk.out"], { cwd })).code).toBe(2);
  });

  it("lints functions without the layer that is gone", async () => {
    const cwd = copied(V2);
    const layers = byName(await linted(cwd, ["cdk.out"], FOUND), "Layered")?.layers ?? [];
    rmSync(join(cwd, layers[0] ?? ""), { recursive: true });
    const report = await linted(cwd, ["cdk.out"], FOUND);
    expect(byName(report, "Layered")?.layers).toEqual(layers.slice(1));
    expect(report.problems.filter(({ level }) => level === "error")).toMatchObject([
      { code: "code-missing", path: layers[0], message: expect.stringContaining("the layer Layer") },
    ]);
  });

  it("is no error where it is CDK's own function", async () => {
    const cwd = copied(V2);
    const before = await linted(cwd, ["cdk.out"], FOUND);
    rmSync(join(cwd, byName(before, "LogRetention")?.artifact ?? ""), { recursive: true });
    const report = await linted(cwd, ["cdk.out"], FOUND);
    expect(report.problems).toContainEqual(expect.objectContaining({ level: "note", code: "code-missing" }));
    expect(report.problems.filter(({ level }) => level === "error")).toEqual([]);
  });

  it.each([
    ["Other.template.json", "cdk-file-missing"],
    ["Other.assets.json", "cdk-file-missing"],
    ["assembly-Beta/manifest.json", "cdk-file-missing"],
  ])("%s: the other stacks are linted", async (file, code) => {
    const cwd = copied(V2);
    rmSync(join(cwd, "cdk.out", file));
    const report = await linted(cwd, ["cdk.out"], FOUND);
    expect(report.problems.filter(({ level }) => level === "error")).toMatchObject([
      { code, path: `cdk.out/${file}`, message: expect.stringContaining("`cdk synth`") },
    ]);
    expect(byName(report, "Carts")).toBeDefined();
  });

  it("manifest.json: says that the assembly has none", async () => {
    const cwd = copied(V2);
    rmSync(join(cwd, "cdk.out/manifest.json"));
    const { problems, functions } = await linted(cwd, ["cdk.out"], FOUND);
    expect(functions).toEqual([]);
    expect(problems).toMatchObject([
      { level: "error", code: "cdk-file-missing", path: "cdk.out/manifest.json" },
    ]);
  });
});

describe("an assembly that is damaged or strange", () => {
  it("names the line of JSON that is none", async () => {
    const cwd = copied(V2);
    edit(join(cwd, "cdk.out/manifest.json"), (text) => text.replace('"artifacts": {', '"artifacts": {{'));
    const { problems } = await linted(cwd, ["cdk.out"], FOUND);
    expect(problems).toMatchObject([{ level: "error", code: "broken-cdk-assembly", line: 3 }]);
  });

  it("goes on where one template is none", async () => {
    const cwd = copied(V2);
    writeFileSync(join(cwd, "cdk.out/Other.template.json"), '{ "Nothing": 1 }');
    const report = await linted(cwd, ["cdk.out"], FOUND);
    expect(problemsOf(report)).toContain("error not-a-template cdk.out/Other.template.json");
    expect(byName(report, "Carts")).toBeDefined();
  });

  it("ends where stacks nest themselves and stages hold themselves", async () => {
    const cwd = copied(V2);
    const before = names(await linted(cwd, ["cdk.out"], FOUND));
    const manifest = join(cwd, "cdk.out/manifest.json");
    edit(manifest, (text) => text.replaceAll('"directoryName": "assembly-Beta"', '"directoryName": "."'));
    const assets = join(cwd, "cdk.out/Shop.assets.json");
    edit(assets, (text) => text.replaceAll(/"path": "ShopInner[^"]*"/g, '"path": "Shop.template.json"'));
    const report = await linted(cwd, ["cdk.out"], FOUND);
    expect(report.functions.length).toBeGreaterThan(0);
    expect(report.functions.length).toBeLessThan(before.length);
  });

  it("reads what it can of a newer schema, and says so where something is wrong", async () => {
    const cwd = copied(V2);
    edit(join(cwd, "cdk.out/manifest.json"), (text) => text.replace(/"version": "\d+/, '"version": "999'));
    const report = await linted(cwd, ["cdk.out"], FOUND);
    expect(byName(report, "Carts")).toBeDefined();
    expect(problemsOf(report)).toContain("note newer-cdk cdk.out");
    expect(problemsOf(await linted(cwd, ["cdk.out/Other.template.json"], FOUND))).toEqual([]);
  });

  it("is found where it lies, whatever absolute paths it was made with", async () => {
    const cwd = copied(V2);
    const before = names(await linted(cwd, ["cdk.out"], FOUND));
    for (const file of ["Shop", "Other"]) {
      edit(join(cwd, `cdk.out/${file}.assets.json`), (text) =>
        text.replaceAll('"path": "asset.', '"path": "/builds/shop/cdk.out/asset.'),
      );
    }
    expect(names(await linted(cwd, ["cdk.out"], FOUND))).toEqual(before);
  });

  it("without functions says that there are none", async () => {
    const cwd = copied(V2);
    const empty = JSON.stringify({ Resources: { Queue: { Type: "AWS::SQS::Queue" } } });
    writeFileSync(join(cwd, "cdk.out/Other.template.json"), empty);
    expect(problemsOf(await linted(cwd, ["cdk.out/Other.template.json"], FOUND))).toEqual([
      "note no-functions cdk.out/Other.template.json",
    ]);
  });
});

describe("a large assembly", () => {
  it("of 2,000 functions that share 20 assets opens 20", async () => {
    const hash = (index: number) => String(index % 20).padStart(64, "0");
    const range = Array.from({ length: 2000 }, (_, index) => index);
    const functions = range.map((index) => {
      const Code = { S3Bucket: "assets", S3Key: `${hash(index)}.zip` };
      const Properties = { Code, Handler: "index.handler", Runtime: "nodejs22.x" };
      return [`F${index}`, { Type: "AWS::Lambda::Function", Properties }];
    });
    const files = range
      .slice(0, 20)
      .map((index) => [hash(index), { source: { path: `asset.${hash(index)}` } }]);
    const artifacts = {
      assets: { type: "cdk:asset-manifest", properties: { file: "App.assets.json" } },
      App: { type: "aws:cloudformation:stack", properties: { templateFile: "App.template.json" } },
    };
    const cwd = writeTree({
      "cdk.out/manifest.json": JSON.stringify({ version: "55.0.0", artifacts }),
      "cdk.out/App.assets.json": JSON.stringify({ files: Object.fromEntries(files) }),
      "cdk.out/App.template.json": JSON.stringify({ Resources: Object.fromEntries(functions) }),
      ...Object.fromEntries(
        range.slice(0, 20).map((index) => [`cdk.out/asset.${hash(index)}/index.js`, COMMONJS]),
      ),
    });
    const report = await linted(cwd, ["cdk.out"], FOUND);
    expect([report.functions.length, report.artifacts.length]).toEqual([2000, 20]);
    expect(report.problems).toEqual([]);
  });
});

describe("CDK's own functions", () => {
  it("are listed with their sizes, and no rule on code or budget speaks of them", async () => {
    const cwd = copied(V2);
    const before = await linted(cwd, ["cdk.out"], FOUND);
    const own = byName(before, "LogRetention");
    const offence =
      'const { S3Client } = require("@aws-sdk/client-s3");\nexports.handler = async () => new S3Client({}).config;\n';
    writeFileSync(join(cwd, own?.artifact ?? "", "index.js"), offence);
    const users = byName(before, "Carts")?.artifact ?? "";
    writeFileSync(join(cwd, users, "carts.js"), offence);
    const report = await linted(cwd, ["cdk.out"], {
      config: { budgets: [{ type: "total", maximumError: 1 }] },
    });
    expect(byName(report, "LogRetention")?.totalUnzippedBytes).toBeGreaterThan(1);
    const told = report.findings.map(({ rule, functions }) => [rule, functions.join()]);
    expect(told).toContainEqual(["client-in-handler", byName(before, "Carts")?.id]);
    expect(told.filter(([, functions]) => functions?.includes("LogRetention"))).toEqual([]);
    expect(report.budgets.map((one) => one.function)).not.toContain(own?.id);
    expect(report.budgets.map((one) => one.function)).toContain(byName(before, "Carts")?.id);
  });

  it("are told to be updated with CDK when their runtime is deprecated", async () => {
    const report = await assembly(V1, V1, { only: ["deprecated-runtime"] });
    const own = byName(report, "LogRetention");
    const [finding] = report.findings.filter(({ functions }) => functions.includes(own?.id ?? ""));
    expect(finding).toMatchObject({
      rule: "deprecated-runtime",
      fix: expect.stringContaining("update AWS CDK"),
    });
    const users = report.findings.filter(({ functions }) => !functions.includes(own?.id ?? ""));
    expect(users.some(({ fix }) => fix.startsWith("Set the runtime to"))).toBe(true);
  });

  it("are told from the user's by what CDK calls them", async () => {
    const { isCdkHelper } = await import("../../src/lambda/cdk-helpers.js");
    const fn = { name: "A1B2", handler: "index.handler", template: "App.template.json", constructPath: null };
    expect(isCdkHelper({ ...fn, name: "LogRetentionaae0aa3c5b4d4f87b02d85b201efdd8aFD4BFC8A" })).toBe(true);
    expect(isCdkHelper({ ...fn, name: "LogRetentionCleanup12345678" })).toBe(false);
    expect(
      isCdkHelper({ ...fn, name: "ProviderframeworkonEvent83C1D0A7", handler: "framework.onEvent" }),
    ).toBe(true);
    expect(isCdkHelper({ ...fn, name: "MyframeworkonEvent83C1D0A7" })).toBe(false);
    const constructPath = "Shop/Custom::S3AutoDeleteObjectsCustomResourceProvider/Handler";
    expect(isCdkHelper({ ...fn, constructPath })).toBe(true);
    expect(isCdkHelper({ ...fn, constructPath: "Shop/Custom::MineCustomResourceProvider/Handler" })).toBe(
      false,
    );
  });
});
