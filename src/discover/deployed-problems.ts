import { InputError, type Problem } from "../errors.js";
import type { DeployedFunction } from "./deployed.js";

/** Unknown runtimes are taken for Node's: that is what people lint. */
export function runsNode(runtime: string | null): boolean {
  return runtime === null || runtime.startsWith("nodejs");
}

/** One word per runtime and template: a stack may have a hundred functions that aren't ours to read. */
export function otherRuntimes(functions: readonly DeployedFunction[]): Problem[] {
  const groups = new Map<string, DeployedFunction[]>();
  for (const fn of functions) {
    if (runsNode(fn.runtime)) continue;
    const key = JSON.stringify([fn.template, fn.runtime]);
    groups.set(key, [...(groups.get(key) ?? []), fn]);
  }
  return [...groups.values()].map((group): Problem => {
    const [first] = group;
    const verb = group.length === 1 ? "runs" : "run";
    return {
      level: "note",
      code: "not-node",
      path: first?.template ?? first?.name ?? "",
      line: null,
      message: `${named(group)} ${verb} ${first?.runtime}: sizes and files are checked, the code isn't.`,
    };
  });
}

export function codeMissing(path: string, sharing: readonly DeployedFunction[]): InputError {
  return new InputError({
    code: "code-missing",
    path,
    message: `does not exist; ${named(sharing)} ${sharing.length === 1 ? "is" : "are"} deployed from it. Build first, then lint.`,
  });
}

export function noHandler(
  { name, template }: DeployedFunction,
  artifact: { readonly path: string },
): Problem {
  return {
    level: "note",
    code: "no-handler",
    path: template ?? artifact.path,
    line: null,
    message: `which handler ${name} has is unknown, and so is what its init loads; name it with --handler file.export.`,
  };
}

/** A Serverless Framework service for another cloud. */
export function notLambda(path: string, provider: string): InputError {
  const message = `is of a service for ${JSON.stringify(provider)}; expected one for "aws", which runs on Lambda.`;
  return new InputError({ code: "not-lambda", path, message });
}

/** "Orders", "Orders and Users", "Orders, Users and 3 more". */
export function named(functions: readonly { readonly name: string }[]): string {
  const names = functions.map(({ name }) => name);
  if (names.length > 3) return `${names.slice(0, 2).join(", ")} and ${names.length - 2} more functions`;
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}
