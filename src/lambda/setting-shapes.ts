import { LIMITS } from "./limits.js";

/** What a function's settings look like, for whoever takes them from people: by shape, so that what comes next year is none the less right. */
export const RUNTIME_ID =
  /^(nodejs\d+\.x|python\d\.\d+|java\d+(\.al2)?|dotnet\d+|ruby\d\.\d+|go1\.x|provided(\.al2|\.al2023)?)$/;
/** file.export, with or without folders; `.handler` stands in real stacks. */
export const HANDLER = /^[^\s]*\.[^\s./]+$/;
export const MEMORY_MB = { least: LIMITS.minimumMemory.value, most: LIMITS.maximumMemory.value } as const;
export const TIMEOUT_SECONDS = { least: 1, most: LIMITS.timeout.value } as const;

/** A layer that is named by its ARN: its files are out of reach. */
export function isLayerArn(layer: string): boolean {
  return layer.startsWith("arn:");
}
