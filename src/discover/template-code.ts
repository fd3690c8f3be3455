import { dirname, join, posix, resolve } from "node:path";
import { statOf } from "../artifact/stat-of.js";
import type { DeclaredBuild, DeclaredFunction } from "../template/declared.js";
import type { CodePlaces } from "./declared-functions.js";
import type { DeployedCode } from "./deployed.js";
import { runsNode } from "./deployed-problems.js";
import { dependsOnProject, needsInstall } from "./installed.js";
import { sourceHandler } from "./source-handler.js";
import { isSourceFile } from "./source-kind.js";

/** What says that `sam build` or the like makes the artifact of another language. */
const MANIFESTS: readonly string[] = [
  "requirements.txt",
  "pyproject.toml",
  "Pipfile",
  "Gemfile",
  "go.mod",
  "pom.xml",
  "build.gradle",
  "build.gradle.kts",
  "Cargo.toml",
];

const SCRIPT = /\.([cm]?[jt]sx?|py|rb)$/;

/**
 * Where a template (an absolute path) finds code on disk. What `sam build` has built, or what ships as it is, is an
 * artifact; what a build still has to turn into one is source code.
 */
export function templateCode(template: string, isBuilt: boolean): CodePlaces {
  const at = (path: string) => resolve(dirname(template), path);
  return {
    functionCode(fn) {
      const { code } = fn;
      if (code.kind === "inline") return { kind: "inline", text: code.text };
      if (code.kind !== "path") return null;
      const place = at(code.path);
      if (isSingleFile(place)) return runsNode(fn.runtime) ? { kind: "source", place: dirname(place) } : null;
      if (isBuilt || statOf(place)?.isDirectory() !== true) return { kind: "artifact", place };
      return runsNode(fn.runtime) ? nodeCode(place, fn, dirname(template)) : otherCode(place);
    },
    layerPlace: ({ code, build }) =>
      code.kind === "path" && (isBuilt || build === null) ? at(code.path) : null,
  };
}

/** A script: `sam package` and the like zip it alone. */
function isSingleFile(place: string): boolean {
  return SCRIPT.test(place) && statOf(place)?.isFile() === true;
}

function nodeCode(folder: string, { handler, build }: DeclaredFunction, project: string): DeployedCode {
  const source = sourceHandler(folder, handler);
  if (build !== null) return { kind: "source", place: source === null ? entryFolder(folder, build) : folder };
  // A handler whose file nobody finds may be made by a build, or be a mistake of whoever ships the folder.
  const isSource =
    needsInstall(folder) ||
    (source !== null &&
      isSourceFile(source.file) &&
      (!/\.[cm]?js$/.test(source.file) || dependsOnProject(folder, project)));
  return { kind: isSource ? "source" : "artifact", place: folder };
}

function otherCode(folder: string): DeployedCode | null {
  const isSource = MANIFESTS.some((name) => statOf(join(folder, name)) !== null);
  return isSource ? null : { kind: "artifact", place: folder };
}

/** esbuild writes what it makes of `src/app.ts` to `app.js`: paths count from the folder that all entries share. */
function entryFolder(folder: string, { entryPoints }: DeclaredBuild): string {
  const folders = entryPoints.map((entry) => posix.dirname(posix.normalize(entry)));
  let shared = folders[0] ?? ".";
  while (shared !== "." && !folders.every((one) => one === shared || one.startsWith(`${shared}/`)))
    shared = posix.dirname(shared);
  return resolve(folder, shared);
}
