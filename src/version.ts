import manifest from "../package.json" with { type: "json" };

/** The version of this tool, from its package.json when it was built. */
export const VERSION: string = manifest.version;

/** Whether arguments ask for the version alone: scripts and editors do at every start, and nothing else is loaded then. */
export function asksVersionOnly([, , first, ...others]: readonly string[]): boolean {
  return others.length === 0 && (first === "--version" || first === "-v");
}
