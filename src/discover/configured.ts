import { posix, resolve } from "node:path";
import { openDirectory } from "../artifact/directory.js";
import { statOf } from "../artifact/stat-of.js";
import type { ConfiguredFunction } from "../config/config.js";
import { isLayerArn } from "../lambda/setting-shapes.js";
import type { DeployedCode, DeployedFunction, DeployedLayer } from "./deployed.js";
import type { DiscoverOptions } from "./discovered.js";
import { reportPath } from "./report-path.js";
import { sourceHandler } from "./source-handler.js";
import { isSourceFile, isSourceFolder } from "./source-kind.js";
import { unknownSettings } from "./undescribed.js";

/** The functions that the config describes, with what they are deployed from. */
export async function configuredFunctions(
  functions: readonly ConfiguredFunction[],
  options: DiscoverOptions,
): Promise<DeployedFunction[]> {
  const deployed: DeployedFunction[] = [];
  for (const fn of functions) {
    const { layers, unknownLayers } = namedLayers(fn.layers ?? [], options.cwd);
    deployed.push({
      name: fn.name,
      template: null,
      code: await codeOf(fn, options),
      layers,
      handler: fn.handler ?? null,
      runtime: fn.runtime ?? null,
      architecture: fn.architecture ?? null,
      memory: fn.memory ?? null,
      timeout: fn.timeout ?? null,
      settings: unknownSettings({
        unknownLayers: fn.layers === undefined ? [null] : unknownLayers,
        environment: fn.environment === undefined ? null : new Map(Object.entries(fn.environment)),
      }),
    });
  }
  return deployed;
}

export interface NamedLayers {
  readonly layers: readonly DeployedLayer[];
  /** ARNs. */
  readonly unknownLayers: readonly string[];
}

/** Layers as people name them: paths, relative to the working directory, or ARNs. */
export function namedLayers(names: readonly string[], cwd: string): NamedLayers {
  return {
    layers: names
      .filter((name) => !isLayerArn(name))
      .map((name) => ({ name: posix.basename(name), place: resolve(cwd, name) })),
    unknownLayers: names.filter(isLayerArn),
  };
}

async function codeOf(
  { path, handler }: ConfiguredFunction,
  { cwd }: Pick<DiscoverOptions, "cwd">,
): Promise<DeployedCode> {
  const place = resolve(cwd, path);
  const status = statOf(place);
  if (status?.isDirectory() === true) {
    return { kind: (await isSource(place, handler ?? null, cwd)) ? "source" : "artifact", place };
  }
  if (place.endsWith(".json")) return { kind: "metafile", place };
  // JavaScript that somebody says is deployed is, whoever wrote it.
  const isTyped = status !== null && !/\.[cm]?js$/.test(place) && isSourceFile(place);
  return { kind: isTyped ? "source" : "artifact", place };
}

/** What the handler names tells; without one, what lies there. */
async function isSource(place: string, handler: string | null, cwd: string): Promise<boolean> {
  if (handler !== null) {
    const stem = sourceHandler(place, handler)?.file.replace(/\.[^.]*$/, "");
    return stem !== undefined && [".js", ".mjs", ".cjs"].every((end) => statOf(stem + end) === null);
  }
  const path = reportPath(place, cwd);
  const folder = await openDirectory(place, { id: path, path, role: "function" });
  try {
    return await isSourceFolder(place, folder);
  } finally {
    await folder.close();
  }
}
