import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

type Json = Record<string, unknown>;

/** Resources that say something of functions. */
const KEPT = /^AWS::Lambda::|^AWS::CloudFormation::Stack$|^AWS::SQS::Queue$/;
/** What CDK's own handlers speak of, and the app's don't, and what lies beside others. */
const OWN_HANDLER = /PhysicalResourceId|ResponseURL|LogGroupName/;
const BESIDE_OWN = ["framework.js", "__entrypoint__.js"];
/** Of an installed package its name and version count. */
const LEFT_OUT =
  /(^|\/)(tree|validation-report|package-lock)\.json$|\/node_modules\/(\.|uuid\/(?!package\.json$))/;

/** Copies an assembly that CDK wrote, without what says nothing of functions: roles, traces, flags, CDK's own code. */
export function keepTrimmed(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  for (const path of readdirSync(from, { recursive: true, encoding: "utf8" }).sort()) {
    const place = join(from, path);
    if (statSync(place).isDirectory() || LEFT_OUT.test(path)) continue;
    const target = join(to, path);
    mkdirSync(dirname(target), { recursive: true });
    const trim = path.startsWith("asset.") ? null : TRIMMED.find(([name]) => name.test(path));
    if (trim) write(target, trim[1](JSON.parse(readFileSync(place, "utf8"))));
    else if (/\.js$/.test(path) && isOwnHandler(place))
      writeFileSync(target, "exports.handler = async () => {};\n");
    else cpSync(place, target);
  }
  if (!existsSync(join(to, "manifest.json"))) throw new Error(`${from} is no assembly`);
}

function isOwnHandler(script: string): boolean {
  if (BESIDE_OWN.some((name) => existsSync(join(dirname(script), name)))) return true;
  return OWN_HANDLER.test(readFileSync(script, "utf8"));
}

const TRIMMED: readonly (readonly [RegExp, (json: Json) => Json])[] = [
  [
    /manifest\.json$/,
    ({ version, artifacts }) => ({ version, artifacts: mapValues(artifacts, trimmedArtifact) }),
  ],
  [/\.metadata\.json$/, (json) => assetMetadata(json)],
  [/\.assets\.json$/, ({ version, files }) => ({ version, files })],
  [/\.template\.json$/, trimmedTemplate],
];

function trimmedArtifact(artifact: Json): Json | null {
  const { type, properties, metadata, additionalMetadataFile } = artifact;
  if (!/^(aws:cloudformation:stack|cdk:asset-manifest|cdk:cloud-assembly)$/.test(String(type))) return null;
  return {
    type,
    properties,
    metadata: metadata === undefined ? undefined : assetMetadata(metadata as Json),
    additionalMetadataFile,
  };
}

function assetMetadata(metadata: Json): Json {
  return mapValues(metadata, (entries) => {
    const assets = (entries as unknown as Json[]).filter(({ type }) => type === "aws:cdk:asset");
    return assets.length === 0 ? null : assets.map(({ type, data }) => ({ type, data }));
  });
}

function trimmedTemplate({ Resources, Outputs, Parameters }: Json): Json {
  const kept = mapValues(Resources, (resource) => {
    const { Role, DependsOn, ...properties } = (resource.Properties ?? {}) as Json;
    return KEPT.test(String(resource.Type)) && resource.Type !== "AWS::Lambda::Permission"
      ? { ...resource, DependsOn: undefined, Properties: properties }
      : null;
  });
  return { Parameters, Resources: kept, Outputs };
}

/** Without those that become null. */
function mapValues(json: unknown, change: (value: Json) => unknown): Json {
  const entries = Object.entries((json ?? {}) as Record<string, Json>);
  return Object.fromEntries(
    entries.map(([key, value]) => [key, change(value)] as const).filter(([, value]) => value !== null),
  );
}

function write(file: string, json: Json): void {
  writeFileSync(file, `${JSON.stringify(json, null, 1)}\n`);
}
