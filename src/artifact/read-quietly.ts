import { InputError } from "../errors.js";
import type { Artifact } from "./artifact.js";

/** A file's content, or null where it can't be read or is larger than `maximumBytes`: for looks that may fail. */
export async function readQuietly(
  artifact: Pick<Artifact, "read">,
  path: string,
  maximumBytes: number,
): Promise<Buffer | null> {
  return quietly(artifact.read(path, maximumBytes));
}

/** A part of it, as `readPart` gives it; null where it can't be read. */
export async function readPartQuietly(
  artifact: Pick<Artifact, "readPart">,
  path: string,
  start: number,
  length: number,
): Promise<Buffer | null> {
  return quietly(artifact.readPart(path, start, length));
}

async function quietly(content: Promise<Buffer>): Promise<Buffer | null> {
  try {
    return await content;
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}
