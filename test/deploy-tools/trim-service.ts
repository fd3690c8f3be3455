import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

type Json = Record<string, unknown>;

/** Resources that say something of functions. */
const KEPT = /^AWS::(Lambda|Events|ApiGateway::Method|ApiGatewayV2::Integration)/;
/** The framework's own handlers: what they are deployed from is nobody's test. */
const OWN_ZIP = "custom-resources.zip";

/** Copies what `serverless package` wrote, without roles, log groups and whose machine it was. */
export function keepTrimmedService(project: string, to: string): void {
  const from = join(project, ".serverless");
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to);
  for (const name of readdirSync(from).sort()) {
    if (name === "serverless-state.json") write(join(to, name), trimState(read(join(from, name), project)));
    else if (name === "cloudformation-template-update-stack.json")
      write(join(to, name), trimTemplate(read(join(from, name), project)));
    else if (name.endsWith(".zip") && name !== OWN_ZIP) cpSync(join(from, name), join(to, name));
  }
}

function trimState({ service, package: packed }: Json): Json {
  const { provider, functions, layers, initialServerlessConfig } = service as Record<string, Json>;
  const kept = { service: (service as Json).service, provider: { name: provider?.name }, functions };
  // Layers are a reference to where they stand first.
  const ofLayers =
    layers === undefined
      ? {}
      : { layers, initialServerlessConfig: { layers: initialServerlessConfig?.layers } };
  return { service: { ...kept, ...ofLayers }, package: packed };
}

function trimTemplate(template: Json): Json {
  const resources = Object.entries(template.Resources as Record<string, Json>)
    .filter(([, { Type }]) => KEPT.test(String(Type)))
    .map(([id, { DependsOn: _, ...resource }]) => [id, resource]);
  return {
    AWSTemplateFormatVersion: template.AWSTemplateFormatVersion,
    Resources: Object.fromEntries(resources),
  };
}

function read(file: string, project: string): Json {
  const text = readFileSync(file, "utf8")
    .replaceAll(project, "/home/user/shop")
    .replace(/\d{13}-\d{4}-\d\d-\d\dT[\d:.]+Z/g, "1700000000000-2023-11-14T22:13:20.000Z");
  return JSON.parse(text);
}

function write(file: string, json: Json): void {
  writeFileSync(file, `${JSON.stringify(json, null, 2)}\n`);
}
