import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Artifact } from "../artifact/artifact.js";
import { openDirectory } from "../artifact/directory.js";
import { withLayers } from "../artifact/mounted.js";
import { statOf } from "../artifact/stat-of.js";
import { textArtifact } from "../artifact/text-artifact.js";
import { openZip } from "../artifact/zip.js";
import { InputError, type Problem } from "../errors.js";
import { Handlers } from "../handler/handler-module.js";
import { type DeployedFunction, lambdaOf } from "./deployed.js";
import { deployedMetafile } from "./deployed-metafile.js";
import { codeMissing, noHandler, otherRuntimes, runsNode } from "./deployed-problems.js";
import { deployedSourceSubject } from "./deployed-source.js";
import type { Discovered, DiscoverOptions } from "./discovered.js";
import { findHandlerFiles, type HandlerFile, handlerString } from "./handler-files.js";
import { DeployedLayers } from "./layers.js";
import { type GivenSubject, type LocatedFunction, plainSubject } from "./plain-subject.js";
import { reportPath } from "./report-path.js";
import { type OpenScript, openScript, scriptHandler } from "./script.js";

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
    for (const [place, sharing] of sharingBy(known, "artifact")) {
      yield await guarded(() => artifactSubject(place, sharing, layers, options));
    }
    for (const [place, sharing] of sharingBy(known, "metafile")) {
      yield* deployedMetafile(place, sharing, layers, options);
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
    memory: fn.memory ?? options.memory,
    timeout: fn.timeout ?? options.timeout,
  };
}

function sharingBy(
  functions: readonly DeployedFunction[],
  kind: "artifact" | "metafile",
): Map<string, DeployedFunction[]> {
  const groups = new Map<string, DeployedFunction[]>();
  for (const fn of functions) {
    if (fn.code.kind !== kind) continue;
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
  if (status.isFile() && /\.[cm]?js$/.test(place)) {
    const opened = await openScript(place, path, options);
    return deployedSubject(opened.artifact, sharing, layers, options, opened);
  }
  const naming = { id: path, path, role: "function" } as const;
  const artifact = status.isDirectory() ? await openDirectory(place, naming) : await openZip(place, naming);
  return deployedSubject(artifact, sharing, layers, options, null);
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
  return deployedSubject(artifact, [fn], layers, options, null);
}

async function deployedSubject(
  artifact: Artifact,
  sharing: readonly DeployedFunction[],
  layers: DeployedLayers,
  options: DiscoverOptions,
  script: OpenScript | null,
) {
  const located: LocatedFunction[] = [];
  const problems: Problem[] = [];
  const unpacked = [...new Set(sharing.flatMap((fn) => layers.of(fn)))];
  const mounted = withLayers(
    artifact,
    unpacked.map((layer) => layer.artifact),
  );
  const handlers = await Handlers.of(mounted);
  for (const fn of sharing) {
    const handler = await locateHandler(artifact, handlers, fn, script);
    if (fn.handler === null && handler === null && runsNode(fn.runtime))
      problems.push(noHandler(fn, artifact));
    const found = handler === null ? null : handlerString(handler);
    located.push({
      handler,
      fn: lambdaOf(
        { ...fn, handler: fn.handler ?? found },
        {
          id: `${fn.template ?? artifact.id}#${fn.name}`,
          artifactId: artifact.id,
          layerIds: layers.of(fn).map((layer) => layer.artifact.id),
          handlerModule: handler?.path ?? null,
          settings: layers.settingsOf(fn),
        },
      ),
    });
  }
  const given = { ...(script?.given ?? besideZip(sharing)), functions: located, layers: unpacked };
  try {
    const subject = await plainSubject(artifact, options, given);
    return { ...subject, problems: [...subject.problems, ...problems] };
  } catch (error) {
    await artifact.close();
    throw error;
  }
}

/** Of a zip, maps and metafiles in the folder that it was made of. */
function besideZip(sharing: readonly DeployedFunction[]): Pick<GivenSubject, "readBeside"> {
  const from = sharing.flatMap(({ code }) => (code.kind === "artifact" ? (code.zippedFrom ?? []) : []))[0];
  if (from === undefined) return {};
  return { readBeside: (path) => readFile(join(from, path)).catch(() => null) };
}

/** Null for what isn't there, and for functions that aren't Node's. */
async function locateHandler(
  artifact: Artifact,
  handlers: Handlers,
  { handler, runtime }: DeployedFunction,
  script: OpenScript | null,
): Promise<HandlerFile | null> {
  if (!runsNode(runtime)) return null;
  if (handler === null) {
    if (script !== null) return scriptHandler(artifact, script.script, null);
    const [only, ...others] = await findHandlerFiles(artifact);
    return only !== undefined && others.length === 0 ? only : null;
  }
  const found = await handlers.module(handler, runtime);
  // What lies in a layer is loaded before the artifact: nothing of the function's own hangs on its name.
  if (found === null || !artifact.files.has(found.path)) return null;
  return { path: found.path, exportName: found.exportPath.join(".") };
}
