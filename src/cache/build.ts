/** What the tool was built from, put in by build.mjs; undefined where it runs from its sources. */
declare const BUILD_HASH: string | undefined;

/** Names the code that wrote an entry: what another build found out may be wrong in this one. Null for sources, which change. */
export const BUILD: string | null = typeof BUILD_HASH === "undefined" ? null : BUILD_HASH;
