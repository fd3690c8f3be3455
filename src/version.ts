import manifest from "../package.json" with { type: "json" };

/** The version of this tool, from its package.json when it was built. */
export const VERSION: string = manifest.version;
