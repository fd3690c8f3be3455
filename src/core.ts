// build.mjs makes `dist/load-core.cjs` of this file, whose exports are those of `core.cjs`.
import { requireOwn } from "./cache/compiled.js";

/** The hashes of the large files beside, put in by build.mjs. */
declare const OWN_FILES: Readonly<Record<string, string>>;

/** All that the command, the library and its plugins share. */
export const core = requireOwn(__dirname, "core.cjs", OWN_FILES, process.env);
