import { readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Artifact } from "../artifact/artifact.js";
import { openDirectory } from "../artifact/directory.js";
import { statOf } from "../artifact/stat-of.js";
import { openZip } from "../artifact/zip.js";
import { InputError, type Problem } from "../errors.js";
import { compareText } from "../finding.js";
import { bundleExports } from "../graph/scan-exports.js";
import type { DeployedCode, DeployedFunction } from "./deployed.js";
import { named } from "./deployed-problems.js";
import type { Discovered, DiscoverOptions, FoundFunctions } from "./discovered.js";
import { findHandlerFiles, handlerString } from "./handler-files.js";
import { reportPath } from "./report-path.js";
import { unknownSettings } from "./undescribed.js";

/** Is this SST's folder (`.sst`), or the artifacts in there? */
export function isSstPath(place: string): boolean {
  const folder = basename(place) === "artifacts" ? dirname(place) : place;
  return basename(folder) === ".sst" && statOf(place)?.isDirectory() === true;
}

/** Did SST build functions here? The folder (an absolute path) itself is in every project of SST's. */
export function hasSstArtifacts(place: string): boolean {
  return isSstPath(place) && builtFunctions(join(place, "artifacts")).length > 0;
}

/**
 * The functions that SST 3 built: `artifacts/<name>/code.zip`, made of `artifacts/<name>-src`
 * (https://github.com/anomalyco/sst/blob/dev/platform/src/components/aws/function.ts, checked 2026-11-21). Their
 * settings lie in its state, which isn't here; their handler is told by what is in the zip.
 * Throws InputError (nothing-to-lint) when nothing was built.
 */
export async function* discoverSst(
  place: string,
  options: DiscoverOptions,
): AsyncGenerator<Discovered | FoundFunctions> {
  const folder = basename(place) === "artifacts" ? place : join(place, "artifacts");
  const path = reportPath(folder, options.cwd);
  const built = builtFunctions(folder);
  if (built.length === 0) throw nothingBuilt(reportPath(place, options.cwd));
  const containers = built.filter(({ isContainer }) => isContainer);
  if (containers.length > 0) yield { problem: containerFunctions(containers, path) };
  const functions: DeployedFunction[] = [];
  for (const { name, code, isContainer } of built) {
    if (isContainer) continue;
    functions.push({
      ...{ name, template: null, code, layers: [], runtime: null, architecture: null },
      ...{ memory: null, timeout: null, settings: unknownSettings({ unknownLayers: [null] }) },
      handler: await handlerOf(code.place, options),
    });
  }
  yield { functions };
}

interface BuiltFunction {
  readonly name: string;
  readonly code: Extract<DeployedCode, { readonly kind: "artifact" }>;
  readonly isContainer: boolean;
}

/** A folder that became a zip is that zip's; what `sst dev` runs (`<name>-dev`, its bridge) is never deployed. */
function builtFunctions(folder: string): BuiltFunction[] {
  const names = statOf(folder)?.isDirectory() === true ? readdirSync(folder).sort(compareText) : [];
  const zipped = names
    .filter((name) => !name.startsWith("dev-bridge-") && statOf(join(folder, name, ZIP))?.isFile() === true)
    .map((name): BuiltFunction => {
      const source = join(folder, `${name}-src`);
      const zippedFrom = statOf(source)?.isDirectory() === true ? { zippedFrom: source } : {};
      return {
        name,
        code: { kind: "artifact", place: join(folder, name, ZIP), ...zippedFrom },
        isContainer: false,
      };
    });
  const taken = new Set(zipped.flatMap(({ name }) => [name, `${name}-src`]));
  const folders = names
    .filter(
      (name) =>
        name.endsWith("-src") && !taken.has(name) && statOf(join(folder, name))?.isDirectory() === true,
    )
    .map((name): BuiltFunction => {
      const place = join(folder, name);
      const isContainer = statOf(join(place, "Dockerfile")) !== null;
      return { name: name.slice(0, -"-src".length), code: { kind: "artifact", place }, isContainer };
    });
  return [...zipped, ...folders];
}

const ZIP = "code.zip";
/** SST's wrapper around a handler into which something was injected. */
const WRAPPER = /(^|\/)server-index\.mjs$/;
const BUNDLE = /^bundle\.(mjs|cjs)$/;

/** Null where it can't be told: Lambda's own setting is in the state. */
async function handlerOf(place: string, { cwd }: DiscoverOptions): Promise<string | null> {
  const path = reportPath(place, cwd);
  const naming = { id: path, path, role: "function" } as const;
  try {
    const artifact = place.endsWith(".zip")
      ? await openZip(place, naming)
      : await openDirectory(place, naming);
    try {
      return await handlerIn(artifact);
    } finally {
      await artifact.close();
    }
  } catch (error) {
    // It is told when the artifact is linted.
    if (error instanceof InputError) return null;
    throw error;
  }
}

async function handlerIn(artifact: Artifact): Promise<string | null> {
  const paths = [...artifact.files.keys()].filter((path) => !path.includes("node_modules/"));
  const wrapper = paths.find((path) => WRAPPER.test(path));
  if (wrapper !== undefined) return handlerString({ path: wrapper, exportName: "handler" });
  const bundle = paths.find((path) => BUNDLE.test(path));
  if (bundle !== undefined) {
    const names = bundleExports((await artifact.read(bundle)).toString("utf8"), bundle) ?? [];
    const [only, ...others] = names;
    const exportName = names.includes("handler") ? "handler" : others.length === 0 ? only : undefined;
    return exportName === undefined ? null : handlerString({ path: bundle, exportName });
  }
  const [found, ...more] = await findHandlerFiles(artifact);
  return found === undefined || more.length > 0 ? null : handlerString(found);
}

function containerFunctions(functions: readonly BuiltFunction[], path: string): Problem {
  const message = `${named(functions)}: container images are out of reach; nothing of it was checked.`;
  return { level: "note", code: "container-function", path, line: null, message };
}

function nothingBuilt(path: string): InputError {
  const message = "holds no function that SST built; expected artifacts/<name>/code.zip. Run `sst deploy`.";
  return new InputError({ code: "nothing-to-lint", path, message });
}
