import type { Architecture, EventSource, FunctionSettings, ProvisionedConcurrency } from "../function.js";
import { functionCode } from "./code-reference.js";
import type { DeclaredBuild, DeclaredFunction } from "./declared.js";
import { layerReferences } from "./layer-references.js";
import type { Resource, Resources } from "./stack.js";
import { isFunction } from "./targets.js";
import { isValueList, isValueMap, staticNumber, staticText, type Value } from "./value.js";

/** What Lambda takes where a template says nothing: https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html, checked 2026-11-21. */
const DEFAULTS = { memory: 128, timeout: 3, architecture: "x86_64" } as const;

export interface Invocations {
  readonly events: ReadonlyMap<string, readonly EventSource[]>;
  readonly provisioned: ReadonlyMap<string, readonly ProvisionedConcurrency[]>;
}

export function declaredFunctions(
  resources: Resources,
  { events, provisioned }: Invocations,
): readonly DeclaredFunction[] {
  return [...resources.values()].filter(isFunction).map((resource) => ({
    logicalId: resource.logicalId,
    code: functionCode(resource),
    handler: staticText(resource.property("Handler")),
    runtime: staticText(resource.property("Runtime")),
    architecture: architecture(resource.property("Architectures")),
    memory: numberOr(resource.property("MemorySize"), DEFAULTS.memory),
    timeout: numberOr(resource.property("Timeout"), DEFAULTS.timeout),
    layers: layerReferences(resource.property("Layers"), resources),
    settings: {
      line: resource.line,
      constructPath: staticText(resource.metadata("aws:cdk:path")),
      environment: environment(resource),
      tracing: tracing(resource),
      snapStart: snapStart(resource.property("SnapStart", "ApplyOn")),
      events: events.get(resource.logicalId) ?? [],
      provisioned: provisioned.get(resource.logicalId) ?? [],
    },
    build: declaredBuild(resource),
  }));
}

function numberOr(value: Value | undefined, byDefault: number): number | null {
  return value === undefined ? byDefault : staticNumber(value);
}

function architecture(value: Value | undefined): Architecture | null {
  if (value === undefined) return DEFAULTS.architecture;
  const [only, ...others] = isValueList(value) ? value : [];
  return others.length === 0 && (only === "x86_64" || only === "arm64") ? only : null;
}

function environment(resource: Resource): FunctionSettings["environment"] {
  const variables = resource.property("Environment", "Variables");
  if (variables === undefined) return new Map();
  if (!isValueMap(variables)) return null;
  return new Map([...variables].map(([name, value]) => [name, staticText(value)]));
}

function tracing(resource: Resource): FunctionSettings["tracing"] {
  const isSam = resource.type === "AWS::Serverless::Function";
  const mode = isSam ? resource.property("Tracing") : resource.property("TracingConfig", "Mode");
  if (mode === undefined) return "PassThrough";
  const text = staticText(mode);
  if (text === "Active") return "Active";
  // SAM's "Disabled" leaves the setting out.
  return text === "PassThrough" || (isSam && text === "Disabled") ? "PassThrough" : null;
}

function snapStart(applyOn: Value | undefined): FunctionSettings["snapStart"] {
  if (applyOn === undefined) return "None";
  return applyOn === "PublishedVersions" || applyOn === "None" ? applyOn : null;
}

export function declaredBuild(resource: Resource): DeclaredBuild | null {
  const method = staticText(resource.metadata("BuildMethod"));
  if (method === null || staticText(resource.metadata("SkipBuild")) === "true") return null;
  const points = resource.metadata("BuildProperties", "EntryPoints");
  const texts = isValueList(points) ? points.map(staticText) : [];
  return { method, entryPoints: texts.filter((one) => one !== null) };
}
