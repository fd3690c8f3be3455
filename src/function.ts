export type Architecture = "x86_64" | "arm64";

/** One Lambda function: an artifact and what is known about how it runs. Null where unknown, never guessed. */
export interface LambdaFunction {
  /** Unique in a report. */
  readonly id: string;
  /** Logical id in a template, else the metafile's entry point, else the artifact's base name. */
  readonly name: string;
  /** Path of the template that declares it. */
  readonly template: string | null;
  readonly artifactId: string;
  /** Layers whose files are known, in the order in which they are unpacked over each other. */
  readonly layerIds: readonly string[];
  /** "index.handler". */
  readonly handler: string | null;
  /** The file that the handler string names, as a module path of the artifact's graph. */
  readonly handlerModule: string | null;
  /** "nodejs22.x". */
  readonly runtime: string | null;
  readonly architecture: Architecture | null;
  /** MB. */
  readonly memory: number | null;
  /** Seconds. */
  readonly timeout: number | null;
  /** What a template or the config says beyond that; null where there is neither. */
  readonly settings: FunctionSettings | null;
}

/** What a template declares of a function besides code and size. */
export interface FunctionSettings {
  /** Line of the declaration in the template, 1-based; null where that says nothing (generated JSON). */
  readonly line: number | null;
  /** The construct's path in a CDK app ("Shop/Orders/Resource"); null without one. */
  readonly constructPath: string | null;
  /** By name; a value that isn't static is null. The map itself is null where it isn't. */
  readonly environment: ReadonlyMap<string, string | null> | null;
  /** X-Ray's mode; null where it isn't static. */
  readonly tracing: "Active" | "PassThrough" | null;
  /** Null where it isn't static. */
  readonly snapStart: "PublishedVersions" | "None" | null;
  /** What invokes it, as far as the template shows. */
  readonly events: readonly EventSource[];
  /** Aliases and versions that keep environments warm. */
  readonly provisioned: readonly ProvisionedConcurrency[];
  /** The deploy tool ("AWS CDK") whose own function it is: its code isn't the user's to change. Absent for the user's. */
  readonly helperOf?: string;
  /** Layers that are known by ARN only, or not at all (null): their files are out of reach. */
  readonly unknownLayers: readonly (string | null)[];
}

/** A function that the deploy tool made: rules on code and budgets are not for its user. */
export function isToolsOwn({ settings }: Pick<LambdaFunction, "settings">): boolean {
  return settings?.helperOf !== undefined;
}

export interface EventSource {
  readonly type:
    | "rest-api"
    | "http-api"
    | "websocket-api"
    | "function-url"
    | "load-balancer"
    | "queue"
    | "stream"
    | "schedule"
    | "other";
  /** Does it call the function itself, or one of its aliases or versions? Null where that isn't static. */
  readonly qualified: boolean | null;
}

export interface ProvisionedConcurrency {
  /** Name of the alias, or logical id of the version. */
  readonly qualifier: string;
  /** Environments; null where it isn't static. */
  readonly amount: number | null;
}
