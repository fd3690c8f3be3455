import { execFileSync } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lint, type Report } from "../../src/index.js";
import { expectExactSizes } from "../support/identity.js";
import { zipFolder } from "../support/zip-folder.js";
import { keepTrimmed } from "./trim-assembly.js";

const ROOT = join(import.meta.dirname, "../..");
const METADATA = { "aws:cdk:enable-asset-metadata": true, "aws:cdk:enable-path-metadata": true };
const V1_MODULES = [
  "apigateway",
  "ecr",
  "lambda",
  "lambda-event-sources",
  "lambda-nodejs",
  "logs",
  "s3",
  "sqs",
];

interface Version {
  readonly name: string;
  readonly packages: readonly string[];
  /** Assemblies by name, with the context that they are made with. */
  readonly assemblies: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const VERSIONS: readonly Version[] = [
  {
    name: "2.276.0",
    packages: ["aws-cdk-lib@2.276.0", "constructs@10.6.0", "esbuild@0.28.2"],
    assemblies: {
      "with metadata": METADATA,
      "without metadata": {},
      "without staging": { ...METADATA, "aws:cdk:disable-asset-staging": true },
    },
  },
  {
    name: "2.0.0",
    packages: ["aws-cdk-lib@2.0.0", "constructs@10.0.0", "esbuild@0.19.12"],
    assemblies: { "with metadata": METADATA, "without metadata": {} },
  },
  {
    name: "1.204.0",
    packages: [
      ...["core", "custom-resources", ...V1_MODULES.map((name) => `aws-${name}`)].map(
        (name) => `@aws-cdk/${name}@1.204.0`,
      ),
      "esbuild@0.19.12",
    ],
    assemblies: {
      "with metadata": METADATA,
      "without metadata": {},
      "new style": { "@aws-cdk/core:newStyleStackSynthesis": true },
    },
  },
];

/** A function as CDK's construct tree has it, its properties resolved. */
interface Declared {
  readonly id: string;
  readonly template: string;
  readonly Handler?: unknown;
  readonly runtime?: string;
  readonly MemorySize?: number;
  readonly Timeout?: number;
  readonly Architectures?: readonly string[];
  readonly code: Readonly<Record<string, unknown>>;
}

describe.each(VERSIONS)("CDK $name", ({ name: version, packages, assemblies }) => {
  const project = mkdtempSync(join(tmpdir(), "lambda-lint-cdk-"));
  afterAll(() => rmSync(project, { recursive: true, force: true }));
  beforeAll(() => makeProject(project, packages));

  describe.each(Object.entries(assemblies))("%s", (name, context) => {
    const outdir = name.replaceAll(" ", "-");
    let declared: readonly Declared[] = [];
    let report: Report;
    beforeAll(async () => {
      run("node", ["cdk-app.cjs", outdir, JSON.stringify(context)], project);
      declared = JSON.parse(readFileSync(join(project, `${outdir}.functions.json`), "utf8"));
      report = await linted(project, outdir);
      if (process.env.UPDATE_FIXTURES === "1" && name === "without metadata" && version !== "2.0.0") {
        const kept = join(ROOT, "fixtures/cdk", version);
        keepTrimmed(join(project, outdir), kept);
        const listed = declared.map((fn) => ({
          id: fn.id,
          template: fn.template,
          reachable: isReachable(fn),
        }));
        writeFileSync(`${kept}.functions.json`, `${JSON.stringify(listed, null, 1)}\n`);
      }
    });

    it("every function is found, with handler, runtime, settings and artifact, and none is invented", () => {
      // Without staging it leaves this one in a temporary folder, which goes with the app.
      const isGone = ({ id }: Declared) => name === "without staging" && id.startsWith("CustomS3AutoDelete");
      const expected = declared.filter((fn) => isReachable(fn) && !isGone(fn));
      expect(expected.length).toBeGreaterThan(40);
      expect(report.functions.map((fn) => found(fn, name === "without staging")).sort()).toEqual(
        expected.map((fn) => expectation(fn, name === "without staging")).sort(),
      );
    });

    it("every function is in its template", () => {
      // Nested stacks that are equal share one template there: which of their files it is, is CDK's choice.
      if (name !== "with metadata") return;
      expect(report.functions.map(({ template, name: id }) => `${template}#${id}`).sort()).toEqual(
        declared
          .filter(isReachable)
          .map(({ template, id }) => `${outdir}/${template}#${id}`)
          .sort(),
      );
    });

    it("what is out of reach is said", () => {
      for (const { id } of declared.filter((fn) => !isReachable(fn)))
        expect(report.problems.map(({ message }) => message).join("\n")).toContain(id);
      expect(report.problems.filter(({ level }) => level === "error")).toEqual([]);
    });

    it("layers are found through nested stacks and exports", () => {
      const layersOf = (id: string) =>
        report.functions.filter((fn) => fn.name.startsWith(id)).map(({ layers }) => layers.length);
      expect(layersOf("Layered")).toEqual([2]);
      const users = report.functions.filter((fn) => /(^|\/)Users/.test(fn.name) && fn.layers.length > 0);
      // In Inner, in the stack nested there, in Twin, in Other.
      expect(users.map(({ layers }) => layers.length)).toEqual([1, 1, 1, 1]);
    });

    it("one stage is linted alone, and so is one template", async () => {
      const stage = await linted(project, join(outdir, "assembly-Production"));
      const inStage = declared.filter((fn) => fn.template.startsWith("assembly-Production/"));
      expect(stage.functions).toHaveLength(inStage.length);
      const template = await linted(project, join(outdir, "Other.template.json"));
      expect(template.functions.map((fn) => [fn.name.slice(0, 5), fn.layers.length])).toEqual([["Users", 1]]);
    });

    it("a metafile that ships says what the bundle is made of", () => {
      const [fn] = report.functions.filter((one) => one.name.startsWith("Metafile"));
      const artifact = report.artifacts.find(({ id }) => id === fn?.artifact);
      expect(artifact?.packages.map(({ name, version }) => `${name}@${version}`)).toContain("uuid@9.0.1");
      expect(fn?.init?.packages).toHaveProperty("node_modules/uuid");
    });

    it("CDK's own functions get no finding but that their runtime is deprecated", () => {
      const helpers = report.functions.filter(({ name }) =>
        /^(LogRetention|CustomS3Auto|Provider)/.test(name),
      );
      expect(helpers.length).toBeGreaterThanOrEqual(name === "without staging" ? 2 : 3);
      const ids = new Set(helpers.map(({ id }) => id));
      const told = report.findings.filter(({ functions }) => functions.some((id) => ids.has(id)));
      expect(told.filter(({ rule }) => rule !== "deprecated-runtime")).toEqual([]);
    });
  });
});

async function makeProject(project: string, packages: readonly string[]): Promise<void> {
  cpSync(join(ROOT, "fixtures/cdk/src"), join(project, "src"), { recursive: true });
  for (const folder of ["monolith", "layer"])
    await zipFolder(join(project, "src", folder), join(project, "src", `${folder}.zip`));
  copyFileSync(join(import.meta.dirname, "cdk-app.cjs"), join(project, "cdk-app.cjs"));
  writeFileSync(
    join(project, "package.json"),
    JSON.stringify({ name: "shop", version: "1.0.0", private: true }),
  );
  run("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", ...packages, "uuid@9.0.1"], project);
  // Only its name counts here, and the real one takes a second to bundle, twenty times.
  const sdk = join(project, "node_modules/@aws-sdk/client-dynamodb");
  write(join(sdk, "package.json"), JSON.stringify({ name: "@aws-sdk/client-dynamodb", version: "3.900.0" }));
  write(join(sdk, "index.js"), "exports.DynamoDBClient = class DynamoDBClient {};\n");
}

async function linted(project: string, path: string): Promise<Report> {
  const report = await lint([path], { cwd: project, config: {}, asOf: "2026-11-20" });
  expectExactSizes(report);
  return report;
}

/** Where its code is something that CDK has put on disk, or written into the template. */
function isReachable({ code }: Declared): boolean {
  return code.ZipFile !== undefined || hashOf(code) !== null;
}

function hashOf(code: Declared["code"]): string | null {
  return /[0-9a-f]{64}/.exec(JSON.stringify(code.S3Key ?? ""))?.[0] ?? null;
}

function expectation(fn: Declared, isUnstaged: boolean): string {
  const { id, Handler, runtime, MemorySize, Timeout, Architectures, code } = fn;
  const artifact = code.ZipFile !== undefined ? "inline" : isUnstaged ? "elsewhere" : hashOf(code);
  return JSON.stringify([
    id,
    Handler,
    runtime,
    MemorySize ?? 128,
    Timeout ?? 3,
    Architectures?.[0] ?? "x86_64",
    artifact,
  ]);
}

function found(fn: Report["functions"][number], isUnstaged: boolean): string {
  const { name, handler, runtime, memory, timeout, architecture, artifact } = fn;
  const id = name.slice(name.lastIndexOf("/") + 1);
  const isInline = artifact.includes("#");
  const where = isInline ? "inline" : isUnstaged ? "elsewhere" : /[0-9a-f]{64}/.exec(artifact)?.[0];
  return JSON.stringify([id, handler, runtime, memory, timeout, architecture, where]);
}

function run(command: string, args: readonly string[], cwd: string): void {
  execFileSync(command, args, { cwd, stdio: ["ignore", "ignore", "pipe"] });
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
