import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import type { ConfiguredFunction } from "../config/config.js";
import { InputError, type Problem } from "../errors.js";
import { configuredFunctions, namedLayers } from "./configured.js";
import type { DeployedFunction } from "./deployed.js";
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
  configured: readonly ConfiguredFunction[],
): AsyncGenerator<Discovered> {
  const seen = new Set<string>();
  const named: ConfiguredFunction[] = [];
  const aside: Aside = { sources: [], functions: [] };
  const waiting: { readonly first: Discovered; readonly rest: AsyncGenerator<Discovered> }[] = [];
  try {
    for (const path of paths) {
      if (path === "") {
        yield { problem: emptyPath() };
        continue;
      }
      const place = resolve(options.cwd, path);
      const real = realPlace(place);
      if (seen.has(real)) continue;
      seen.add(real);
      const deployed = configured.filter((fn) => realPlace(resolve(options.cwd, fn.path)) === real);
      if (deployed.length > 0) {
        named.push(...deployed);
        continue;
      }
      const found = discoverArtifacts(place, options, aside);
      const first = yield* untilArtifact(found);
      if (first !== null) waiting.push({ first, rest: found });
    }
    const functions = [...aside.functions, ...(await configuredFunctions(named, options))];
    yield* deployedSubjects(uniqueFunctions(functions), options);
    // After those: what is found twice is the artifact of the functions that are described.
    for (const { first, rest } of waiting) {
      yield first;
      yield* rest;
    }
  } finally {
    for (const { rest } of waiting) await rest.return(undefined);
  }
  const { sources } = aside;
  if (sources.length > 0)
    yield { id: sourceId(sources, options.cwd), open: () => sourceSubject(sources, options) };
}

/** What is gathered over all paths, to be looked at together. */
interface Aside {
  readonly sources: string[];
  readonly functions: DeployedFunction[];
}

async function* discoverArtifacts(
  place: string,
  options: DiscoverOptions,
  aside: Aside,
): AsyncGenerator<Discovered> {
  try {
    for await (const found of discoverPath(place, options)) {
      if ("source" in found) aside.sources.push(found.source);
      else if ("functions" in found) aside.functions.push(...found.functions);
      else yield found;
    }
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    yield { problem: error.problem };
  }
}

/** Hands on problems, gives the first artifact; null where there is none. */
async function* untilArtifact(
  found: AsyncGenerator<Discovered>,
): AsyncGenerator<Discovered, Discovered | null> {
  for (;;) {
    const { value, done } = await found.next();
    if (done) return null;
    if ("id" in value) return value;
    yield value;
  }
}

/** Each once: an assembly and one of its templates may both be named. */
function uniqueFunctions(functions: readonly DeployedFunction[]): readonly DeployedFunction[] {
  const byKey = new Map(
    functions.map((fn) => [JSON.stringify([fn.template, fn.name, fn.handler, fn.code]), fn]),
  );
  return [...byKey.values()];
}

/** Where a path leads to, links followed, so that a folder with two names is linted once. */
function realPlace(place: string): string {
  try {
    return realpathSync.native(place);
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
