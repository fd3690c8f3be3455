import { readdirSync } from "node:fs";
import { join } from "node:path";
import { statOf } from "../artifact/stat-of.js";
import { textOf } from "../artifact/text-of.js";
import { isCdkAssembly } from "./cdk-manifest.js";
import { isServerlessPath } from "./serverless.js";
import { isServiceByKeys } from "./serverless-service.js";
import { hasSstArtifacts } from "./sst.js";
import { isTemplateFile, MAXIMUM_TEMPLATE_BYTES, samBuildTemplate } from "./template-file.js";

interface DefaultPath {
  /** In the project's folder. */
  readonly path: string;
  /** Is this absolute path what its name says? */
  readonly isThere: (place: string) => boolean;
}

const isFolder = (place: string) => statOf(place)?.isDirectory() === true;
const isFile = (place: string) => statOf(place)?.isFile() === true;
const folders = (...paths: readonly string[]) =>
  paths.map((path) => ({ path, isThere: (place: string) => isFolder(place) && holdsBuild(place) }));

/**
 * What is looked for where nobody names a path. What a deploy tool wrote describes what is deployed and has the
 * settings; what a build left is what ships; a template alone leads to sources. All of the first kind that is there.
 */
const DESCRIPTIONS: readonly DefaultPath[] = [
  ...["template.yaml", "template.yml", "template.json"].map((path) => ({ path, isThere: isTemplateFile })),
  ...["serverless.yml", "serverless.yaml", "serverless.json"].map((path) => ({ path, isThere: isFile })),
];
const KINDS: readonly (readonly DefaultPath[])[] = [
  [
    { path: "cdk.out", isThere: (place) => isFolder(place) && isCdkAssembly(place) },
    { path: ".aws-sam/build", isThere: (place) => isFolder(place) && samBuildTemplate(place) !== null },
    { path: ".serverless", isThere: (place) => isServerlessPath(place) || holdsZip(place) },
    { path: ".sst", isThere: hasSstArtifacts },
  ],
  folders("dist", "build", "out", ".build", ".esbuild/.build", "bundle"),
  DESCRIPTIONS,
];

/** Every name that is looked for. */
export const DEFAULT_PATHS: readonly string[] = KINDS.flat().map(({ path }) => path);

export interface FoundPaths {
  /** What to lint; empty when nothing is there. */
  readonly taken: readonly string[];
  /** What is there too, and less telling. */
  readonly left: readonly string[];
}

/** What deploy tools wrote into a project's folder (an absolute path). */
export function deployedPaths(folder: string): readonly string[] {
  const [deployed = []] = KINDS;
  return deployed.filter(({ path, isThere }) => isThere(join(folder, path))).map(({ path }) => path);
}

/** What of a project's folder (an absolute path) to lint when nobody says. */
export function findDefaultPaths(cwd: string): FoundPaths {
  const found = KINDS.map((kind) => kind.filter(({ path, isThere }) => isThere(join(cwd, path)))).filter(
    (paths) => paths.length > 0,
  );
  const [taken = [], ...left] = found.map((kind) => kind.map(({ path }) => path));
  // One that lies at the root says nothing of the services beside it.
  const isDescribed = DESCRIPTIONS.some((one) => found[0]?.includes(one) === true);
  return { taken: isDescribed ? [...taken, ...describedBelow(cwd)] : taken, left: left.flat() };
}

/** Folders in which nothing is deployed from, or that a build writes. */
const ELSEWHERE =
  /^(\.|node_modules$|cdk\.out$|dist$|build$|out$|coverage$|(__)?(tests?|mocks?|fixtures?|e2e|cypress)(__)?$|examples?$)/i;
/** How deep services lie: apps/backend/services/orders/serverless.yml. */
const SERVICE_LEVELS = 5;

/** Templates and services with functions of their own in the folders below a project's folder. */
function describedBelow(folder: string, inside = "", levels = SERVICE_LEVELS): readonly string[] {
  if (levels === 0) return [];
  const below = listed(join(folder, inside)).filter(
    (entry) => entry.isDirectory() && !ELSEWHERE.test(entry.name),
  );
  return below
    .map(({ name }) => (inside === "" ? name : `${inside}/${name}`))
    .sort()
    .flatMap((path) => {
      const places = DESCRIPTIONS.map((one) => `${path}/${one.path}`);
      return [
        ...places.filter((one) => hasFunctions(join(folder, one))),
        ...describedBelow(folder, path, levels - 1),
      ];
    });
}

function hasFunctions(place: string): boolean {
  if (isServiceByKeys(place)) return true;
  return (
    isTemplateFile(place) &&
    /AWS::(Serverless|Lambda)::Function\b/.test(textOf(place, MAXIMUM_TEMPLATE_BYTES) ?? "")
  );
}

/** How deep builds lay functions: dist/apps/orders/src/index.js. */
const LEVELS = 5;

/** Scripts, zips or metafiles, and no website: what else is called `build` is somebody's own. */
function holdsBuild(folder: string, levels = LEVELS): boolean {
  const entries = listed(folder);
  if (levels === LEVELS && entries.some(({ name }) => name === "index.html")) return false;
  return (
    entries.some((entry) => /\.([cm]?js|zip|json)$/i.test(entry.name) && !entry.isDirectory()) ||
    (levels > 0 &&
      entries.some(
        (entry) =>
          entry.isDirectory() &&
          entry.name !== "node_modules" &&
          holdsBuild(join(folder, entry.name), levels - 1),
      ))
  );
}

function holdsZip(place: string): boolean {
  return isFolder(place) && listed(place).some(({ name }) => /\.zip$/i.test(name));
}

/** Nothing where a folder can't be read: whoever lints it says so. */
function listed(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
