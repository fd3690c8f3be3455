import { isBuiltin } from "node:module";
import type { Sourced } from "./fact.js";

/** One of Node's own modules that not every Lambda runtime has. */
interface NodeModule extends Sourced {
  readonly name: string;
  /** The first Node that has it without a flag. */
  readonly since: number;
}

const NEWER: readonly NodeModule[] = [
  {
    name: "node:sqlite",
    since: 22,
    source: "https://nodejs.org/docs/latest-v22.x/api/sqlite.html",
    checked: "2026-11-21",
  },
  {
    name: "node:sea",
    since: 20,
    source: "https://nodejs.org/docs/latest-v20.x/api/single-executable-applications.html",
    checked: "2026-11-21",
  },
  {
    name: "node:inspector/promises",
    since: 20,
    source: "https://nodejs.org/docs/latest-v20.x/api/inspector.html",
    checked: "2026-11-21",
  },
];

/** Of Node itself, whichever version. */
export function isNodeModule(specifier: string): boolean {
  return specifier.startsWith("node:") || isBuiltin(specifier);
}

/** One that every runtime has. */
export function isInEveryNode(specifier: string): boolean {
  return isNodeModule(specifier) && nodeModuleSince(specifier) === null;
}

/** The Node version from which on a module is there ("node:sqlite": 22); null for what every runtime has. */
export function nodeModuleSince(specifier: string): number | null {
  return NEWER.find(({ name }) => name === specifier || name === `node:${specifier}`)?.since ?? null;
}
