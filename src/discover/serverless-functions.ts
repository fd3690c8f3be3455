import type { Architecture, FunctionSettings } from "../function.js";
import { isMap, type Node } from "../template/node.js";
import type { ParsedText } from "../template/parse-yaml.js";
import { eventSources } from "./serverless-events.js";
import { layerReference, type ServiceLayer } from "./serverless-layers.js";
import { type Resolved, UNRESOLVED, type Variables } from "./serverless-variables.js";

/** A function as serverless.yml says it, with what its provider and the framework add; null where that isn't static. */
export interface ServiceFunction {
  readonly name: string;
  readonly handler: string | null;
  readonly runtime: string | null;
  readonly architecture: Architecture | null;
  /** MB. */
  readonly memory: number | null;
  /** Seconds. */
  readonly timeout: number | null;
  readonly isContainer: boolean;
  /** A zip that the user made, relative to the service's folder; null where the framework packs. */
  readonly artifact: string | null;
  readonly layers: readonly ServiceLayer[];
  readonly settings: Omit<FunctionSettings, "unknownLayers">;
}

/**
 * What the framework deploys where nobody says otherwise:
 * https://www.serverless.com/framework/docs/providers/aws/guide/functions, checked 2026-11-21. The runtime's default
 * differs by its version.
 */
const DEFAULTS = { memory: 1024, timeout: 6, architecture: "x86_64" } as const;

export async function readServiceFunctions(
  parsed: ParsedText,
  variables: Variables,
): Promise<readonly ServiceFunction[]> {
  const functions = new Map<string, ServiceFunction>();
  for (const map of await variables.maps(await variables.at(parsed.value, "functions"))) {
    for (const [name, written] of Object.entries(map)) {
      const node = await variables.at(written);
      if (node === UNRESOLVED || !isMap(node)) continue;
      functions.set(name, await serviceFunction(name, node, parsed, variables));
    }
  }
  return [...functions.values()];
}

async function serviceFunction(
  name: string,
  node: Node,
  parsed: ParsedText,
  variables: Variables,
): Promise<ServiceFunction> {
  const own = (...keys: readonly string[]): Promise<Resolved> => variables.at(node, ...keys);
  const ofAll = (...keys: readonly string[]): Promise<Resolved> =>
    variables.at(parsed.value, "provider", ...keys);
  const setting = async (key: string): Promise<Resolved> => (await own(key)) ?? (await ofAll(key));
  const architecture = (await setting("architecture")) ?? DEFAULTS.architecture;
  const provisioned = await own("provisionedConcurrency");
  const snapStart = await own("snapStart");
  const artifact: Resolved =
    (await own("package", "artifact")) ?? (await variables.at(parsed.value, "package", "artifact"));
  const isPublishing = snapStart === true;
  return {
    name,
    handler: textOf(await own("handler")),
    runtime: textOf(await setting("runtime")),
    architecture: architecture === "x86_64" || architecture === "arm64" ? architecture : null,
    memory: numberOr(await setting("memorySize"), DEFAULTS.memory),
    timeout: numberOr(await setting("timeout"), DEFAULTS.timeout),
    isContainer: (await own("image")) !== null,
    artifact: textOf(artifact),
    layers: await layersOf((await own("layers")) ?? (await ofAll("layers")), parsed.value, variables),
    settings: {
      line: parsed.lineOf(node),
      constructPath: null,
      environment: await environment(await ofAll("environment"), await own("environment"), variables),
      tracing: tracing((await own("tracing")) ?? (await ofAll("tracing", "lambda"))),
      snapStart: snapStart === UNRESOLVED ? null : isPublishing ? "PublishedVersions" : "None",
      events: await eventSources(node, variables, isPublishing || provisioned !== null),
      provisioned:
        provisioned === null ? [] : [{ qualifier: "provisioned", amount: numberOr(provisioned, null) }],
    },
  };
}

function textOf(value: Resolved): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function numberOr(value: Resolved, byDefault: number | null): number | null {
  if (value === null) return byDefault;
  if (typeof value === "number") return value;
  return typeof value === "string" && /^\d{1,9}$/.test(value) ? Number(value) : null;
}

function tracing(value: Resolved): FunctionSettings["tracing"] {
  if (value === null || value === false || value === "PassThrough") return "PassThrough";
  return value === true || value === "Active" ? "Active" : null;
}

/** The function's variables count before its provider's. */
async function environment(
  ofAll: Resolved,
  own: Resolved,
  variables: Variables,
): Promise<FunctionSettings["environment"]> {
  const values = new Map<string, string | null>();
  for (const map of [ofAll, own]) {
    if (map === null) continue;
    if (map === UNRESOLVED || !isMap(map)) return null;
    for (const [name, written] of Object.entries(map)) {
      const value = await variables.at(written);
      const isStatic = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
      values.set(name, isStatic ? String(value) : null);
    }
  }
  return values;
}

async function layersOf(
  list: Resolved,
  service: Node,
  variables: Variables,
): Promise<readonly ServiceLayer[]> {
  if (list === null) return [];
  if (list === UNRESOLVED || !Array.isArray(list)) return [{ kind: "unknown", name: null }];
  return Promise.all(
    list.map(async (one: Node) => layerReference(await variables.at(one), service, variables)),
  );
}
