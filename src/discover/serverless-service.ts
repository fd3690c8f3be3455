import { basename, dirname, resolve } from "node:path";
import { statOf } from "../artifact/stat-of.js";
import { textOf } from "../artifact/text-of.js";
import { InputError, type Problem } from "../errors.js";
import { parseTemplate } from "../template/parse-template.js";
import { notLambda } from "./deployed-problems.js";
import { reportPath } from "./report-path.js";
import { readServiceFunctions, type ServiceFunction } from "./serverless-functions.js";
import { type Resolved, UNRESOLVED, Variables } from "./serverless-variables.js";
import { MAXIMUM_TEMPLATE_BYTES, readTemplateText } from "./template-file.js";

const NAMED = /^serverless([.-].*)?\.(ya?ml|json)$/i;

/** Is a file (an absolute path) a Serverless Framework service, by its name or its keys? Never throws. */
export function isServiceFile(place: string): boolean {
  return NAMED.test(basename(place)) || isServiceByKeys(place);
}

/** The same by its keys alone, in YAML. */
export function isServiceByKeys(place: string): boolean {
  if (!/\.ya?ml$/i.test(place)) return false;
  const text = textOf(place, MAXIMUM_TEMPLATE_BYTES) ?? "";
  return /^service[ \t]*:/m.test(text) && /^provider[ \t]*:/m.test(text) && !/^Resources[ \t]*:/m.test(text);
}

export interface Service {
  readonly functions: readonly ServiceFunction[];
  readonly problems: readonly Problem[];
}

/**
 * A service (an absolute path) before it is packaged, as far as it is static; paths are relative to its folder.
 * Throws InputError for what can't be read or is no YAML.
 */
export async function readService(place: string, cwd: string): Promise<Service> {
  const path = reportPath(place, cwd);
  const folder = dirname(place);
  const parsed = await parseTemplate(readTemplateText(place, path), path);
  const files = new Map<string, Promise<Resolved>>();
  const readFile = (file: string): Promise<Resolved> => {
    const known = files.get(file) ?? parsedFile(resolve(folder, file), cwd);
    files.set(file, known);
    return known;
  };
  const variables = new Variables(parsed.value, readFile);
  const provider = await variables.at(parsed.value, "provider");
  // Older files write `provider: aws`.
  const cloud = typeof provider === "string" ? provider : await variables.at(provider, "name");
  if (typeof cloud === "string" && cloud !== "aws") throw notLambda(path, cloud);
  return {
    functions: await readServiceFunctions(parsed, variables),
    problems: parsed.problems,
  };
}

/** What `${file(…)}` names. What isn't there or is broken may be made before a deployment. */
async function parsedFile(place: string, cwd: string): Promise<Resolved> {
  try {
    if (statOf(place)?.isFile() !== true) return UNRESOLVED;
    const path = reportPath(place, cwd);
    return (await parseTemplate(readTemplateText(place, path), path)).value;
  } catch (error) {
    if (error instanceof InputError) return UNRESOLVED;
    throw error;
  }
}
