import { readFileSync, realpathSync } from "node:fs";
import { builtinModules } from "node:module";
import { posix } from "node:path";
import { type Manifest, parseManifest } from "../artifact/manifest.js";
import { statOf } from "../artifact/stat-of.js";
import { mapExports, mapImports } from "../graph/resolve-maps.js";
import { splitName } from "../graph/resolve-paths.js";
import { scanImports } from "../graph/scan.js";
import type { ImportOfPackage, PackageWeigher } from "./import-weight.js";

const BUILTIN = new Set(builtinModules);
const EXTENSIONS = ["", ".js", ".json", ".cjs", ".mjs", "/index.js", "/index.cjs"];
/** A bound on what one import may lead to: googleapis has some 700 files. */
const MAXIMUM_FILES = 20_000;

/** What imports of installed packages load in init: the files of their static closure, with bytes on disk. */
export function weighInstalledPackages(): PackageWeigher {
  const manifests = new Map<string, Manifest | null>();
  const closures = new Map<
    string,
    readonly { readonly path: string; readonly syntax: "import" | "require" }[]
  >();
  const manifestOf = (folder: string): Manifest | null => {
    let known = manifests.get(folder);
    if (known === undefined) {
      const text = readText(`${folder}/package.json`);
      known = text === null ? null : parseManifest(folder, text);
      manifests.set(folder, known);
    }
    return known;
  };
  const resolve = (specifier: string, from: string, syntax: "import" | "require"): string | null => {
    if (specifier.startsWith("node:") || BUILTIN.has(specifier)) return null;
    if (specifier.startsWith(".")) return file(posix.join(posix.dirname(from), specifier), manifestOf);
    if (specifier.startsWith("#")) {
      for (
        let folder = posix.dirname(from);
        folder !== posix.dirname(folder);
        folder = posix.dirname(folder)
      ) {
        const manifest = manifestOf(folder);
        if (manifest === null) continue;
        const target = mapImports(manifest, specifier, syntax);
        return target === null || !target.startsWith("./")
          ? null
          : file(posix.join(folder, target), manifestOf);
      }
      return null;
    }
    const [name, subpath] = splitName(specifier);
    if (name === null) return null;
    for (let folder = posix.dirname(from); ; folder = posix.dirname(folder)) {
      const place = `${folder}/node_modules/${name}`;
      const manifest = manifestOf(place);
      if (manifest !== null) {
        if (manifest.exports === null)
          return file(subpath === "" ? place : `${place}/${subpath}`, manifestOf);
        const target = mapExports(manifest, subpath, syntax);
        return target === null ? null : file(posix.join(place, target), manifestOf);
      }
      if (folder === posix.dirname(folder)) return null;
    }
  };
  const importsOf = (
    path: string,
  ): readonly { readonly path: string; readonly syntax: "import" | "require" }[] => {
    const known = closures.get(path);
    if (known !== undefined) return known;
    const text = /\.[cm]?js$/.test(path) ? readText(path) : null;
    const format = path.endsWith(".mjs") ? "esm" : path.endsWith(".cjs") ? "cjs" : "unknown";
    const found =
      text === null
        ? []
        : scanImports(text, format, path).imports.flatMap(({ specifier, timing, syntax }) => {
            const target = timing === "static" ? resolve(specifier, path, syntax) : null;
            return target === null ? [] : [{ path: target, syntax }];
          });
    closures.set(path, found);
    return found;
  };
  return {
    filesOf(imports: readonly ImportOfPackage[]) {
      const files = new Map<string, number>();
      const pending: string[] = [];
      for (const { specifier, from, syntax } of imports) {
        const path = resolve(specifier, from, syntax);
        if (path !== null) pending.push(path);
      }
      for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
        if (files.has(path) || files.size > MAXIMUM_FILES) continue;
        files.set(path, statOf(path)?.size ?? 0);
        for (const next of importsOf(path)) pending.push(next.path);
      }
      return files;
    },
  };
}

function file(base: string, manifestOf: (folder: string) => Manifest | null): string | null {
  for (const extension of EXTENSIONS) {
    const path = base + extension;
    const stat = statOf(path);
    if (stat?.isFile() === true) return realpathSync(path);
    if (extension === "" && stat?.isDirectory() === true) {
      const main = manifestOf(base)?.main ?? null;
      const found = main === null ? null : file(posix.join(base, main), () => null);
      if (found !== null) return found;
    }
  }
  return null;
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
