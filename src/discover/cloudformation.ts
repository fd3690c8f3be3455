import type { Problem } from "../errors.js";
import { declaredFunctions } from "./declared-functions.js";
import type { DeployedFunction } from "./deployed.js";
import type { Discovered, DiscoverOptions, FoundFunctions } from "./discovered.js";
import { LinkedLayers } from "./linked-layers.js";
import { TemplateStacks } from "./template-stacks.js";

/**
 * The functions of a CloudFormation or SAM template on disk (an absolute path), and of the local templates that it
 * nests. Throws InputError: unreadable, too-large, and what `readTemplate` throws.
 */
export async function* discoverTemplate(
  place: string,
  path: string,
  options: DiscoverOptions,
): AsyncGenerator<Discovered | FoundFunctions> {
  const { stacks, problems } = await TemplateStacks.read(place, path, options.cwd);
  const layers = new LinkedLayers(stacks);
  const functions: DeployedFunction[] = [];
  for (const stack of stacks) {
    const declared = declaredFunctions(stack.template, {
      functionCode: stack.functionCode,
      layerPlace: stack.layerPlace,
      handedOn: (reference) => layers.find(reference, stack),
    });
    functions.push(...declared.functions);
    problems.push(...declared.problems);
  }
  if (functions.length === 0 && problems.length === 0) problems.push(noFunctions(path));
  for (const problem of problems) yield { problem };
  yield { functions };
}

function noFunctions(path: string): Problem {
  const message = "declares no Lambda function, so nothing was checked.";
  return { level: "note", code: "no-functions", path, line: null, message };
}
