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
}
