import { basename, dirname, isAbsolute, join, resolve } from "node:path";
import { statOf } from "../artifact/stat-of.js";
import type { CodeReference, DeclaredFunction, DeclaredLayer, Template } from "../template/declared.js";
import { readTemplate } from "../template/read-template.js";
import { declaredFunctions } from "./declared-functions.js";
import type { DeployedCode, DeployedFunction } from "./deployed.js";
import { notLambda } from "./deployed-problems.js";
import type { Discovered, DiscoverOptions, FoundFunctions } from "./discovered.js";
import { reportPath } from "./report-path.js";
import {
  fileNameOf,
  type PackagedPart,
  parseState,
  readPackagedFile,
  type ServerlessState,
} from "./serverless-state.js";

const STATE = "serverless-state.json";
const TEMPLATE = "cloudformation-template-update-stack.json";
/** The framework's own functions: custom resources that it deploys beside the user's. */
const OWN_ARTIFACT = "custom-resources.zip";

/** Is this what `serverless package` wrote (`.serverless`), or the state or template in there? Version 3 and 4 write the same. */
export function isServerlessPath(place: string): boolean {
  const name = basename(place);
  const folder = name === STATE || name === TEMPLATE ? dirname(place) : place;
  return statOf(join(folder, STATE))?.isFile() === true;
}

/**
 * The functions of a packaged service. Its template has all settings as they are deployed, the state the names in
 * serverless.yml and the zips' places. Throws InputError: serverless-file-missing, broken-serverless-build,
 * not-lambda, and what `readTemplate` throws.
 */
export async function* discoverServerless(
  place: string,
  options: DiscoverOptions,
): AsyncGenerator<Discovered | FoundFunctions> {
  const folder = statOf(place)?.isDirectory() === true ? place : dirname(place);
  const at = (name: string) => reportPath(join(folder, name), options.cwd);
  const state = parseState(readPackagedFile(join(folder, STATE), at(STATE)), at(STATE));
  if (state.provider !== null && state.provider !== "aws") throw notLambda(at(STATE), state.provider);
  const template = await readTemplate(readPackagedFile(join(folder, TEMPLATE), at(TEMPLATE)), at(TEMPLATE));
  const named = withNames(template, state);
  const packaged = new PackagedService(folder, state, named.parts);
  const declared = declaredFunctions(named.template, {
    functionCode: (fn) => packaged.code(fn),
    layerPlace: (layer) => packaged.layerPlace(layer),
  });
  for (const problem of [...template.problems, ...declared.problems]) yield { problem };
  yield { functions: declared.functions.map((fn) => (named.parts.has(fn.name) ? fn : marked(fn))) };
}

/** The template with its functions called as in serverless.yml, and what the state says of each. */
function withNames(
  template: Template,
  state: ServerlessState,
): { readonly template: Template; readonly parts: ReadonlyMap<string, PackagedPart> } {
  const taken = new Set(template.functions.map(({ logicalId }) => logicalId));
  const parts = new Map<string, PackagedPart>();
  const functions = template.functions.map((fn) => {
    const part = state.functions.get(fn.logicalId);
    if (part === undefined) return fn;
    // A resource of the user's may have the very name.
    const logicalId = taken.has(part.name) ? fn.logicalId : part.name;
    parts.set(logicalId, part);
    return { ...fn, logicalId };
  });
  return { template: { ...template, functions }, parts };
}

function marked(fn: DeployedFunction): DeployedFunction {
  const isOwn = fn.code.kind === "artifact" && basename(fn.code.place) === OWN_ARTIFACT;
  if (!isOwn || fn.settings === null) return fn;
  return { ...fn, settings: { ...fn.settings, helperOf: "the Serverless Framework" } };
}

/** Where the zips of a packaged service lie. */
class PackagedService {
  readonly #folder: string;
  readonly #state: ServerlessState;
  /** By the functions' names. */
  readonly #parts: ReadonlyMap<string, PackagedPart>;
  readonly #zippedFrom: string | null;

  constructor(folder: string, state: ServerlessState, parts: ReadonlyMap<string, PackagedPart>) {
    this.#parts = parts;
    this.#folder = folder;
    this.#state = state;
    this.#zippedFrom = builtFolder(folder);
  }

  /** Null for what the framework didn't zip: a function in `resources` whose code is in somebody's bucket. */
  code({ logicalId, code }: DeclaredFunction): DeployedCode | null {
    if (code.kind === "inline") return { kind: "inline", text: code.text };
    const place = this.#place(code, this.#parts.get(logicalId) ?? null);
    if (place === null) return null;
    return {
      kind: "artifact",
      place,
      ...(this.#zippedFrom === null ? {} : { zippedFrom: this.#zippedFrom }),
    };
  }

  layerPlace({ logicalId, code }: DeclaredLayer): string | null {
    const { layers } = this.#state;
    const kept = [...layers].find(([id]) => logicalId.startsWith(id));
    return this.#place(code, layers.get(logicalId) ?? kept?.[1] ?? null);
  }

  /** The key in S3 ends in the zip's name. The zip lies here, except one that the user made. */
  #place(code: CodeReference, part: PackagedPart | null): string | null {
    if (code.kind !== "object") return null;
    const packed = join(this.#folder, fileNameOf(code.key));
    if (part === null) return code.key.startsWith(`${this.#state.artifactFolder}/`) ? packed : null;
    if (part.artifact === null) return packed;
    const noted = resolve(dirname(this.#folder), part.artifact);
    // An absolute path is that of the machine that packaged it: here another service may lie there.
    const isUsers = !isAbsolute(part.artifact) && basename(dirname(noted)) !== ".serverless";
    return (isUsers ? [noted, packed] : [packed, noted]).find((place) => statOf(place) !== null) ?? packed;
  }
}

/** Where version 4, or serverless-esbuild when told to keep it, bundled what the zips are made of; null where neither did. */
function builtFolder(folder: string): string | null {
  const folders = [join(folder, "build"), join(dirname(folder), ".esbuild", ".build")];
  return folders.find((place) => statOf(place)?.isDirectory() === true) ?? null;
}
