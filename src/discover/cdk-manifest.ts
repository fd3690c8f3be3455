import { join, resolve } from "node:path";
import { statOf } from "../artifact/stat-of.js";
import { textOf } from "../artifact/text-of.js";
import { JsonSyntaxError, parseJson } from "../config/read-json.js";
import { InputError } from "../errors.js";
import { entry, isMap, type Node, textEntry } from "../template/node.js";
import { reportPath } from "./report-path.js";
import { requiredText } from "./required-text.js";

/** What a manifest.json says: https://docs.aws.amazon.com/cdk/v2/guide/deploy.html#deploy-how-synth-app */
export interface CdkManifest {
  /** Absolute. */
  readonly folder: string;
  /** Of the schema, "55.0.0"; null where it says none. */
  readonly version: string | null;
  readonly stacks: readonly ManifestStack[];
  /** Absolute paths of the *.assets.json files. */
  readonly assetFiles: readonly string[];
  /** Absolute paths of the assemblies of its stages. */
  readonly stages: readonly string[];
}

interface ManifestStack {
  /** Absolute path of its template. */
  readonly template: string;
  /** What it is given when it is deployed. */
  readonly parameters: ReadonlyMap<string, string>;
  /**
   * Assets that the manifest itself describes, as CDK v1 and the legacy synthesizer of v2 do.
   * Throws InputError: cdk-file-missing, broken-cdk-assembly.
   */
  assets(): readonly ParameterAsset[];
}

/** An asset that a template knows by parameters only. */
export interface ParameterAsset {
  readonly id: string;
  /** Absolute. */
  readonly place: string;
  readonly bucketParameter: string;
  readonly keyParameter: string;
}

/** What CDK calls an assembly's index. */
const MANIFEST = "manifest.json";
/** An empty mark (it holds the version) that CDK leaves in every assembly's folder. */
const MARK = "cdk.out";
const OF_CDK = /^(aws:cloudformation:|aws:cdk:|cdk:)/;

/** Is this folder what `cdk synth` leaves: the whole app's, or that of one stage? */
export function isCdkAssembly(folder: string): boolean {
  if (statOf(join(folder, MARK))?.isFile() === true) return true;
  const text = textOf(join(folder, MANIFEST));
  try {
    return text !== null && isManifest(parseJson(text));
  } catch {
    return false;
  }
}

function isManifest(json: unknown): boolean {
  if (!isMap(json) || textEntry(json, "version") === null) return false;
  const artifacts = entry(json, "artifacts");
  if (!isMap(artifacts)) return false;
  return Object.values(artifacts).some((one) => OF_CDK.test(textEntry(one, "type") ?? ""));
}

/** Throws InputError: cdk-file-missing, broken-cdk-assembly. */
export function readManifest(folder: string, cwd: string): CdkManifest {
  const json = readAssemblyFile(join(folder, MANIFEST), cwd);
  const artifacts = entry(json, "artifacts");
  const all = isMap(artifacts) ? Object.values(artifacts) : [];
  const named = (type: string, key: string): string[] =>
    all
      .filter((one) => textEntry(one, "type") === type)
      .flatMap((one) => textEntry(one, "properties", key) ?? [])
      .map((file) => resolve(folder, file));
  return {
    folder,
    version: textEntry(json, "version"),
    stacks: all.flatMap((one) => manifestStack(one, folder, cwd) ?? []),
    assetFiles: named("cdk:asset-manifest", "file"),
    stages: named("cdk:cloud-assembly", "directoryName"),
  };
}

function manifestStack(artifact: Node, folder: string, cwd: string): ManifestStack | null {
  const template = textEntry(artifact, "properties", "templateFile");
  if (template === null || textEntry(artifact, "type") !== "aws:cloudformation:stack") return null;
  const given = Object.entries(entry(artifact, "properties", "parameters") ?? {});
  // Where the assets are listed in a file of their own, the metadata says nothing more of them.
  const isLegacy = entry(artifact, "properties", "stackTemplateAssetObjectUrl") === null;
  return {
    template: resolve(folder, template),
    parameters: new Map(given.flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : []))),
    assets: () => (isLegacy ? parameterAssets(metadataOf(artifact, folder, cwd), folder) : []),
  };
}

/** In the manifest, or (schema 50 and later) in a file of its own. */
function metadataOf(artifact: Node, folder: string, cwd: string): Node {
  const file = textEntry(artifact, "additionalMetadataFile");
  return file === null ? entry(artifact, "metadata") : readAssemblyFile(join(folder, file), cwd);
}

function parameterAssets(metadata: Node, folder: string): ParameterAsset[] {
  const entries = isMap(metadata) ? Object.values(metadata).flat() : [];
  return entries.flatMap((one) => {
    if (textEntry(one, "type") !== "aws:cdk:asset") return [];
    const data = entry(one, "data");
    const [path, id] = [textEntry(data, "path"), textEntry(data, "id")];
    const bucketParameter = textEntry(data, "s3BucketParameter");
    const keyParameter = textEntry(data, "s3KeyParameter");
    if (path === null || id === null || bucketParameter === null || keyParameter === null) return [];
    return [{ id, place: resolve(folder, path), bucketParameter, keyParameter }];
  });
}

/** JSON that `cdk synth` wrote. */
export function readAssemblyFile(place: string, cwd: string): Node {
  const path = reportPath(place, cwd);
  const text = assemblyText(place, path);
  try {
    return parseJson(text) as Node;
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    const message = `is no JSON (${error.message}, line ${error.line}); run \`cdk synth\` again.`;
    throw new InputError({ code: "broken-cdk-assembly", path, line: error.line, message }, error);
  }
}

/** The text of a file that an assembly names. Throws InputError. */
export function assemblyText(place: string, path: string): string {
  const message = "does not exist, but belongs to the CDK assembly; run `cdk synth` again.";
  return requiredText(place, path, { code: "cdk-file-missing", message });
}
