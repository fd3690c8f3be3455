import { resolve } from "node:path";
import { baselineFile } from "./api.js";
import { summaryOf } from "./assemble-report.js";
import { acceptFindings, mergedBaseline } from "./baseline/accept.js";
import type { Baseline } from "./baseline/baseline.js";
import { baselineOf } from "./baseline/from-report.js";
import type { CliOptions } from "./cli.js";
import { loadBaseline } from "./config/load-baseline.js";
import type { LoadedConfig } from "./config/loaded-config.js";
import type { Process } from "./main.js";
import type { Report } from "./report.js";
import { writeTextFile } from "./write-file.js";

const DEFAULT_FILE = "lambda-lint-baseline.json";

/** The baseline file that a run reads or writes, and what it holds; null where there is none to do with. */
export interface RunBaseline {
  readonly path: string;
  /** Null where it is yet to be written. */
  readonly content: Baseline | null;
}

/** By flag, else by config. Throws UsageError when it is missing or no baseline. */
export async function baselineOfRun(
  { baseline, updateBaseline }: Pick<CliOptions, "baseline" | "updateBaseline">,
  { config, file }: Pick<LoadedConfig, "config" | "file">,
  cwd: string,
): Promise<RunBaseline | null> {
  const path = baseline ?? baselineFile(config, file) ?? (updateBaseline ? DEFAULT_FILE : null);
  if (path === null) return null;
  return { path, content: await loadBaseline(path, { cwd, mayBeMissing: updateBaseline }) };
}

/** Accepts all that a report found, writes that down, and gives the report as the next run will. */
export async function updateBaseline(
  report: Report,
  { path, content }: RunBaseline,
  process: Process,
): Promise<Report> {
  const next = mergedBaseline(content, baselineOf(report), report);
  await writeTextFile(resolve(process.cwd(), path), `${JSON.stringify(next, null, 2)}\n`, path);
  const count = next.findings.reduce((sum, one) => sum + one.count, 0);
  process.stderr.write(`${path}: ${count} finding${count === 1 ? "" : "s"} accepted.\n`);
  const findings = acceptFindings(report.findings, next, report);
  return { ...report, findings, summary: summaryOf({ ...report, findings }) };
}
