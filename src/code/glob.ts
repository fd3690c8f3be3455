import { type GlobOptions, globSync as tinyglobbySync } from "tinyglobby";

/** Paths that match, as tinyglobby finds them. */
export function globSync(
  patterns: string | readonly string[],
  options: Omit<GlobOptions, "patterns">,
): string[] {
  return tinyglobbySync(patterns, options);
}
