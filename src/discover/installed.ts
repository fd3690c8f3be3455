import { readFileSync } from "node:fs";
import { join } from "node:path";
import { statOf } from "../artifact/stat-of.js";

/**
 * Will a build replace what stands in this folder (an absolute path)? It will where a package.json names dependencies
 * that aren't installed, or where what is installed is more than what ships: tools for development.
 */
export function needsInstall(folder: string): boolean {
  const manifest = readManifest(join(folder, "package.json"));
  const isInstalled = (name: string) => statOf(join(folder, "node_modules", name)) !== null;
  return (
    namesIn(manifest, "dependencies").some((name) => !isInstalled(name)) ||
    namesIn(manifest, "devDependencies").some(isInstalled)
  );
}

function namesIn(manifest: unknown, key: string): readonly string[] {
  const found = isRecord(manifest) ? manifest[key] : null;
  return isRecord(found) ? Object.keys(found) : [];
}

function readManifest(place: string): unknown {
  try {
    return JSON.parse(readFileSync(place, "utf8"));
  } catch {
    // Without one, or with a broken one, nobody installs anything.
    return null;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
