import { isUnbundled, label } from "../artifact/package-text.js";
import type { PackageInstance } from "../artifact/packages.js";
import { compareText } from "../finding.js";
import type { ModuleGraph } from "../graph/module-graph.js";
import { initModules } from "../graph/reachability.js";
import { runtimeFacts } from "../lambda/runtimes.js";
import { availableInRuntime, isAwsSdkPackage, isNeedlessOnLambda } from "../lambda/sdk.js";
import type { RuleContext } from "./define-rule.js";

/** What an artifact holds of the AWS SDKs, and what it leaves to the runtime. */
export interface SdkFacts {
  readonly v2: null | {
    readonly ids: readonly string[];
    readonly label: string;
    /** The user's own code imports "aws-sdk" itself rather than "aws-sdk/clients/…". */
    readonly whole: boolean;
    readonly bundled: boolean;
    readonly inRuntime: boolean;
  };
  readonly v3: null | {
    readonly ids: readonly string[];
    readonly names: readonly string[];
    readonly clientIds: readonly string[];
    readonly clients: readonly string[];
    /** Whole packages in node_modules rather than parts of a bundle. */
    readonly unbundled: boolean;
    /** "name 3.1.0 and 3.2.0" of packages that are there in several versions. */
    readonly versions: readonly string[];
    readonly spareCopies: readonly string[];
    readonly spareNames: readonly string[];
    readonly spareBytes: number;
    bytesOf(ids: readonly string[]): number;
    readonly commonJs: null | {
      readonly bytes: number;
      readonly share: number;
      readonly packages: readonly string[];
    };
    /** SDK packages that init imports, that the artifact doesn't hold and that the runtime may have. */
    readonly external: readonly string[];
    /** Runtimes of the functions that have no v3; the others have one, or aren't known. */
    readonly runtimesWithout: readonly string[];
    /** Of what the user's own code imports, what the runtime hasn't, or may not have. */
    readonly perhapsNotInRuntime: readonly string[];
    /** Credential packages that are loaded lazily, if ever. */
    readonly needless: readonly PackageInstance[];
  };
}

export async function sdkFacts(context: RuleContext): Promise<SdkFacts> {
  const packages = context.attribution.packages.filter(({ id }) => !context.isClaimed(id));
  const v2 = packages.filter((pkg) => pkg.name === "aws-sdk");
  const v3 = packages.filter((pkg) => pkg.name !== "aws-sdk" && isAwsSdkPackage(pkg.name));
  const clients = v3.filter((pkg) => /^@aws-sdk\/(client|lib)-/.test(pkg.name));
  const graph = await context.graph();
  const init = graph === null ? new Set<number>() : initModules(graph);
  return {
    v2: v2.length === 0 ? null : v2Facts(context, v2, graph),
    // Without a client or a lib-* nobody chose to ship the SDK: types and shared helpers come with other packages.
    v3: clients.length === 0 ? null : v3Facts(context, v3, clients, graph, init),
  };
}

function v2Facts(
  context: RuleContext,
  v2: readonly PackageInstance[],
  graph: ModuleGraph | null,
): SdkFacts["v2"] {
  const [first] = v2;
  return {
    ids: v2.map((pkg) => pkg.id),
    label: first === undefined ? "aws-sdk" : label(first),
    whole: ownImports(graph).some((edge) => edge.specifier === "aws-sdk"),
    bundled: !v2.some((pkg) => isUnbundled(context.artifact, pkg)),
    inRuntime:
      context.functions.length > 0 && context.functions.every((fn) => runtimeFacts(fn.runtime)?.sdk === "v2"),
  };
}

function v3Facts(
  context: RuleContext,
  v3: readonly PackageInstance[],
  clients: readonly PackageInstance[],
  graph: ModuleGraph | null,
  init: ReadonlySet<number>,
): SdkFacts["v3"] {
  const copies = severalVersions(v3);
  const names = [...new Set(v3.map((pkg) => pkg.name))].sort(compareText);
  const spareTotal = copies.reduce((sum, same) => sum + spareBytes(same), 0);
  const spare = spareTotal < MINIMUM_SPARE_BYTES ? [] : copies.flatMap((same) => same.slice(1));
  return {
    ids: v3.map((pkg) => pkg.id),
    names,
    clientIds: clients.map((pkg) => pkg.id),
    clients: [...new Set(clients.map((pkg) => pkg.name))].sort(compareText),
    unbundled: v3.some((pkg) => isUnbundled(context.artifact, pkg)),
    versions: copies.map(describeCopies),
    spareCopies: spare.map((pkg) => pkg.id),
    spareNames: [...new Set(spare.map((pkg) => pkg.name))].sort(compareText),
    bytesOf: (packageIds) => v3.reduce((sum, pkg) => sum + (packageIds.includes(pkg.id) ? pkg.bytes : 0), 0),
    spareBytes: spare.reduce((sum, pkg) => sum + pkg.bytes, 0),
    commonJs: graph === null ? null : commonJsShare(graph, new Set(v3.map((pkg) => pkg.id))),
    external: externalSdk(graph, init).filter((name) => mayHave(name, context)),
    runtimesWithout: [
      ...new Set(context.functions.flatMap(({ runtime }) => (hasNoV3(runtime) ? [runtime ?? ""] : []))),
    ].sort(compareText),
    perhapsNotInRuntime: ownPackages(graph, names).filter((name) =>
      context.functions.some(({ runtime }) => availableInRuntime(name, runtime ?? NEWEST) !== "yes"),
    ),
    needless: lazilyLoaded(
      v3.filter((pkg) => isNeedlessOnLambda(pkg.name, names)),
      graph,
      init,
    ),
  };
}

/**
 * Less is left to duplicate-package: @aws-crypto/util pins an old @smithy/util-utf8, which brings a few hundred bytes
 * into every bundle of the SDK, and nobody can mend that.
 */
const MINIMUM_SPARE_BYTES = 10_000;

/**
 * What is there more than once, the largest copy first: that one would stay. Only where some versions differ, or aren't
 * known (a source map tells none); copies of one version are left to duplicate-package. Helper packages (@smithy) count.
 */
function severalVersions(v3: readonly PackageInstance[]): PackageInstance[][] {
  const byName = new Map<string, PackageInstance[]>();
  for (const pkg of v3) byName.set(pkg.name, [...(byName.get(pkg.name) ?? []), pkg]);
  const copies = [...byName.values()].filter((same) => same.length > 1);
  const differ = ([first, ...others]: readonly PackageInstance[]) =>
    first?.version === null || others.some(({ version }) => version !== first?.version);
  if (!copies.some(differ)) return [];
  return copies
    .map((same) => same.toSorted((a, b) => b.bytes - a.bytes || compareText(a.id, b.id)))
    .sort((a, b) => spareBytes(b) - spareBytes(a) || compareText(a[0]?.name ?? "", b[0]?.name ?? ""));
}

function spareBytes(same: readonly PackageInstance[]): number {
  return same.slice(1).reduce((sum, pkg) => sum + pkg.bytes, 0);
}

function describeCopies(same: readonly PackageInstance[]): string {
  const versions = [...new Set(same.map((pkg) => pkg.version))];
  const [name, isKnown] = [same[0]?.name ?? "", versions.length > 1 && !versions.includes(null)];
  return isKnown ? `${name} ${versions.join(" and ")}` : `${name} in ${same.length} copies`;
}

/** What a runtime that nobody names has at most. */
const NEWEST = "nodejs24.x";

function hasNoV3(runtime: string | null): boolean {
  const facts = runtimeFacts(runtime);
  return facts !== null && facts.sdk !== "v3";
}

/** What no runtime has fails to load, which is another rule's to say. */
function mayHave(name: string, { functions }: RuleContext): boolean {
  return functions.some(({ runtime }) => availableInRuntime(name, runtime ?? NEWEST) !== "no");
}

/** Of some packages those that the user's own code imports. */
function ownPackages(graph: ModuleGraph | null, names: readonly string[]): string[] {
  const modules = graph?.modules ?? [];
  const own = new Set<string>();
  for (const { imports, packageId } of modules) {
    if (packageId !== null) continue;
    for (const { target } of imports) {
      const id = target === null ? null : (modules[target]?.packageId ?? null);
      if (id !== null) own.add(id.slice(id.lastIndexOf("node_modules/") + "node_modules/".length));
    }
  }
  return names.filter((name) => own.has(name));
}

/** Below this share a stray CommonJS file (a package without an ESM build) is not the build's setting. */
const COMMONJS_SHARE = 0.1;

function commonJsShare(graph: ModuleGraph, ids: ReadonlySet<string>) {
  let total = 0;
  let bytes = 0;
  const packages = new Set<string>();
  for (const module of graph.modules) {
    if (module.packageId === null || !ids.has(module.packageId)) continue;
    total += module.bytes;
    if (module.bytes === 0 || !module.path.includes("/dist-cjs/")) continue;
    bytes += module.bytes;
    packages.add(
      module.packageId.slice(module.packageId.lastIndexOf("node_modules/") + "node_modules/".length),
    );
  }
  if (total === 0 || bytes / total < COMMONJS_SHARE) return null;
  return { bytes, share: bytes / total, packages: [...packages].sort(compareText) };
}

/** SDK packages that the user's own code or a package needs at load and nobody ships. */
function externalSdk(graph: ModuleGraph | null, init: ReadonlySet<number>): string[] {
  if (graph === null) return [];
  const missing = notShipped(graph, init, /^@(?:aws-sdk|smithy)\/[^/]+/);
  return [...new Set(missing.map(({ name }) => name))].sort(compareText);
}

/** What init needs by these names and nobody ships. Optional and lazy imports may be absent. */
function notShipped(
  graph: ModuleGraph,
  init: ReadonlySet<number>,
  names: RegExp,
): { readonly path: string; readonly name: string }[] {
  return [...init].flatMap((index) => {
    const module = graph.modules[index];
    return (module?.imports ?? []).flatMap((edge) => {
      const name = edge.target === null ? names.exec(edge.specifier)?.[0] : undefined;
      if (module === undefined || name === undefined || edge.timing !== "static" || edge.optional) return [];
      return [{ path: module.path, name }];
    });
  });
}

function lazilyLoaded(
  packages: readonly PackageInstance[],
  graph: ModuleGraph | null,
  init: ReadonlySet<number>,
) {
  if (graph === null || !graph.initKnown) return [];
  const inInit = new Set([...init].map((index) => graph.modules[index]?.packageId));
  return packages.filter((pkg) => !inInit.has(pkg.id));
}

function ownImports(graph: ModuleGraph | null) {
  return (graph?.modules ?? [])
    .filter((module) => module.packageId === null)
    .flatMap((module) => module.imports);
}
