import { type Stats, statSync } from "node:fs";

/** Null for what isn't there: below a file (`schema.graphql/index.ts`) the system says ENOTDIR, which Node throws. */
export function statOf(path: string): Stats | null {
  try {
    return statSync(path, { throwIfNoEntry: false }) ?? null;
  } catch {
    return null;
  }
}
