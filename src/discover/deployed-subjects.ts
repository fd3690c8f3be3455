import type { Artifact } from "../artifact/artifact.js";
import { openDirectory } from "../artifact/directory.js";
import { statOf } from "../artifact/stat-of.js";
import { textArtifact } from "../artifact/text-artifact.js";
import { openZip } from "../artifact/zip.js";
import { InputError } from "../errors.js";
import type { DeployedFunction } from "./deployed.js";
import { codeMissing, otherRuntimes, runsNode } from "./deployed-problems.js";
import { deployedSourceSubject } from "./deployed-source.js";
import type { Discovered, DiscoverOptions } from "./discovered.js";
import { findHandlerFiles, type HandlerFile, handlerFile } from "./handler-files.js";
import { DeployedLayers } from "./layers.js";
import { type LocatedFunction, plainSubject } from "./plain-subject.js";
import { reportPath } from "./report-path.js";

/**
 * The functions of a deployment, by artifact: what several share is opened and looked at once. Layers come last, as
 * artifacts of their own. What is missing on disk is a problem of level error, the rest is still linted.
 */
export async function* deployedSubjects(
  functions: readonly DeployedFunction[],
  options: DiscoverOptions,
): AsyncGenerator<Discovered> {
  const known = functions.map((fn) => withFlags(fn, options));
  const layers = new DeployedLayers(options);
  try {
    for (const problem of await layers.open(known)) yield { problem };
    for (const [place, sharing] of byArtifact(known)) {
      yield await guarded(() => artifactSubject(place, sharing, layers, options));
    }
    for (const fn of known) {
      const { code } = fn;
      if (code.kind === "inline") yield await guarded(() => inlineSubject(fn, code.text, layers, options));
    }
    const sources = known.flatMap((fn) => (fn.code.kind === "source" ? [{ fn, place: fn.code.place }] : []));
    if (sources.length > 0) yield await guarded(() => deployedSourceSubject(sources, options));
    for (const problem of otherRuntimes(known)) yield { problem };
    for await (const subject of layers.subjects()) yield { subject };
  } finally {
    await layers.close();
  }
}

/** Flags speak for what no template tells. */
function withFlags(fn: DeployedFunction, options: DiscoverOptions): DeployedFunction {
  return {
    ...fn,
    handler: fn.handler ?? options.handler,
    runtime: fn.runtime ?? options.runtime,
    architecture: fn.architecture ?? options.architecture,
  };
}

function byArtifact(functions: readonly DeployedFunction[]): Map<string, DeployedFunction[]> {
  const groups = new Map<string, DeployedFunction[]>();
  for (const fn of functions) {
    if (fn.code.kind !== "artifact") continue;
    const group = groups.get(fn.code.place);
    if (group === undefined) groups.set(fn.code.place, [fn]);
    else group.push(fn);
  }
  return groups;
}

async function guarded(
  open: () => Promise<Extract<Discovered, { subject: unknown }>["subject"]>,
): Promise<Discovered> {
  try {
    return { subject: await open() };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { problem: error.problem };
  }
}

async function artifactSubject(
  place: string,
  sharing: readonly DeployedFunction[],
  layers: DeployedLayers,
  options: DiscoverOptions,
) {
  const path = reportPath(place, options.cwd);
  const status = statOf(place);
  if (status === null) throw codeMissing(path, sharing);
  const naming = { id: path, path, role: "function" } as const;
  const artifact = status.isDirectory() ? await openDirectory(place, naming) : await openZip(place, naming);
  return deployedSubject(artifact, sharing, layers, options);
}

/** CloudFormation writes a `ZipFile` to index.js (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-function-code.html). */
async function inlineSubject(
  fn: DeployedFunction,
  text: string,
  layers: DeployedLayers,
  options: DiscoverOptions,
) {
  const path = fn.template === null ? fn.name : `${fn.template}#${fn.name}`;
  const file = fn.runtime?.startsWith("python") === true ? "index.py" : "index.js";
  const artifact = textArtifact(new Map([[file, text]]), { id: path, path, role: "function" });
  return deployedSubject(artifact, [fn], layers, options);
}

async function deployedSubject(
  artifact: Artifact,
  sharing: readonly DeployedFunction[],
  layers: DeployedLayers,
  options: DiscoverOptions,
) {
  const located: LocatedFunction[] = [];
  for (const fn of sharing) {
    const handler = await locateHandler(artifact, fn);
    const own = layers.of(fn);
    located.push({
      handler,
      fn: {
        id: `${fn.template ?? artifact.id}#${fn.name}`,
        name: fn.name,
        template: fn.template,
        artifactId: artifact.id,
        layerIds: own.map((layer) => layer.artifact.id),
        handler: fn.handler,
        handlerModule: handler?.path ?? null,
        runtime: fn.runtime,
        architecture: fn.architecture,
        memory: fn.memory,
        timeout: fn.timeout,
        settings: layers.settingsOf(fn),
      },
    });
  }
  const unpacked = [...new Set(sharing.flatMap((fn) => layers.of(fn)))];
  try {
    return await plainSubject(artifact, options, { functions: located, layers: unpacked });
  } catch (error) {
    await artifact.close();
    throw error;
  }
}

/** Null for what isn't there, and for functions that aren't Node's. */
async function locateHandler(
  artifact: Artifact,
  { handler, runtime }: DeployedFunction,
): Promise<HandlerFile | null> {
  if (!runsNode(runtime)) return null;
  if (handler === null) {
    const [only, ...others] = await findHandlerFiles(artifact);
    return only !== undefined && others.length === 0 ? only : null;
  }
  try {
    return handlerFile(artifact, handler);
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}
