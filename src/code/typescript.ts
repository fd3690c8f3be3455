import { createRequire } from "node:module";
import type TypeScript from "typescript";

/**
 * TypeScript's JavaScript API. Through `require`, since an ESM import lexes all 9 MB for export names first
 * (0.5 s instead of 0.2 s). In the package it is
 * `typescript.cjs`: what the code side uses of it. Only files behind analyze.ts's dynamic import load this one.
 */
export const ts = createRequire(import.meta.url)("typescript") as typeof TypeScript;
