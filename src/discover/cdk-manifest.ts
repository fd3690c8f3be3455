import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { statOf } from "../artifact/stat-of.js";
import { JsonSyntaxError, parseJson } from "../config/read-json.js";
import { InputError, messageOf, systemErrorCode } from "../errors.js";
import { entry, isMap, type Node, textEntry } from "../template/node.js";
import { reportPath } from "./report-path.js";

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

export interface ManifestStack {
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
  if (statOf(join(folder, MANIFEST))?.isFile() !== true) return false;
  try {
    return isManifest(parseJson(readFileSync(join(folder, MANIFEST), "utf8")));
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
  try {
    return parseJson(readFileSync(place, "utf8")) as Node;
  } catch (error) {
    if (error instanceof JsonSyntaxError) {
      const message = `is no JSON (${error.message}, line ${error.line}); run \`cdk synth\` again.`;
      throw new InputError({ code: "broken-cdk-assembly", path, line: error.line, message }, error);
    }
    const isMissing = systemErrorCode(error) === "ENOENT";
    throw new InputError(
      {
        code: isMissing ? "cdk-file-missing" : "unreadable",
        path,
        message: isMissing
          ? "does not exist, but belongs to the CDK assembly; run `cdk synth` again."
          : `can't be read (${systemErrorCode(error) ?? messageOf(error)}); give it read permission.`,
      },
      error,
    );
  }
}
