import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { FIXTURES } from "../support/fixture.js";
import { builtCdkPlugin } from "./built-plugin.js";

const { lambdaLint } = await builtCdkPlugin();
const ASSEMBLY = mkdtempSync(join(tmpdir(), "lambda-lint-cdk-"));
afterAll(() => rmSync(ASSEMBLY, { recursive: true, force: true }));
cpSync(join(FIXTURES, "cdk/2.276.0"), ASSEMBLY, { recursive: true });
for (const name of readdirSync(ASSEMBLY, { recursive: true, encoding: "utf8" })) {
  if (!/asset\.\w+\Sindex\.js$/.test(name)) continue;
  const text =
    'const { S3Client } = require("@aws-sdk/client-s3");\nexports.handler = async () => new S3Client({});\n';
  writeFileSync(join(ASSEMBLY, name), text);
}
const STAGE = join(ASSEMBLY, "assembly-Production");

/** As CDK hands them over. */
function templatesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".template.json") && !name.includes(".nested."))
    .map((name) => join(folder, name));
}

const ALL = { templatePaths: [...templatesIn(ASSEMBLY), ...templatesIn(STAGE)] };

describe("the validation plugin for CDK", () => {
  it("fails with findings, their functions by template and logical id", () => {
    const { success, violations, pluginVersion } = lambdaLint({ only: ["client-in-handler"] }).validate(ALL);
    expect(success).toBe(false);
    expect(pluginVersion).toMatch(/^\d+\.\d+\.\d+$/);
    const [first] = violations;
    expect(first).toMatchObject({ ruleName: "client-in-handler", severity: "error" });
    expect(first?.description).toMatch(/is built on every invocation\. \(.*:\d+:\d+/);
    expect(first?.fix).toContain("module scope");
    const [resource] = first?.violatingResources ?? [];
    const template = JSON.parse(readFileSync(resource?.templatePath ?? "", "utf8"));
    expect(template.Resources[resource?.resourceLogicalId ?? ""].Type).toBe("AWS::Lambda::Function");
  });

  it("lints the assembly of an app once, though a stage's lies in it", () => {
    const whole = lambdaLint({ only: ["client-in-handler"] }).validate(ALL);
    const again = lambdaLint({ only: ["client-in-handler"] }).validate({
      templatePaths: templatesIn(ASSEMBLY),
    });
    expect(whole.violations).toEqual(again.violations);
    const stage = lambdaLint({ only: ["client-in-handler"] }).validate({ templatePaths: templatesIn(STAGE) });
    const templates = stage.violations.flatMap((one) =>
      one.violatingResources.map((two) => two.templatePath),
    );
    expect(templates.every((path) => path.startsWith(STAGE))).toBe(true);
  });

  it("tells findings that fail nothing, but no infos", () => {
    const rules = { "client-in-handler": "warning", tracing: "info" } as const;
    const { success, violations } = lambdaLint({ rules, only: ["client-in-handler", "tracing"] }).validate(
      ALL,
    );
    expect(success).toBe(true);
    expect(new Set(violations.map(({ severity }) => severity))).toEqual(new Set(["warning"]));
    const never = lambdaLint({ only: ["client-in-handler"], failOn: "never" }).validate(ALL);
    expect(never.success).toBe(true);
    expect(never.violations[0]).toMatchObject({ severity: "error" });
    const infos = lambdaLint({ only: ["tracing"], failOn: "info" }).validate(ALL);
    expect(infos.success).toBe(false);
    expect(infos.violations[0]).toMatchObject({ ruleName: "tracing", severity: "info" });
    const many = lambdaLint({ rules, only: ["client-in-handler"], maxWarnings: 0 }).validate(ALL);
    expect(many.success).toBe(false);
  });

  it("fails where an asset is gone, and names a resource, without which CDK passes over it", () => {
    const folder = mkdtempSync(join(tmpdir(), "lambda-lint-cdk-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    cpSync(ASSEMBLY, folder, { recursive: true });
    for (const name of readdirSync(folder).filter((one) => one.startsWith("asset.")))
      rmSync(join(folder, name), { recursive: true });
    const { success, violations } = lambdaLint().validate({ templatePaths: templatesIn(folder) });
    expect(success).toBe(false);
    expect(violations[0]?.description).toContain("does not exist");
    for (const { violatingResources } of violations) expect(violatingResources).not.toEqual([]);
  });

  it("takes a config and a baseline by path, and says what is wrong with its options", () => {
    const folder = mkdtempSync(join(tmpdir(), "lambda-lint-cdk-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const config = join(folder, "strict.json");
    writeFileSync(config, JSON.stringify({ rules: { "client-in-handler": "off" } }));
    const { violations } = lambdaLint({ config }).validate(ALL);
    expect(violations.map(({ ruleName }) => ruleName)).not.toContain("client-in-handler");
    expect(() => lambdaLint({ baseline: "nowhere.json" }).validate(ALL)).toThrow("there is no such baseline");
    expect(() => lambdaLint({ only: ["clients-in-handler"] }).validate(ALL)).toThrow(
      /could not run:\n.*no rule/,
    );
  });

  it("has nothing to say of an app without stacks", () => {
    expect(lambdaLint().validate({ templatePaths: [] })).toEqual({ success: true, violations: [] });
  });
});
