import type { Manifest } from "../artifact/manifest.js";

/** The files that a package offers as its ESM and as its CommonJS build, relative to its folder; `*` as in `exports`. */
export interface PackageBuilds {
  readonly esm: readonly string[];
  readonly commonJs: readonly string[];
  /** Without `exports` a bundler chooses by `mainFields`. */
  readonly byFields: boolean;
}

/** Reads `exports` (https://nodejs.org/api/packages.html#conditional-exports), else `module` and `main`. */
export function packageBuilds(manifest: Manifest): PackageBuilds {
  const esm: string[] = [];
  const commonJs: string[] = [];
  const isModule = manifest.type === "module";
  const add = (file: string, kind: Kind) => {
    const path = file.replace(/^\.\//, "");
    const isEsm = path.endsWith(".mjs") || (!path.endsWith(".cjs") && (isModule || kind === "esm"));
    (isEsm ? esm : commonJs).push(path);
  };
  const walk = (node: unknown, kind: Kind): void => {
    if (typeof node === "string") add(node, kind);
    else if (Array.isArray(node)) walk(node[0], kind);
    else if (typeof node === "object" && node !== null) {
      for (const [key, value] of Object.entries(node)) {
        if (FOREIGN.has(key)) continue;
        walk(value, ESM.has(key) ? "esm" : key === "require" ? "commonJs" : kind);
      }
    }
  };
  if (manifest.exports !== null) {
    walk(manifest.exports, null);
    return { esm, commonJs, byFields: false };
  }
  if (manifest.module !== null) add(manifest.module, "esm");
  const main = (manifest.main ?? "index.js").replace(/\/$/, "");
  for (const file of [main, `${main}.js`, `${main}/index.js`]) add(file, "commonJs");
  return { esm, commonJs, byFields: true };
}

type Kind = "esm" | "commonJs" | null;

const ESM = new Set(["import", "module", "module-sync"]);
/** Conditions of other platforms, and of types. */
const FOREIGN = new Set([
  "types",
  "typings",
  "browser",
  "worker",
  "workerd",
  "edge-light",
  "deno",
  "bun",
  "react-native",
]);

/** Whether a file is among a build's, `*` standing for anything. */
export function isAmong(file: string, targets: readonly string[]): boolean {
  return targets.some((target) => {
    const star = target.indexOf("*");
    if (star === -1) return target === file;
    const end = target.slice(star + 1);
    return file.length >= target.length - 1 && file.startsWith(target.slice(0, star)) && file.endsWith(end);
  });
}
