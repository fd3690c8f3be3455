import { type Config, configuredPaths } from "./config/config.js";
import { DEFAULT_PATHS, findDefaultPaths } from "./discover/default-paths.js";
import { UsageError } from "./errors.js";

/**
 * What a run looks at: what was named, else what the config names, else what a deploy tool or a build left; `say` is
 * told what of that was taken. Throws UsageError.
 */
export function pathsToLint(
  named: readonly string[],
  config: Config,
  cwd: string,
  say: (line: string) => void = () => {},
): readonly string[] {
  if (named.length > 0) return named;
  const configured = configuredPaths(config);
  if (configured.length > 0) return configured;
  const { taken, left } = findDefaultPaths(cwd);
  if (taken.length > 0) {
    const rest = left.length === 0 ? "" : `; not ${left.join(", ")}: name what you want linted`;
    say(`no path was given: linting ${taken.join(", ")}${rest}`);
    return taken;
  }
  throw new UsageError(
    `nothing to lint: no path was given, and there is none of ${DEFAULT_PATHS.join(", ")} here.\nBuild first, or name what you deploy: lambda-lint function.zip, lambda-lint dist, lambda-lint meta.json. Without a build: lambda-lint src`,
  );
}

/** What a deploy tool or a build left in a project's folder. */
export function defaultPaths(cwd: string): readonly string[] {
  return findDefaultPaths(cwd).taken;
}
