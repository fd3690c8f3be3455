import { spawnSync } from "node:child_process";
import { dirname, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { Report, Severity } from "../../src/index.js";
import { type PluginReport, toPluginReport } from "./plugin-report.js";

export interface LambdaLintOptions {
  /** Path of a config file; default: found upwards from the app's working directory. */
  readonly config?: string;
  /** The least severity that fails the synthesis; default: the config's `failOn` ("error"). "never" only reports. */
  readonly failOn?: Severity | "never";
  /** More warnings than this fail it too. */
  readonly maxWarnings?: number;
  /** Ids of the rules to run; default: all. */
  readonly only?: readonly string[];
  /** Rules by id, over the config's. */
  readonly rules?: Readonly<Record<string, Severity | "off">>;
  /** Path of a baseline; default: the config's. */
  readonly baseline?: string;
}

/** What CDK hands to a validation plugin, as far as it is used here. */
export interface ValidationContext {
  /** Absolute. */
  readonly templatePaths: readonly string[];
}

/**
 * A validation plugin of CDK 2 (`IPolicyValidationPlugin`, and the `…Beta1` of older versions), by shape: nothing of CDK
 * is imported.
 */
export interface ValidationPlugin {
  readonly name: string;
  validate(context: ValidationContext): PluginReport;
}

/**
 * Lints the assembly that `cdk synth` is writing: `Validations.of(app).addPlugins(lambdaLint())`. Findings at or above
 * `failOn` fail the synthesis; all but infos are told, with the construct paths of their functions. CDK's validation is
 * synchronous, so the command is run and waited for. `validate` throws where the command could not run: wrong options,
 * a broken config.
 */
export function lambdaLint(options: LambdaLintOptions = {}): ValidationPlugin {
  return {
    name: "lambda-lint",
    validate({ templatePaths }) {
      const [template] = templatePaths;
      // Without a path the command would look for something to lint.
      if (template === undefined) return { success: true, violations: [] };
      const assemblies = outermost(templatePaths.map((path) => dirname(path)));
      const { stdout, stderr, status, error } = spawnSync(
        process.execPath,
        [COMMAND, ...assemblies, "--format", "json", ...flagsOf(options)],
        { encoding: "utf8", maxBuffer: Number.POSITIVE_INFINITY, stdio: ["ignore", "pipe", "pipe"] },
      );
      if (error !== undefined) throw error;
      if (stdout === "") throw new Error(`lambda-lint could not run:\n${stderr.trim()}`);
      const report: Report = JSON.parse(stdout);
      const isFine = status === 0 || options.failOn === "never";
      return toPluginReport(report, { isFine, cwd: process.cwd(), template });
    },
  };
}

const COMMAND = fileURLToPath(new URL("./bin.cjs", import.meta.url));

function flagsOf({ config, failOn, maxWarnings, only, rules, baseline }: LambdaLintOptions): string[] {
  return [
    ...(config === undefined ? [] : ["--config", config]),
    ...(failOn === undefined || failOn === "never" ? [] : ["--fail-on", failOn]),
    ...(maxWarnings === undefined ? [] : ["--max-warnings", String(maxWarnings)]),
    ...(only ?? []).flatMap((id) => ["--only", id]),
    ...Object.entries(rules ?? {}).flatMap(([id, severity]) => ["--rule", `${id}=${severity}`]),
    ...(baseline === undefined ? [] : ["--baseline", baseline]),
  ];
}

/** Folders that lie in none of the others: a stage's assembly lies in its app's. */
function outermost(folders: readonly string[]): string[] {
  const all = [...new Set(folders)];
  return all.filter((folder) => !all.some((other) => folder.startsWith(other + sep)));
}
