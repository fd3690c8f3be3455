import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Artifact } from "../artifact/artifact.js";
import { openDirectory } from "../artifact/directory.js";
import { withLayers } from "../artifact/mounted.js";
import { statOf } from "../artifact/stat-of.js";
import { textArtifact } from "../artifact/text-artifact.js";
import { openZip } from "../artifact/zip.js";
import type { Problem } from "../errors.js";
import { Handlers } from "../handler/handler-module.js";
import { type DeployedFunction, lambdaOf } from "./deployed.js";
import { codeMissing, noHandler, runsNode } from "./deployed-problems.js";
import type { DiscoverOptions } from "./discovered.js";
import { findHandlerFiles, type HandlerFile, handlerString } from "./handler-files.js";
import type { DeployedLayers } from "./layers.js";
import { type GivenSubject, type LocatedFunction, plainSubject } from "./plain-subject.js";
import { reportPath } from "./report-path.js";
import { type OpenScript, openScript, scriptHandler } from "./script.js";

/** A zip, a folder or a bundle on disk (an absolute path) with the functions that deploy it. Throws InputError. */
export async function artifactSubject(
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

/** The artifact id of code in a template. */
export function inlineId({ name, template }: Pick<DeployedFunction, "name" | "template">): string {
  return template === null ? name : `${template}#${name}`;
}

/** Code in a template. */
export async function inlineSubject(
  fn: DeployedFunction,
  text: string,
  layers: DeployedLayers,
  options: DiscoverOptions,
) {
  const path = inlineId(fn);
  const artifact = textArtifact(inlineFiles(text, fn.runtime), { id: path, path, role: "function" });
  return deployedSubject(artifact, [fn], layers, options, null);
}

/**
 * CloudFormation writes a `ZipFile` to index.js, and the module that answers for a custom resource beside it where the
 * code asks for it. An empty file stands for that one: it is AWS's.
 * Sources: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-function-code.html,
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-lambda-function-code-cfnresponsemodule.html, checked 2026-11-21.
 */
function inlineFiles(text: string, runtime: string | null): ReadonlyMap<string, string> {
  if (runtime?.startsWith("python") === true) return new Map([["index.py", text]]);
  const files = new Map([["index.js", text]]);
  return /\brequire\(\s*["'`]cfn-response["'`]\s*\)/.test(text) ? files.set("cfn-response.js", "") : files;
}

async function deployedSubject(
  artifact: Artifact,
  sharing: readonly DeployedFunction[],
  layers: DeployedLayers,
  options: DiscoverOptions,
  script: OpenScript | null,
) {
  try {
    return await openedSubject(artifact, sharing, layers, options, script);
  } catch (error) {
    await artifact.close();
    throw error;
  }
}

async function openedSubject(
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
  const subject = await plainSubject(artifact, options, given);
  return { ...subject, problems: [...subject.problems, ...problems] };
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
