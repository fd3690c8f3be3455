import type { Problem } from "../errors.js";
import type {
  CodeReference,
  DeclaredFunction,
  DeclaredLayer,
  LayerReference,
  Template,
} from "../template/declared.js";
import type { DeployedCode, DeployedFunction, DeployedLayer } from "./deployed.js";
import { named } from "./deployed-problems.js";

/** Where the code that a template refers to lies; null for what is out of reach. */
export interface CodePlaces {
  functionCode(fn: DeclaredFunction): DeployedCode | null;
  /** Absolute path of a layer's zip or folder. */
  layerPlace(layer: DeclaredLayer): string | null;
  /** A layer that other stacks hand on. */
  handedOn?(layer: LayerReference): DeployedLayer | null;
}

export interface Declared {
  readonly functions: readonly DeployedFunction[];
  /** Functions whose code is out of reach, by reason. */
  readonly problems: readonly Problem[];
}

/** A template's functions with what they are deployed from. */
export function declaredFunctions(template: Template, places: CodePlaces): Declared {
  const layers = new Map(
    template.layers.map((layer): [string, string | null] => [layer.logicalId, places.layerPlace(layer)]),
  );
  const functions: DeployedFunction[] = [];
  const unreached: DeclaredFunction[] = [];
  for (const fn of template.functions) {
    const code = places.functionCode(fn);
    if (code === null) unreached.push(fn);
    else functions.push(deployed(fn, code, template.path, { layers, handedOn: places.handedOn }));
  }
  return { functions, problems: outOfReach(unreached, template.path) };
}

interface KnownLayers {
  /** Places of the template's own layers. */
  readonly layers: ReadonlyMap<string, string | null>;
  readonly handedOn: CodePlaces["handedOn"];
}

function deployed(
  fn: DeclaredFunction,
  code: DeployedCode,
  template: string,
  known: KnownLayers,
): DeployedFunction {
  const layers: DeployedLayer[] = [];
  const unknownLayers: (string | null)[] = [];
  for (const reference of fn.layers) {
    const layer = findLayer(reference, known);
    if (layer !== null) layers.push(layer);
    else unknownLayers.push(nameOf(reference));
  }
  const { handler, runtime, architecture, memory, timeout } = fn;
  return {
    name: fn.logicalId,
    template,
    code,
    layers,
    ...{ handler, runtime, architecture, memory, timeout },
    settings: { ...fn.settings, unknownLayers },
  };
}

function findLayer(reference: LayerReference, { layers, handedOn }: KnownLayers): DeployedLayer | null {
  if (reference.kind !== "declared") return handedOn?.(reference) ?? null;
  const place = layers.get(reference.logicalId) ?? null;
  return place === null ? null : { name: reference.logicalId, place };
}

function nameOf(layer: LayerReference): string | null {
  switch (layer.kind) {
    case "arn":
      return layer.arn;
    case "declared":
      return layer.logicalId;
    case "parameter":
    case "import":
    case "output":
      return layer.name;
    case "unknown":
      return null;
  }
}

/** One word per reason: a packaged template has all of its code in S3. */
function outOfReach(functions: readonly DeclaredFunction[], path: string): Problem[] {
  const groups = new Map<CodeReference["kind"], DeclaredFunction[]>();
  for (const fn of functions) groups.set(fn.code.kind, [...(groups.get(fn.code.kind) ?? []), fn]);
  return [...groups].map(([kind, group]): Problem => {
    const [code, why] = REASONS[kind];
    const [only, ...others] = group;
    const line = others.length === 0 ? (only?.settings.line ?? null) : null;
    const names = named(group.map(({ logicalId }) => ({ name: logicalId })));
    return { level: "note", code, path, line, message: `${names}: ${why}` };
  });
}

const REASONS: Readonly<Record<CodeReference["kind"], readonly [code: string, why: string]>> = {
  image: ["container-function", "container images are out of reach; nothing of it was checked."],
  object: ["code-in-s3", "the code lies in S3, out of reach; lint what was there before it was packaged."],
  path: [
    "code-not-packed",
    "the code isn't packed yet and can't be read as sources; build first, then lint.",
  ],
  inline: ["code-unknown", "the inline code isn't static; nothing of it was checked."],
  unknown: [
    "code-unknown",
    "where the code lies isn't written in the template, or isn't static; name its zip or folder instead.",
  ],
};
