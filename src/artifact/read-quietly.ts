import { InputError } from "../errors.js";
import type { Artifact } from "./artifact.js";

/** A file's content, or null where it can't be read or is larger than `maximumBytes`: for looks that may fail. */
export async function readQuietly(
  artifact: Pick<Artifact, "read">,
  path: string,
  maximumBytes: number,
): Promise<Buffer | null> {
  try {
    return await artifact.read(path, maximumBytes);
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}
