import { label } from "../artifact/package-text.js";
import type { PackageInstance } from "../artifact/packages.js";
import { compareText } from "../finding.js";
import { formatBytes } from "../format-bytes.js";
import { sourcesOf } from "../graph/reach.js";
import { listed } from "../name-list.js";
import type { RuleContext } from "./define-rule.js";
import { ownDependencies } from "./own-dependencies.js";

/** More would fill a screen; the JSON report's `packages` has them all. */
const NAMED = 6;

/** Packages that leave together, with the one that keeps the others in. */
export interface Leaving {
  readonly root: PackageInstance | null;
  /** The largest first. */
  readonly packages: readonly PackageInstance[];
  readonly bytes: number;
}

/**
 * Unused packages by what has to be done: `each` with what only it brings in, what several of those bring in, and what
 * packages bring in that are used.
 */
export async function splitByNeed(group: readonly PackageInstance[], context: RuleContext) {
  const members = new Map(group.map((pkg) => [pkg.id, pkg]));
  const targets = new Map<string, string[]>();
  for (const { id, requestedBy } of group)
    for (const from of requestedBy) targets.set(from, [...(targets.get(from) ?? []), id]);
  const own = ownDependencies(context);
  const isBrought = (pkg: PackageInstance) =>
    !own.has(pkg.name) && pkg.requestedBy.some((id) => !members.has(id));
  const roots = sourcesOf(
    group.map(({ id }) => id),
    (id) => targets.get(id) ?? [],
  )
    .map((id) => members.get(id))
    .filter((pkg) => pkg !== undefined && !isBrought(pkg));
  const rest = new Map(members);
  const take = async (ids: readonly string[]) => {
    const { packages } = await context.retained(ids);
    const taken = [...new Set([...ids, ...packages])].flatMap((id) => rest.get(id) ?? []);
    for (const { id } of taken) rest.delete(id);
    return taken;
  };
  const each: Leaving[] = [];
  for (const root of roots) if (root !== undefined) each.push(leaving(root, await take([root.id])));
  const ids = each.flatMap(({ root }) => root?.id ?? []);
  const shared = leaving(null, ids.length < 2 ? [] : await take(ids));
  return { each: each.sort(byBytes), shared, brought: leaving(null, [...rest.values()]) };
}

function leaving(root: PackageInstance | null, packages: readonly PackageInstance[]): Leaving {
  const bytes = packages.reduce((sum, pkg) => sum + pkg.bytes, 0);
  return { root, bytes, packages: packages.toSorted((a, b) => b.bytes - a.bytes || compareText(a.id, b.id)) };
}

export function together(some: readonly Leaving[]): Leaving {
  return leaving(
    null,
    some.flatMap(({ packages }) => packages),
  );
}

function byBytes(a: Leaving, b: Leaving): number {
  return b.bytes - a.bytes || compareText(a.root?.id ?? "", b.root?.id ?? "");
}

export function zippedBytes(packages: readonly PackageInstance[]): number | null {
  let sum = 0;
  for (const pkg of packages) {
    if (pkg.zippedBytes === null) return null;
    sum += pkg.zippedBytes;
  }
  return sum;
}

export function companions({ packages }: Leaving): string {
  const others = packages.length - 1;
  if (others < 1) return "";
  return ` with the ${others === 1 ? "one package" : `${others} packages`} that only it brings in`;
}

export function broughtText(found: Leaving) {
  const count = found.packages.length;
  return {
    message: `${count === 1 ? "One package that dependencies bring in is" : `${count} packages that dependencies bring in are`} loaded by no handler, ${formatBytes(found.bytes)} in all: ${named(found.packages)}.`,
    fix: "Bundle the function (esbuild): only files that are reached ship. Or leave them out of the zip by path.",
  };
}

export function named(packages: readonly PackageInstance[]): string {
  return listed(
    packages.map((pkg) => `${label(pkg)} (${formatBytes(pkg.bytes)})`),
    NAMED,
  );
}
