import { isUnbundled } from "../artifact/package-text.js";
import type { PackageInstance } from "../artifact/packages.js";
import { reach } from "../graph/reach.js";
import { isDevelopmentPackage } from "../lambda/development-packages.js";
import { isLoadedBySetting } from "../lambda/loaded-by-setting.js";
import type { RuleContext } from "./define-rule.js";

/** Packages of an artifact that nothing loads as far as can be seen, and that no earlier finding claims. */
export interface UnusedPackages {
  /** Tools of development, with what only they bring in. */
  readonly development: readonly PackageInstance[];
  readonly others: readonly PackageInstance[];
  /** Of the others, ids of those that a setting of the function often loads, which nobody knows here. */
  readonly uncertain: ReadonlySet<string>;
}

/** Null where no handler is known: then everything may be used. */
export async function unusedPackages(
  context: RuleContext,
  isUsed: (packageName: string) => boolean = () => false,
): Promise<UnusedPackages | null> {
  const use = await context.packageUse();
  if (use === null) return null;
  const { packages } = context.attribution;
  const settings = functionSettings(context);
  const candidates = new Map(
    packages
      .filter((pkg) => !use.loaded.has(pkg.id) && !use.possible.has(pkg.id) && !context.isClaimed(pkg.id))
      .filter((pkg) => isUnbundled(context.artifact, pkg))
      .map((pkg) => [pkg.id, pkg]),
  );
  const asked = new Map<string, string[]>();
  for (const { id, requestedBy } of candidates.values())
    for (const from of requestedBy) asked.set(from, [...(asked.get(from) ?? []), id]);
  const withDependencies = (some: readonly PackageInstance[]) =>
    reach(
      some.map(({ id }) => id),
      (id) => asked.get(id) ?? [],
    );
  const named = [...candidates.values()].filter(({ name }) => settings.names(name) || isUsed(name));
  for (const id of withDependencies(named)) candidates.delete(id);
  const left = [...candidates.values()];
  const tools = left.filter(({ name }) => isDevelopmentPackage(name)).map(({ id }) => id);
  const leaving = new Set(tools.length === 0 ? [] : (await context.retained(tools)).packages);
  const isTool = ({ id }: PackageInstance) => leaving.has(id) || tools.includes(id);
  return {
    development: left.filter(isTool),
    others: left.filter((pkg) => !isTool(pkg)),
    uncertain: settings.isKnown
      ? new Set()
      : withDependencies(left.filter(({ name }) => isLoadedBySetting(name))),
  };
}

/** What environment variables name: `NODE_OPTIONS=--require …`, a wrapper's handler. */
function functionSettings({ functions }: RuleContext) {
  const environments = functions.map(({ settings }) => settings?.environment ?? null);
  const values = environments.flatMap((environment) => [...(environment?.values() ?? [])]);
  const handlers = functions.map(({ handler }) => handler ?? "");
  const texts = [...values, ...handlers].filter((text) => text !== null && text !== "");
  return {
    isKnown: environments.every((environment) => environment !== null) && !values.includes(null),
    names: (packageName: string) => texts.some((text) => text?.includes(packageName)),
  };
}
