import { realpathSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { statOf } from "../artifact/stat-of.js";
import { InputError, type Problem } from "../errors.js";
import type { NestedStack, Template } from "../template/declared.js";
import { readTemplate } from "../template/read-template.js";
import { declaredFunctions } from "./declared-functions.js";
import type { DeployedFunction } from "./deployed.js";
import { deployedSubjects } from "./deployed-subjects.js";
import type { Discovered, DiscoverOptions } from "./discovered.js";
import { reportPath } from "./report-path.js";
import { templateCode } from "./template-code.js";
import { isBuilt, readTemplateText } from "./template-file.js";

/** The functions of a template on disk (an absolute path) and of the local templates nested in it. */
export async function* discoverTemplate(
  place: string,
  path: string,
  options: DiscoverOptions,
): AsyncGenerator<Discovered> {
  const found = new Templates(options);
  await found.read(place, path);
  for (const problem of found.problems) yield { problem };
  if (found.functions.length === 0) yield { problem: noFunctions(path) };
  yield* deployedSubjects(found.functions, options);
}

class Templates {
  readonly functions: DeployedFunction[] = [];
  readonly problems: Problem[] = [];
  readonly #seen = new Set<string>();

  constructor(private readonly options: DiscoverOptions) {}

  /** Throws InputError for what is no template. */
  async read(place: string, path: string): Promise<void> {
    this.#seen.add(realpathSync(place));
    const text = readTemplateText(place, path);
    const template = await readTemplate(text, path);
    const declared = declaredFunctions(template, templateCode(place, isBuilt(place, text)));
    this.functions.push(...declared.functions);
    this.problems.push(...template.problems, ...declared.problems);
    for (const stack of template.nested) await this.#nested(stack, place, template);
  }

  /** One stack that can't be read leaves the others. */
  async #nested(stack: NestedStack, parent: string, { path }: Template): Promise<void> {
    const { logicalId, line, template } = stack;
    if (template.kind !== "path") {
      const message = `the nested stack ${logicalId} has its template elsewhere, out of reach; lint that template itself.`;
      this.problems.push({ level: "note", code: "nested-stack-elsewhere", path, line, message });
      return;
    }
    const place = resolve(dirname(parent), template.path);
    if (statOf(place)?.isFile() !== true) {
      const missing = reportPath(place, this.options.cwd);
      const message = `the template ${missing} of the nested stack ${logicalId} does not exist. Build first, then lint.`;
      this.problems.push({ level: "error", code: "template-missing", path, line, message });
      return;
    }
    if (this.#seen.has(realpathSync(place))) return;
    try {
      await this.read(place, reportPath(place, this.options.cwd));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this.problems.push(error.problem);
    }
  }
}

function noFunctions(path: string): Problem {
  const message = "declares no Lambda function whose code is at hand, so nothing was checked.";
  return { level: "note", code: "no-functions", path, line: null, message };
}
