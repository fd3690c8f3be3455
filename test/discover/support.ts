import { join } from "node:path";
import { type BuildOptions, build } from "esbuild";
import { type LintOptions, lint, type Report } from "../../src/index.js";
import { expectExactSizes } from "../support/identity.js";

export const HANDLER = "export const handler = async () => {};\n";
export const COMMONJS = "exports.handler = async () => {};\n";
export const MANIFEST = (name: string) => JSON.stringify({ name, version: "1.0.0", main: "index.js" });

/** Lints, holds the sizes to their identity, and gives the report. */
export async function linted(
  cwd: string,
  paths: readonly string[],
  options: LintOptions = {},
): Promise<Report> {
  const report = await lint(paths, { cwd, config: {}, asOf: "2026-11-20", ...options });
  expectExactSizes(report);
  return report;
}

/** What a report is about: each function with its artifact, kind, handler and bytes. */
export function functionsOf(report: Report): string[] {
  return report.functions.map((fn) => {
    const artifact = report.artifacts.find(({ id }) => id === fn.artifact);
    return `${fn.name}: ${artifact?.kind} ${fn.artifact} ${fn.handler ?? "-"}`;
  });
}

export function bytesOf(report: Report): number[] {
  return report.artifacts.map(({ unzippedBytes }) => unzippedBytes);
}

export function problemsOf(report: Report): string[] {
  return report.problems.map(({ level, code, path }) => `${level} ${code} ${path}`);
}

/** Builds in a folder as its build script would; `metafile` is where the metafile is written. */
export async function bundle(
  cwd: string,
  options: BuildOptions & { readonly metafilePath?: string },
): Promise<void> {
  const { metafilePath, ...given } = options;
  const { metafile } = await build({
    absWorkingDir: cwd,
    bundle: true,
    platform: "node",
    format: "esm",
    outExtension: { ".js": ".mjs" },
    metafile: true,
    logLevel: "silent",
    ...given,
  });
  if (metafilePath !== undefined && metafile !== undefined) {
    const { writeFileSync } = await import("node:fs");
    writeFileSync(join(cwd, metafilePath), JSON.stringify(metafile));
  }
}
