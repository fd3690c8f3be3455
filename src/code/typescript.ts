import { loadTypeScript } from "./load-typescript.js";

/** TypeScript's JavaScript API. Only files behind analyze.ts's dynamic import load this one. */
export const ts = loadTypeScript();
