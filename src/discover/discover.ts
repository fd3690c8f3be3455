import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import type { ConfiguredFunction } from "../config/config.js";
import { InputError, type Problem } from "../errors.js";
import { configuredFunctions, namedLayers } from "./configured.js";
import { deployedSubjects } from "./deployed-subjects.js";
import { discoverPath } from "./discover-path.js";
import type { Discovered, DiscoverOptions } from "./discovered.js";
import { DeployedLayers } from "./layers.js";
import { sourceId, sourceSubject } from "./source.js";

/**
 * Paths to artifacts, one after the other, so that only one is open at a time. What can't be read
 * becomes a problem; the other paths are still looked at.
 */
export async function* discover(
  paths: readonly string[],
  options: DiscoverOptions,
  described: {
    /** Of the functions that nothing describes: paths, relative to `cwd`, and ARNs. */
    readonly layers: readonly string[];
    readonly functions: readonly ConfiguredFunction[];
  },
): AsyncGenerator<Discovered> {
  const given = namedLayers(described.layers, options.cwd);
  const layers = new DeployedLayers(options);
  try {
    for (const problem of await layers.open([given])) yield { problem };
    const opened = {
      open: layers.of(given),
      unknown: [...given.unknownLayers, ...layers.missingOf(given)],
    };
    yield* discoverPaths(paths, { ...options, layers: opened }, described.functions);
    yield* layers.found();
  } finally {
    await layers.close();
  }
}

async function* discoverPaths(
  paths: readonly string[],
  options: DiscoverOptions,
  functions: readonly ConfiguredFunction[],
): AsyncGenerator<Discovered> {
  const seen = new Set<string>();
  const sources: string[] = [];
  const configured: ConfiguredFunction[] = [];
  for (const path of paths) {
    if (path === "") {
      yield { problem: emptyPath() };
      continue;
    }
    const place = resolve(options.cwd, path);
    const real = realPlace(place);
    if (seen.has(real)) continue;
    seen.add(real);
    const deployed = functions.filter((fn) => realPlace(resolve(options.cwd, fn.path)) === real);
    if (deployed.length > 0) {
      configured.push(...deployed);
      continue;
    }
    try {
      for await (const found of discoverPath(place, options)) {
        if ("source" in found) sources.push(found.source);
        else yield found;
      }
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      yield { problem: error.problem };
    }
  }
  yield* deployedSubjects(await configuredFunctions(configured, options), options);
  if (sources.length > 0)
    yield { id: sourceId(sources, options.cwd), open: () => sourceSubject(sources, options) };
}

/** Where a path leads to, links followed, so that a folder with two names is linted once. */
function realPlace(place: string): string {
  try {
    return realpathSync(place);
  } catch {
    return place;
  }
}

/** An unset variable in a script (`lambda-lint "$OUT"`) must not lint the working directory instead. */
function emptyPath(): Problem {
  const message =
    "an empty path; expected a zip, a folder, an esbuild metafile or a bundle. Is a variable unset?";
  return { level: "error", code: "not-found", path: "", line: null, message };
}
