import { basename } from "node:path";
import { InputError, type Problem } from "../errors.js";
import type { DeclaredLayer, NestedStack } from "../template/declared.js";
import { readTemplate } from "../template/read-template.js";
import { CdkAssets } from "./cdk-assets.js";
import { assemblyText, type CdkManifest, readManifest } from "./cdk-manifest.js";
import type { LinkedStack } from "./linked-layers.js";
import { reportPath } from "./report-path.js";

/** A template of an assembly, with the stacks around it. */
export interface CdkStack extends LinkedStack {
  /** Absolute path of the template. */
  readonly place: string;
  readonly assets: CdkAssets;
  readonly parent: { readonly stack: CdkStack; readonly parameters: NestedStack["parameters"] } | null;
  readonly nested: Map<string, CdkStack>;
  /** What tells its functions from those of a stack before it that has the same template; "" where none has. */
  readonly prefix: string;
}

/** Templates that nest one another many times over could go on for ever; CloudFormation takes 500 resources a stack. */
const MAXIMUM_STACKS = 5000;

/** Reads the stacks of an assembly, those of its stages and those nested in them. What can't be read is a problem. */
export class CdkStacks {
  readonly stacks: CdkStack[] = [];
  readonly problems: Problem[] = [];
  /** The newest schema that a manifest has. */
  schema = 0;
  readonly #cwd: string;
  readonly #seen = new Set<string>();

  constructor(cwd: string) {
    this.#cwd = cwd;
  }

  /** Throws InputError when there is no manifest to read: cdk-file-missing, broken-cdk-assembly. */
  async readAssembly(folder: string): Promise<void> {
    if (this.#isKnown(folder)) return;
    const manifest = readManifest(folder, this.#cwd);
    this.schema = Math.max(this.schema, Number.parseInt(manifest.version ?? "", 10) || 0);
    const assets = await this.#assets(manifest);
    for (const { template, parameters } of manifest.stacks) {
      const given = new Map([...assets.parameters, ...parameters]);
      await this.#guard(() => this.#read(template, given, { assets, parent: null, nestedAs: template }));
    }
    for (const stage of manifest.stages) await this.#guard(() => this.readAssembly(stage));
  }

  async #assets({ assetFiles, stacks }: CdkManifest): Promise<CdkAssets> {
    const assets = new CdkAssets();
    for (const file of assetFiles) await this.#guard(async () => assets.read(file, this.#cwd));
    for (const stack of stacks) {
      await this.#guard(async () => {
        for (const asset of stack.assets()) assets.add(asset);
      });
    }
    return assets;
  }

  async #read(
    place: string,
    given: ReadonlyMap<string, string>,
    around: Pick<CdkStack, "assets" | "parent"> & { readonly nestedAs: string },
  ): Promise<CdkStack | null> {
    if (this.stacks.length >= MAXIMUM_STACKS || nests(around.parent?.stack ?? null, place)) return null;
    const path = reportPath(place, this.#cwd);
    const template = await readTemplate(assemblyText(place, path), path, given);
    // Stacks that are equal share their template's asset.
    const isAgain = this.#isKnown(place);
    if (!isAgain) this.problems.push(...template.problems);
    const prefix = isAgain ? `${around.nestedAs}/` : "";
    const { assets, parent } = around;
    const layerPlace = ({ code }: DeclaredLayer) => assets.place(code, place);
    const stack: CdkStack = { template, place, assets, parent, nested: new Map(), prefix, layerPlace };
    this.stacks.push(stack);
    for (const one of template.nested) await this.#guard(() => this.#readNested(one, stack));
    return stack;
  }

  async #readNested(nested: NestedStack, stack: CdkStack): Promise<void> {
    const { logicalId, line, parameters } = nested;
    const place = stack.assets.place(nested.template, stack.place);
    if (place === null) {
      const message = `the nested stack ${logicalId} has its template elsewhere, out of reach; lint that template itself.`;
      const { path } = stack.template;
      this.problems.push({ level: "note", code: "nested-stack-elsewhere", path, line, message });
      return;
    }
    const texts = [...parameters].flatMap(([name, value]): [string, string][] =>
      typeof value === "string" ? [[name, value]] : [],
    );
    const { assets } = stack;
    const parent = { stack, parameters };
    const nestedAs = `${stack.prefix === "" ? `${basename(stack.place, ".template.json")}/` : stack.prefix}${logicalId}`;
    const child = await this.#read(place, new Map(texts), { assets, parent, nestedAs });
    if (child !== null) stack.nested.set(logicalId, child);
  }

  #isKnown(place: string): boolean {
    const known = this.#seen.has(place);
    this.#seen.add(place);
    return known;
  }

  /** What can't be read leaves the rest. */
  async #guard(read: () => Promise<unknown>): Promise<void> {
    try {
      await read();
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this.problems.push(error.problem);
    }
  }
}

/** Does a stack, or one around it, have this template? */
function nests(stack: CdkStack | null, place: string): boolean {
  return stack !== null && (stack.place === place || nests(stack.parent?.stack ?? null, place));
}
