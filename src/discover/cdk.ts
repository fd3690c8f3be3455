import { basename, dirname } from "node:path";
import { statOf } from "../artifact/stat-of.js";
import type { Problem } from "../errors.js";
import { isToolsOwn } from "../function.js";
import { isCdkHelper } from "../lambda/cdk-helpers.js";
import type { DeclaredFunction } from "../template/declared.js";
import { isCdkAssembly } from "./cdk-manifest.js";
import { type CdkStack, CdkStacks } from "./cdk-stacks.js";
import { declaredFunctions } from "./declared-functions.js";
import type { DeployedCode, DeployedFunction } from "./deployed.js";
import { named } from "./deployed-problems.js";
import type { Discovered, DiscoverOptions, FoundFunctions } from "./discovered.js";
import { LinkedLayers } from "./linked-layers.js";
import { reportPath } from "./report-path.js";

/** Majors of the manifest's schema that real assemblies were tried with: CDK 1.204 to 2.276. */
const NEWEST_SCHEMA = 55;

/** Is this a CDK assembly (a folder, its manifest.json) or a template of one? */
export function isCdkPath(place: string): boolean {
  if (statOf(place)?.isDirectory() === true) return isCdkAssembly(place);
  const name = basename(place);
  return (name === "manifest.json" || name.endsWith(".template.json")) && isCdkAssembly(dirname(place));
}

/**
 * The functions of a CDK assembly (`cdk.out`, or a stage's folder in it), named by its folder or manifest.json, or
 * those of one of its templates (an absolute path) with the stacks nested in it.
 * Throws InputError: cdk-file-missing, broken-cdk-assembly.
 */
export async function* discoverCdk(
  place: string,
  path: string,
  options: DiscoverOptions,
): AsyncGenerator<Discovered | FoundFunctions> {
  const isFolder = statOf(place)?.isDirectory() === true;
  const all = new CdkStacks(options.cwd);
  await all.readAssembly(isFolder ? place : dirname(place));
  const isWhole = isFolder || basename(place) === "manifest.json";
  const stacks = isWhole ? all.stacks : all.stacks.filter((stack) => isWithin(stack, place));
  const shown = new Set(stacks.map(({ template }) => template.path));
  const layers = new LinkedLayers(all.stacks);
  const functions: DeployedFunction[] = [];
  const problems = all.problems.filter((problem) => isWhole || shown.has(problem.path));
  for (const stack of stacks) {
    const declared = declaredFunctions(stack.template, {
      functionCode: (fn) => codeOf(fn, stack),
      layerPlace: stack.layerPlace,
      handedOn: (reference) => layers.find(reference, stack),
    });
    functions.push(...declared.functions.map((fn) => marked({ ...fn, name: stack.prefix + fn.name })));
    problems.push(...declared.problems);
  }
  const missing = missingPlaces(functions);
  for (const [gone, users] of missing) problems.push(assetMissing(reportPath(gone, options.cwd), users));
  if (functions.length === 0 && problems.length === 0) problems.push(noFunctions(path));
  if (all.schema > NEWEST_SCHEMA && problems.length > 0) problems.push(newerSchema(path, all.schema));
  for (const problem of problems) yield { problem };
  yield { functions: functions.flatMap((fn) => withoutMissing(fn, missing) ?? []) };
}

/** Is it this template, or nested in it? */
function isWithin(stack: CdkStack, place: string): boolean {
  return stack.place === place || (stack.parent !== null && isWithin(stack.parent.stack, place));
}

function codeOf({ code }: DeclaredFunction, stack: CdkStack): DeployedCode | null {
  if (code.kind === "inline") return { kind: "inline", text: code.text };
  const place = stack.assets.place(code, stack.place);
  return place === null ? null : { kind: "artifact", place };
}

function marked(fn: DeployedFunction): DeployedFunction {
  if (fn.settings === null || !isCdkHelper({ ...fn, constructPath: fn.settings.constructPath })) return fn;
  return { ...fn, settings: { ...fn.settings, helperOf: "AWS CDK" } };
}

/** Who needs an asset: a function or a layer, the user's or a helper's. */
interface AssetUser {
  readonly name: string;
  readonly isHelper: boolean;
}

/** What is deployed from places where nothing is, by place. */
function missingPlaces(functions: readonly DeployedFunction[]): Map<string, AssetUser[]> {
  const users = new Map<string, Map<string, AssetUser>>();
  const add = (place: string, name: string, fn: DeployedFunction) => {
    const known = users.get(place) ?? new Map<string, AssetUser>();
    const isHelper = isToolsOwn(fn) && known.get(name)?.isHelper !== false;
    users.set(place, known.set(name, { name, isHelper }));
  };
  for (const fn of functions) {
    if (fn.code.kind === "artifact") add(fn.code.place, fn.name, fn);
    for (const layer of fn.layers) add(layer.place, `the layer ${layer.name}`, fn);
  }
  const missing = [...users].filter(([place]) => statOf(place) === null);
  return new Map(missing.map(([place, known]) => [place, [...known.values()]]));
}

/** Null for a function whose own code is missing; a layer that is becomes an unknown one. */
function withoutMissing(
  fn: DeployedFunction,
  missing: ReadonlyMap<string, unknown>,
): DeployedFunction | null {
  if (fn.code.kind === "artifact" && missing.has(fn.code.place)) return null;
  const gone = fn.layers.filter(({ place }) => missing.has(place)).map(({ name }) => name);
  if (gone.length === 0 || fn.settings === null) return fn;
  return {
    ...fn,
    layers: fn.layers.filter(({ place }) => !missing.has(place)),
    settings: { ...fn.settings, unknownLayers: [...fn.settings.unknownLayers, ...gone] },
  };
}

/** Without staging, CDK leaves its own functions in temporary folders: nothing that the user could mend. */
function assetMissing(path: string, users: readonly AssetUser[]): Problem {
  const verb = users.length === 1 ? "is" : "are";
  const message = `does not exist; ${named(users)} ${verb} deployed from it. Run \`cdk synth\` again, then lint.`;
  const level = users.every(({ isHelper }) => isHelper) ? "note" : "error";
  return { level, code: "code-missing", path, line: null, message };
}

function noFunctions(path: string): Problem {
  const message = "declares no Lambda function, so nothing was checked.";
  return { level: "note", code: "no-functions", path, line: null, message };
}

function newerSchema(path: string, schema: number): Problem {
  const message = `has schema ${schema}, of a newer CDK than was tried (${NEWEST_SCHEMA}); what could be read of it was linted.`;
  return { level: "note", code: "newer-cdk", path, line: null, message };
}
