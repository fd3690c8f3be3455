import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { type Config, configuredPaths } from "./config/config.js";
import { UsageError } from "./errors.js";

/** Where builds usually leave what is deployed, in the order in which they are looked for. */
const DEFAULT_PATHS = ["dist", "build", "out", ".build", ".esbuild/.build", "bundle"] as const;

/** What a run looks at: what was named, else what the config names, else what a build left. Throws UsageError. */
export function pathsToLint(named: readonly string[], config: Config, cwd: string): readonly string[] {
  if (named.length > 0) return named;
  const configured = configuredPaths(config);
  if (configured.length > 0) return configured;
  const found = defaultPaths(cwd);
  if (found.length > 0) return found;
  throw new UsageError(
    `nothing to lint: no path was given, and there is none of ${DEFAULT_PATHS.join(", ")} here.\nName what you deploy: lambda-lint function.zip, lambda-lint dist, lambda-lint meta.json`,
  );
}

/** What a build left in a project's folder. */
export function defaultPaths(cwd: string): readonly string[] {
  return DEFAULT_PATHS.filter((path) => existsSync(resolve(cwd, path)));
}
