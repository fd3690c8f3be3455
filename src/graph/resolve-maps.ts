import { exports, imports, type Package } from "resolve.exports";
import type { Manifest } from "../artifact/manifest.js";

type Syntax = "import" | "require";

/**
 * What Node takes on Lambda. `module-sync` is not among them: the runtimes switch it off
 * (`--no-experimental-require-module`).
 */
const CONDITIONS = ["node-addons"];

/** The file that a package's `exports` gives for a subpath ("" for the package itself), or null. */
export function mapExports(manifest: Manifest, subpath: string, syntax: Syntax): string | null {
  return first(() => exports(asPackage(manifest), subpath === "" ? "." : `./${subpath}`, options(syntax)));
}

/** The file ("./x.js") or package that `imports` gives for "#name", or null. */
export function mapImports(manifest: Manifest, request: string, syntax: Syntax): string | null {
  return first(() => imports(asPackage(manifest), request, options(syntax)));
}

function options(syntax: Syntax) {
  return { require: syntax === "require", conditions: CONDITIONS };
}

function asPackage({ name, exports: exported, imports: imported }: Manifest): Package {
  // Whatever stands in package.json: the library throws for what is no map, and that is caught.
  return {
    name: name ?? "",
    exports: exported as Package["exports"],
    imports: imported as Package["imports"],
  };
}

function first(map: () => unknown): string | null {
  try {
    const targets = map();
    return Array.isArray(targets) && typeof targets[0] === "string" ? targets[0] : null;
  } catch {
    return null;
  }
}
