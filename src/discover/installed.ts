import { dirname, join } from "node:path";
import { statOf } from "../artifact/stat-of.js";
import { textOf } from "../artifact/text-of.js";

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

/**
 * Does a project around this folder (absolute paths, up to and with `project`) have dependencies that don't lie in it?
 * Whoever ships source code out of its middle bundles it first.
 */
export function dependsOnProject(folder: string, project: string): boolean {
  if (!folder.startsWith(join(project, "/")) || statOf(join(folder, "node_modules")) !== null) return false;
  const parent = dirname(folder);
  const manifest = readManifest(join(parent, "package.json"));
  return namesIn(manifest, "dependencies").length > 0 || dependsOnProject(parent, project);
}

function namesIn(manifest: unknown, key: string): readonly string[] {
  const found = isRecord(manifest) ? manifest[key] : null;
  return isRecord(found) ? Object.keys(found) : [];
}

function readManifest(place: string): unknown {
  try {
    return JSON.parse(textOf(place) ?? "null");
  } catch {
    // With a broken one nobody installs anything, as without.
    return null;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
