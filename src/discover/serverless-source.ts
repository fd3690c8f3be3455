import { dirname, resolve } from "node:path";
import { statOf } from "../artifact/stat-of.js";
import type { Problem } from "../errors.js";
import type { DeployedCode, DeployedFunction, DeployedLayer } from "./deployed.js";
import { named, runsNode } from "./deployed-problems.js";
import type { Discovered, DiscoverOptions, FoundFunctions } from "./discovered.js";
import type { ServiceFunction } from "./serverless-functions.js";
import { readService } from "./serverless-service.js";

/**
 * The functions of a serverless.yml (an absolute path) that nobody has packaged yet: their sources, with the settings
 * that are static, and the zips that the user made. Throws InputError as `readService` does.
 */
export async function* discoverService(
  place: string,
  path: string,
  options: DiscoverOptions,
): AsyncGenerator<Discovered | FoundFunctions> {
  const { functions, problems } = await readService(place, options.cwd);
  for (const problem of problems) yield { problem };
  const deployed: DeployedFunction[] = [];
  const unpacked: ServiceFunction[] = [];
  for (const fn of functions) {
    if (isReadable(fn)) deployed.push(deployedFunction(fn, place, path));
    else if (!fn.isContainer) unpacked.push(fn);
  }
  const containers = functions.filter(({ isContainer }) => isContainer);
  if (containers.length > 0)
    yield { problem: outOfReach("container-function", containers, path, CONTAINERS) };
  if (unpacked.length > 0) yield { problem: outOfReach("not-node", unpacked, path, NOT_PACKED) };
  if (functions.length === 0) yield { problem: noFunctions(path) };
  yield { functions: deployed };
}

/** Of what isn't packed only Node's sources can be read. */
function isReadable({ isContainer, artifact, runtime }: ServiceFunction): boolean {
  return !isContainer && (artifact !== null || runsNode(runtime));
}

function deployedFunction(fn: ServiceFunction, service: string, path: string): DeployedFunction {
  const folder = dirname(service);
  const code: DeployedCode =
    fn.artifact === null
      ? { kind: "source", place: folder }
      : { kind: "artifact", place: resolve(folder, fn.artifact) };
  const layers: DeployedLayer[] = [];
  const unknownLayers: (string | null)[] = [];
  for (const layer of fn.layers) {
    const place = layer.kind === "own" ? resolve(folder, layer.path) : null;
    // One that isn't there may be made before it is packaged.
    if (place === null || statOf(place) === null) unknownLayers.push(layer.name);
    else layers.push({ name: layer.name ?? "", place });
  }
  const { name, handler, runtime, architecture, memory, timeout, settings } = fn;
  return {
    ...{ name, template: path, code, layers, handler, runtime, architecture, memory, timeout },
    settings: { ...settings, unknownLayers },
  };
}

const CONTAINERS = "container images are out of reach; nothing of it was checked.";
const NOT_PACKED =
  "isn't Node.js and isn't packaged yet, so nothing was checked; run `serverless package` and lint .serverless.";

function outOfReach(code: string, functions: readonly ServiceFunction[], path: string, why: string): Problem {
  const line = functions.length === 1 ? (functions[0]?.settings.line ?? null) : null;
  return { level: "note", code, path, line, message: `${named(functions)}: ${why}` };
}

function noFunctions(path: string): Problem {
  const message =
    "has no functions that can be read statically, so nothing was checked; run `serverless package` and lint .serverless.";
  return { level: "note", code: "no-functions", path, line: null, message };
}
