import { posix } from "node:path";
import { readQuietly, toPosix } from "./project.js";
import { TsconfigPaths } from "./tsconfig-paths.js";
import { parsePackageJson, Workspaces } from "./workspaces.js";

/**
 * Where a monorepo's files may import a project from (absolute folders): packages of its workspaces whose package.json
 * asks for it, directly or through others, and the folder of a tsconfig.json whose `paths` lead into it.
 */
export function dependantsOf(project: string): readonly string[] {
  const folder = toPosix(project);
  const workspaces = new Workspaces(readQuietly);
  const members = new Map(
    [...workspaces.around(folder)].map(([name, at]) => [at, { name, asks: asked(at) }]),
  );
  const reached = new Set([...members.keys()].filter((at) => holds(at, folder)));
  for (const one of reached) {
    const name = members.get(one)?.name ?? "";
    for (const [at, { asks }] of members) if (asks.has(name)) reached.add(at);
  }
  const mapped = new TsconfigPaths(readQuietly, workspaces).baseLeadingInto(folder);
  return [...[...reached].filter((at) => !holds(at, folder)), ...(mapped === null ? [] : [mapped])];
}

/** Names that a package.json asks for in any way. */
function asked(folder: string): ReadonlySet<string> {
  const manifest = parsePackageJson(readQuietly(`${folder}/package.json`));
  const kinds = ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"];
  return new Set(kinds.flatMap((kind) => Object.keys(manifest[kind] ?? {})));
}

function holds(folder: string, other: string): boolean {
  return folder === other || other.startsWith(posix.join(folder, "/"));
}
