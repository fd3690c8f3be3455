import { createRequire } from "node:module";
import type { GlobOptions, globSync as GlobSync } from "tinyglobby";

/** tinyglobby's, loaded when a folder is named or a workspace looked up: linting one file walks nothing. */
export function globSync(
  patterns: string | readonly string[],
  options: Omit<GlobOptions, "patterns">,
): string[] {
  const tinyglobby = createRequire(import.meta.url)("tinyglobby") as { readonly globSync: typeof GlobSync };
  return tinyglobby.globSync(patterns, options);
}
