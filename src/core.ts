// build.mjs makes `dist/core.js` of this file: what it exports besides are the names of `core.cjs`.
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { requireOwn } from "./cache/compiled.js";

/** The hashes of the large files beside, put in by build.mjs. */
declare const OWN_FILES: Readonly<Record<string, string>>;

/** All that the command, the library and its plugins share. */
export const core = requireOwn(dirname(fileURLToPath(import.meta.url)), "core.cjs", OWN_FILES, process.env);
