import type { DeployedFunction } from "./deployed.js";
import { artifactSubject, inlineId, inlineSubject } from "./deployed-artifact.js";
import { deployedMetafile } from "./deployed-metafile.js";
import { otherRuntimes } from "./deployed-problems.js";
import { deployedSourceSubject } from "./deployed-source.js";
import type { Discovered, DiscoverOptions } from "./discovered.js";
import { DeployedLayers } from "./layers.js";
import { reportPath } from "./report-path.js";
import { sourceId } from "./source.js";

/**
 * The functions of a deployment, by artifact: what several share is opened and looked at once. Layers come last, as
 * artifacts of their own. What is missing on disk is a problem of level error, the rest is still linted.
 */
export async function* deployedSubjects(
  functions: readonly DeployedFunction[],
  options: DiscoverOptions,
): AsyncGenerator<Discovered> {
  const known = functions.map((fn) => withFlags(fn, options));
  const layers = new DeployedLayers(options);
  try {
    for (const problem of await layers.open(known)) yield { problem };
    for (const [place, sharing] of sharingBy(known, "artifact")) {
      const open = () => artifactSubject(place, sharing, layers, options);
      yield { id: reportPath(place, options.cwd), open };
    }
    for (const [place, sharing] of sharingBy(known, "metafile")) {
      yield* deployedMetafile(place, sharing, layers, options);
    }
    for (const fn of known) {
      const { code } = fn;
      if (code.kind === "inline")
        yield { id: inlineId(fn), open: () => inlineSubject(fn, code.text, layers, options) };
    }
    const sources = known.flatMap((fn) => (fn.code.kind === "source" ? [{ fn, place: fn.code.place }] : []));
    if (sources.length > 0) {
      const places = sources.map(({ place }) => place);
      yield { id: sourceId(places, options.cwd), open: () => deployedSourceSubject(sources, options) };
    }
    for (const problem of otherRuntimes(known)) yield { problem };
    yield* layers.found();
  } finally {
    await layers.close();
  }
}

/** Flags speak for what no template tells. */
function withFlags(fn: DeployedFunction, options: DiscoverOptions): DeployedFunction {
  return {
    ...fn,
    handler: fn.handler ?? options.handler,
    runtime: fn.runtime ?? options.runtime,
    architecture: fn.architecture ?? options.architecture,
    memory: fn.memory ?? options.memory,
    timeout: fn.timeout ?? options.timeout,
  };
}

function sharingBy(
  functions: readonly DeployedFunction[],
  kind: "artifact" | "metafile",
): Map<string, DeployedFunction[]> {
  const groups = new Map<string, DeployedFunction[]>();
  for (const fn of functions) {
    if (fn.code.kind !== kind) continue;
    const group = groups.get(fn.code.place);
    if (group === undefined) groups.set(fn.code.place, [fn]);
    else group.push(fn);
  }
  return groups;
}
