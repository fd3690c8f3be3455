import { createRequire } from "node:module";
import type TypeScript from "typescript";

/**
 * Loads TypeScript's JavaScript API, once. Through `require`, since an ESM import lexes all 9 MB for export names first
 * (0.5 s instead of 0.2 s). In the package it is
 * `typescript.cjs`: what the code side uses of it.
 */
export function loadTypeScript(): typeof TypeScript {
  // The published file's `require` (cache/compiled.ts) loads anew each time.
  loaded ??= createRequire(import.meta.url)("typescript") as typeof TypeScript;
  return loaded;
}

let loaded: typeof TypeScript | null = null;
