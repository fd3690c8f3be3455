import { join } from "node:path";
import { statOf } from "../artifact/stat-of.js";
import { textOf } from "../artifact/text-of.js";

/** What a folder says of the project in it. */
export interface Project {
  readonly deployTool: DeployTool | null;
  readonly buildTool: string | null;
  readonly packageManager: "npm" | "pnpm" | "yarn" | "bun";
  readonly ci: "github" | "gitlab" | null;
  /** A hook runner that is already there. */
  readonly hooks: "husky" | "lefthook" | "pre-commit" | null;
}

interface DeployTool {
  readonly name: "AWS CDK" | "AWS SAM" | "Serverless Framework" | "SST";
  /** What its build leaves, relative to the project. */
  readonly output: string;
  /** The command that leaves it. */
  readonly build: string;
}

const DEPLOY_TOOLS: readonly (DeployTool & { readonly signs: readonly string[] })[] = [
  { name: "AWS CDK", output: "cdk.out", build: "npx cdk synth", signs: ["cdk.json"] },
  {
    name: "AWS SAM",
    output: ".aws-sam/build",
    build: "sam build",
    signs: ["samconfig.toml", "template.yaml", "template.yml"],
  },
  {
    name: "Serverless Framework",
    output: ".serverless",
    build: "npx serverless package",
    signs: ["serverless.yml", "serverless.yaml", "serverless.ts", "serverless.json"],
  },
  { name: "SST", output: ".sst", build: "npx sst deploy", signs: ["sst.config.ts"] },
];
const BUILD_TOOLS = ["esbuild", "tsup", "rolldown", "rollup", "vite", "webpack", "@vercel/ncc", "typescript"];

/** Looks at file names and package.json; nothing is run. */
export function lookAtProject(folder: string): Project {
  const has = (path: string) => statOf(join(folder, path)) !== null;
  const tool = DEPLOY_TOOLS.find(({ signs }) => signs.some(has));
  const dependencies = dependenciesOf(join(folder, "package.json"));
  return {
    deployTool: tool === undefined ? null : { name: tool.name, output: tool.output, build: tool.build },
    buildTool: BUILD_TOOLS.find((name) => dependencies.has(name)) ?? null,
    packageManager: has("pnpm-lock.yaml")
      ? "pnpm"
      : has("yarn.lock")
        ? "yarn"
        : has("bun.lock") || has("bun.lockb")
          ? "bun"
          : "npm",
    ci: has(".github") ? "github" : has(".gitlab-ci.yml") ? "gitlab" : null,
    hooks: has(".husky")
      ? "husky"
      : has("lefthook.yml") || has("lefthook.yaml")
        ? "lefthook"
        : has(".pre-commit-config.yaml")
          ? "pre-commit"
          : null,
  };
}

function dependenciesOf(manifest: string): Set<string> {
  try {
    const json: unknown = JSON.parse(textOf(manifest) ?? "null");
    const groups = ["dependencies", "devDependencies"].map((key) => Object(json)[key]);
    return new Set(groups.flatMap((group) => Object.keys(Object(group))));
  } catch {
    return new Set();
  }
}
