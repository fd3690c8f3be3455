import { realpathSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { statOf } from "../artifact/stat-of.js";
import { InputError, type Problem } from "../errors.js";
import type { NestedStack } from "../template/declared.js";
import { readTemplate } from "../template/read-template.js";
import type { CodePlaces } from "./declared-functions.js";
import type { LinkedStack } from "./linked-layers.js";
import { reportPath } from "./report-path.js";
import { templateCode } from "./template-code.js";
import { isBuilt, readTemplateText } from "./template-file.js";

/** A template on disk, with the stacks around it. */
export interface TemplateStack extends LinkedStack, Pick<CodePlaces, "functionCode" | "layerPlace"> {
  readonly nested: Map<string, TemplateStack>;
  /** Absolute path of the template. */
  readonly place: string;
  readonly isBuilt: boolean;
}

interface Nesting {
  readonly stack: TemplateStack;
  readonly parameters: NestedStack["parameters"];
}

/** A template and the local ones that it nests, each once. */
export class TemplateStacks {
  readonly stacks: TemplateStack[] = [];
  readonly problems: Problem[] = [];
  readonly #seen = new Set<string>();

  private constructor(private readonly cwd: string) {}

  /** Throws InputError when the template itself can't be read; what it nests and can't be read is a problem. */
  static async read(place: string, path: string, cwd: string): Promise<TemplateStacks> {
    const stacks = new TemplateStacks(cwd);
    await stacks.#read(place, path, null);
    return stacks;
  }

  async #read(place: string, path: string, parent: Nesting | null): Promise<TemplateStack> {
    const text = readTemplateText(place, path);
    this.#seen.add(realpathSync(place));
    const template = await readTemplate(text, path, textsOf(parent?.parameters ?? new Map()));
    // What a build nests it has built too.
    const isBelow =
      parent?.stack.isBuilt === true && place.startsWith(join(dirname(parent.stack.place), "/"));
    const isDeployed = isBelow || isBuilt(place, text);
    const code = templateCode(place, isDeployed);
    const stack = { template, place, parent, nested: new Map(), isBuilt: isDeployed, ...code };
    this.stacks.push(stack);
    this.problems.push(...template.problems);
    for (const one of template.nested) await this.#readNested(one, stack);
    return stack;
  }

  async #readNested(nested: NestedStack, stack: TemplateStack): Promise<void> {
    const { logicalId, line, template, parameters } = nested;
    const at = { path: stack.template.path, line };
    if (template.kind !== "path") {
      const message = `the nested stack ${logicalId} has its template elsewhere, out of reach; lint that template itself.`;
      this.problems.push({ level: "note", code: "nested-stack-elsewhere", ...at, message });
      return;
    }
    const place = resolve(dirname(stack.place), template.path);
    const path = reportPath(place, this.cwd);
    if (statOf(place)?.isFile() !== true) {
      const message = `the template ${path} of the nested stack ${logicalId} does not exist. Build first, then lint.`;
      this.problems.push({ level: "error", code: "template-missing", ...at, message });
      return;
    }
    // A template that nests itself, or that several stacks share.
    if (this.#seen.has(realpathSync(place))) return;
    try {
      stack.nested.set(logicalId, await this.#read(place, path, { stack, parameters }));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this.problems.push(error.problem);
    }
  }
}

function textsOf(parameters: NestedStack["parameters"]): ReadonlyMap<string, string> {
  const texts = [...parameters].filter((one): one is [string, string] => typeof one[1] === "string");
  return new Map(texts);
}
