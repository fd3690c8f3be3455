import type TypeScript from "typescript";
import type { Interpreter } from "./interpreter.js";
import type { Value } from "./values.js";

/** Where a bundle's text came from, by esbuild's path comments. */
export interface BundleRegions {
  /** The original's path at a position of the bundle; null before the first comment. */
  pathAt(position: number): string | null;
}

/** What a declaration of a bundled package stands for; null when it is the user's own code. */
export function regionValue(_run: Interpreter, _declaration: TypeScript.Node, _file: string): Value | null {
  return null;
}
