import { posix } from "node:path";
import { statOf } from "../artifact/stat-of.js";
import { InputError } from "../errors.js";
import { inputFile } from "../graph/metafile-keys.js";
import { type MetafileFunction, openMetafile } from "../graph/metafile-open.js";
import { type DeployedFunction, lambdaOf } from "./deployed.js";
import { codeMissing } from "./deployed-problems.js";
import type { Discovered, DiscoverOptions } from "./discovered.js";
import type { DeployedLayers } from "./layers.js";
import { readMetafile } from "./metafile-file.js";
import { metafileSubject } from "./metafile-subject.js";
import { reportPath } from "./report-path.js";

/** Functions that are known by the metafile (an absolute path) of the build that they come from, by entry point. */
export async function* deployedMetafile(
  place: string,
  sharing: readonly DeployedFunction[],
  layers: DeployedLayers,
  options: DiscoverOptions,
): AsyncGenerator<Discovered> {
  const path = reportPath(place, options.cwd);
  try {
    if (statOf(place) === null) throw codeMissing(path, sharing);
    const built = openMetafile(await readMetafile(place, path), { cwd: options.cwd });
    const byEntry = new Map<MetafileFunction, DeployedFunction[]>();
    for (const fn of sharing) {
      const entry = entryOf(fn, built, path);
      byEntry.set(entry, [...(byEntry.get(entry) ?? []), fn]);
    }
    for (const [entry, functions] of byEntry) {
      const described = functions.map((fn) =>
        lambdaOf(fn, {
          id: `${fn.template ?? entry.artifact.id}#${fn.name}`,
          artifactId: entry.artifact.id,
          layerIds: layers.of(fn).map((layer) => layer.artifact.id),
          handlerModule: entry.entry.entryPoint,
          settings: layers.settingsOf(fn),
        }),
      );
      const unpacked = [...new Set(functions.flatMap((fn) => layers.of(fn)))];
      yield {
        id: entry.artifact.id,
        open: async () => metafileSubject(entry, described, unpacked, options),
      };
    }
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    yield { problem: error.problem };
  }
}

/** The entry that a handler's file is the output of, or was built from; a lone entry is every function's. */
function entryOf(
  { name, handler }: DeployedFunction,
  built: readonly MetafileFunction[],
  path: string,
): MetafileFunction {
  const [only, ...others] = built;
  if (only !== undefined && others.length === 0) return only;
  const stem = handler === null ? null : posix.normalize(handler.replace(/\.[^./]*$/, ""));
  const isNamed = (file: string | null) => {
    const bare = inputFile(file ?? "").replace(/\.[cm]?[jt]sx?$/, "");
    return stem !== null && (bare === stem || bare.endsWith(`/${stem}`));
  };
  const ofOutput = built.filter(({ entry }) => isNamed(entry.output));
  const found = ofOutput.length > 0 ? ofOutput : built.filter(({ entry }) => isNamed(entry.entryPoint));
  const [entry, ...more] = found;
  if (entry !== undefined && more.length === 0) return entry;
  const outputs = built.map((one) => inputFile(one.entry.output)).join(", ");
  throw new InputError({
    code: "no-entry-point",
    path,
    message: `has several outputs (${outputs}), and which one ${name} is deployed from isn't clear; expected a handler that names one, as "orders.handler" names orders.js.`,
  });
}
