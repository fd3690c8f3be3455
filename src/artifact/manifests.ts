import { InputError, type Problem } from "../errors.js";
import { compareText } from "../finding.js";
import type { Artifact } from "./artifact.js";
import type { Links } from "./links.js";
import { emptyManifest, type Manifest, parseManifest } from "./manifest.js";
import { packagePath } from "./package-path.js";

/** Several times as many as fit into what Lambda unzips. */
const MAXIMUM_PACKAGES = 10_000;
/** Larger than any package.json seen (npm refuses far smaller ones). */
const MAXIMUM_MANIFEST_BYTES = 4 * 1024 * 1024;

/**
 * The package.json of each package by package id, and the root's under "" where there is one.
 * One that can't be read is empty, and noted. Throws InputError for more packages than any function has.
 */
export async function readManifests(
  artifact: Artifact,
  links: Links,
): Promise<{ manifests: ReadonlyMap<string, Manifest>; problems: readonly Problem[] }> {
  const manifests = new Map<string, Manifest>();
  const problems: Problem[] = [];
  const folders = new Set(packageFolders(artifact, links));
  if (folders.size > MAXIMUM_PACKAGES) throw tooManyPackages(artifact, folders.size);
  for (const folder of [...folders].sort(compareText)) {
    const read = await readManifest(artifact, folder);
    if (read.problem !== null) problems.push(read.problem);
    manifests.set(folder, read.manifest);
  }
  return { manifests, problems };
}

/** One folder's package.json; the folder must have one. */
export async function readManifest(
  artifact: Artifact,
  folder: string,
): Promise<{ manifest: Manifest; problem: Problem | null }> {
  const path = folder === "" ? "package.json" : `${folder}/package.json`;
  let found = "is no JSON object";
  try {
    const text = (await artifact.read(path, MAXIMUM_MANIFEST_BYTES)).toString("utf8");
    const manifest = parseManifest(folder, text);
    if (manifest !== null) return { manifest, problem: null };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    found = error.message;
  }
  const problem: Problem = {
    level: "note",
    code: "broken-package-json",
    path: artifact.kind === "zip" ? `${artifact.path}#${path}` : `${artifact.path}/${path}`,
    line: null,
    message: `${found}; expected a package.json with a name and a version. Its package counts without them.`,
  };
  return { manifest: emptyManifest(folder), problem };
}

function* packageFolders(artifact: Artifact, links: Links): Generator<string> {
  if (isFile(artifact, "package.json")) yield "";
  for (const file of artifact.files.values()) {
    if (!file.path.endsWith("/package.json") || file.path.startsWith("__MACOSX/") || file.isLink) continue;
    const place = packagePath(file.path);
    if (place?.rest === "package.json" && !isInsidePackage(place.id)) yield place.id;
  }
  // Workspaces: `node_modules/lib -> ../packages/lib`.
  for (const [path, target] of links.targets) {
    if (target === null || target === "" || packagePath(path)?.rest !== "") continue;
    if (packagePath(target) === null && isFile(artifact, `${target}/package.json`)) yield target;
  }
}

/** In a `node_modules` deep in another package's folder: a fixture of that package, nothing that was installed. */
function isInsidePackage(id: string): boolean {
  const parent = id.slice(0, Math.max(0, id.lastIndexOf("node_modules/") - 1));
  const owner = packagePath(parent);
  return owner !== null && owner.rest !== "";
}

function isFile(artifact: Artifact, path: string): boolean {
  return artifact.files.get(path)?.isLink === false;
}

function tooManyPackages({ path }: Artifact, count: number): InputError {
  return new InputError({
    code: "too-many-packages",
    path,
    message: `holds ${count} packages; expected at most ${MAXIMUM_PACKAGES}. Name the function's own zip or folder, not a store of packages.`,
  });
}
