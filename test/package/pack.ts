import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  export interface ProvidedContext {
    /** What `npm pack` printed, and where the package is. */
    readonly packed: { readonly stdout: string; readonly tarball: string };
    /** A folder that goes after the tests; `tools` in it has the commands that judge the package. */
    readonly temporary: string;
  }
}

const ROOT = join(import.meta.dirname, "../..");
/** Installed here rather than kept as dependencies: 60 MB that nothing else needs. */
const TOOLS = ["pnpm@10.34.8", "@arethetypeswrong/cli@0.18.5"];

/** Packs once for all of these tests. */
export default function setup({ provide }: TestProject): () => void {
  const temporary = mkdtempSync(join(tmpdir(), "lambda-lint-package-"));
  const stdout = run("npm", ["pack", "--pack-destination", temporary], ROOT);
  run("npm", ["install", ...NPM_FLAGS, "--prefix", join(temporary, "tools"), ...TOOLS], temporary);
  provide("packed", { stdout, tarball: join(temporary, stdout.trim()) });
  provide("temporary", temporary);
  return () => rmSync(temporary, { recursive: true, force: true });
}

export const NPM_FLAGS = ["--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund"];

/** Gives stdout; throws with all that the command said when it fails. */
export function run(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error([command, ...args, "\n", stdout, stderr].join(" "));
  return stdout;
}

/** package.json as it is published. */
export const MANIFEST: {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
} = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
